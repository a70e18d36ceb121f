"""The tables."""
import datetime
import statistics

from calls import machine
from calls.report import commit, shown_command, table

NAMES = {("vchat", "vchat"): "vchat", ("chromium", "chromium"): "Chromium", ("vchat", "chromium"): "vchat to Chromium",
         ("chromium", "vchat"): "Chromium to vchat"}


def _over(runs, key, text, factor=1.0):
    """The median of the runs, and their range where there is one."""
    values = [factor * run[key] for run in runs if run[key] is not None]
    if not values:
        return "–"
    middle = text.format(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({text.format(min(values))} to {text.format(max(values))})"


def constant_table(results):
    """`results`: {(rate, kinds): [figures]}."""
    header = ["link, kbit/s", "call", "used, %", "freezes", "longest, ms", "delay, ms", "p95, ms", "frames/s"]
    rows = [[f"{rate / 1000:.0f}", NAMES[kinds], _over(runs, "used", "{:.0f}", 100), _over(runs, "freezes", "{:.0f}"),
             _over(runs, "longest", "{:.0f}"), _over(runs, "delay", "{:.0f}"), _over(runs, "p95", "{:.0f}"),
             _over(runs, "frames", "{:.1f}")] for (rate, kinds), runs in results.items() if runs]
    return table(header, rows)


def step_table(results):
    """`results`: {kinds: [figures]}."""
    header = ["call", "settled after, s", "longest gap then, ms", "longest gap on the way back, ms", "full quality after, s"]
    rows = [[NAMES[kinds], _over(runs, "settled", "{:.1f}"), _over(runs, "longest down", "{:.0f}"),
             _over(runs, "longest up", "{:.0f}"), _over(runs, "back", "{:.1f}")] for kinds, runs in results.items() if runs]
    return table(header, rows)


def loss_table(results):
    """`results`: {(share, kinds): [figures]}."""
    header = ["loss, %", "call", "frames decoded, %", "frames seen, %", "freezes", "longest, ms", "delay, ms", "p95, ms",
              "speech: like the source", "energy, dB", "heard, %"]
    rows = [[f"{100 * share:.0f}", NAMES[kinds], _over(runs, "decoded", "{:.1f}", 100), _over(runs, "share", "{:.1f}", 100),
             _over(runs, "freezes", "{:.0f}"), _over(runs, "longest", "{:.0f}"), _over(runs, "delay", "{:.0f}"),
             _over(runs, "p95", "{:.0f}"), _over(runs, "correlation", "{:.2f}"), _over(runs, "energy", "{:+.1f}"),
             _over(runs, "heard", "{:.0f}", 100)] for (share, kinds), runs in results.items() if runs]
    return table(header, rows)


def four_table(results):
    """`results`: {rate: [figures]}."""
    header = ["link of the last peer", "CPU of the sender, % of a core", "least that the other three get", "what the last gets"]

    def picture(runs, key):
        width, frames = (statistics.median(run[key][part] for run in runs) for part in (0, 1))
        return f"{width:.0f} pixels wide, {frames:.0f} frames/s"
    rows = [[f"{rate / 1000:.0f} kbit/s" if rate else "as wide as the others'", _over(runs, "cpu", "{:.0f}", 100),
             picture(runs, "others"), picture(runs, "last")] for rate, runs in results.items() if runs]
    return table(header, rows)


def section(tables, noise):
    """Markdown, without the heading. `tables`: pairs of title and table."""
    shares = [100 * share for share in noise.shares] or [0]
    head = (f"{datetime.date.today()}, commit {commit()}, {machine.describe()}. `{shown_command('tests/bench/network/run')}`. "
            f"The machine was busy with other things by {min(shares):.0f} % (least), {statistics.median(shares):.0f} % (median), "
            f"{max(shares):.0f} % (most) before the runs.")
    return "\n\n".join([head, *(f"**{title}**\n\n{text}" for title, text in tables)]) + "\n"
