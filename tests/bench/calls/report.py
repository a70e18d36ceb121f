"""The tables, on a terminal and in docs/performance.md."""
import datetime
import os
import re
import statistics
import subprocess
import sys

from . import machine

LABELS = {"vchat": "vchat", "chromium": "Chromium", "floor": "floor"}


def quantile(values, share):
    """The value below which `share` of them lie; nearest rank."""
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def _ms(value, digits=0):
    return "–" if value is None else f"{value:.{digits}f}"


def _median(values):
    return statistics.median(values) if values else None


def run_line(number, name, run):
    picture = f"{_median(run.picture):.1f} (p95 {quantile(run.picture, 0.95):.1f})" if run.picture else "–"
    first = "/".join(_ms(each) for each in run.first_frames) or "–"
    return (f"run {number + 1}, {name}: first frames {first}, picture {picture} at {run.rate:.1f}/s, "
            f"sound {_ms(_median(run.sound))}, apart {_ms(_median(run.apart))} ms")


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def _over_runs(runs, figure):
    """The median over the runs of a figure of each run, and the range."""
    values = [figure(run) for run in runs]
    values = [value for value in values if value is not None]
    if not values:
        return "–"
    return f"{statistics.median(values):.0f} ({min(values):.0f} to {max(values):.0f})"


def _latency_table(runs):
    figures = (
        ("first frame", lambda run: _median(run.first_frames)),
        ("picture, median", lambda run: _median(run.picture)),
        ("picture, p95", lambda run: quantile(run.picture, 0.95) if run.picture else None),
        ("sound, median", lambda run: _median(run.sound)),
        ("sound after picture, median", lambda run: _median(run.apart)),
        ("the farthest apart in a run", lambda run: max(map(abs, run.apart)) if run.apart else None),
        ("frames shown a second", lambda run: run.rate),
    )
    header = ["ms, median of the runs (range)"] + [f"{LABELS[name]}, {len(each)} runs" for name, each in runs.items()]
    return table(header, [[label] + [_over_runs(each, figure) for each in runs.values()] for label, figure in figures])


def _resource_table(costs):
    header = ["", "peers", "CPU, % of a core", "PSS, MiB", "RSS, MiB", "threads", "fds", "machine busy, %", "frames/s"]
    kinds = {"sender": "sender", "call": "two-way call"}
    rows = [[kinds[each.kind], str(each.peers), f"{each.cpu * 100:.0f}", f"{each.pss:.0f}", f"{each.rss:.0f}",
             f"{each.threads:.0f}", f"{each.descriptors:.0f}", f"{each.busy * 100:.0f}", f"{each.rate:.1f}"] for each in costs]
    return table(header, rows)


def _ratio(costs):
    sender = {each.peers: each.cpu for each in costs if each.kind == "sender"}
    if not {1, 4} <= sender.keys():
        return ""
    return f"\n\nThe sender's CPU with 4 peers is {sender[4] / sender[1]:.2f} times that with 1 (the aim: at most 1.3)."


def section(runs, costs, noise, arguments):
    """Markdown, without the heading."""
    shares = [100 * share for share in noise.shares]
    parts = [f"{datetime.date.today()}, commit {commit()}, {machine.describe()}. `{shown_command('tests/bench/run')}`. "
             f"The machine was busy with other things by {min(shares):.0f} % (least), {_median(shares):.0f} % (median), "
             f"{max(shares):.0f} % (most) before the runs."]
    if runs:
        parts.append(_latency_table(runs))
    if costs:
        parts.append(_resource_table(costs) + _ratio(costs))
    return "\n\n".join(parts) + "\n"


def commit():
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=os.path.dirname(__file__), capture_output=True,
                          text=True, check=False).stdout.strip()


def shown_command(program):
    """As others can repeat it: where the results went is left out."""
    shown, skip = [program], False
    for argument in sys.argv[1:]:
        if not skip and argument not in ("--write", "--json"):
            shown.append(argument)
        skip = argument in ("--write", "--json")
    return " ".join(shown)


def write(path, text, what):
    """Replaces what stands between the two marks of `what` in `path`."""
    begin, end = f"<!-- {what}: begin -->", f"<!-- {what}: end -->"
    with open(path, encoding="utf-8") as file:
        page = file.read()
    page, count = re.subn(f"{begin}.*{end}", lambda _: f"{begin}\n{text}{end}", page, flags=re.DOTALL)
    if count != 1:
        sys.exit(f"bench: {path} has no marks {begin} and {end}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(page)
