"""The parts of the bench: each makes one call and returns its figures."""
import time

from calls import sound
from calls.environment import PEOPLE, RATE
from calls.report import quantile

from .call import Call
from .picture import Watch
from .place import Place

SETTLED = 5     # s after the first frame
FULL = 2.5e6    # bit/s: more than any link here carries
USUAL = 1e6     # bit/s
WIDE = 10e6     # bit/s
NEAR, FAR = PEOPLE


def sleep_until(wall):
    time.sleep(max(0.0, wall - time.time()))


def seen(picture, begin, end):
    """What the bench says of a picture in that time."""
    ages = picture.ages(begin, end)
    return {"frames": len(ages) / (end - begin), "freezes": picture.freezes(begin, end),
            "longest": max(picture.gaps(begin, end)), "delay": quantile(ages, 0.5) if ages else None,
            "p95": quantile(ages, 0.95) if ages else None}


def constant(environment, kinds, rate, seconds=30, measured=10):
    """A link of `rate` bit/s each way: its use in the last `measured` s, what was seen from SETTLED on. One result a way."""
    with Place(environment) as place, Call(environment, place, kinds, FULL) as call:
        place.link.limit(rate)
        watches = [(place.near, Watch(environment, NEAR, FAR, seconds + 12)), (place.far, Watch(environment, FAR, NEAR, seconds + 12))]
        try:
            call.join()
            start = time.time()
            sleep_until(start + seconds - measured)
            before = [(place.link.sent(end), time.time()) for end, _ in watches]
            sleep_until(start + seconds)
            used = [8 * (place.link.sent(end) - bytes_then) / (time.time() - then) / rate
                    for (end, _), (bytes_then, then) in zip(watches, before)]
            pictures = [watch.finish() for _, watch in watches]
        finally:
            for _, watch in watches:
                watch.stop()
    return [{"used": share, **seen(picture, picture.start + SETTLED, start + seconds)} for share, picture in zip(used, pictures)]


class Meter:
    """Bit/s that leave the near end, in steps of half a second."""

    STEP = 0.5

    def __init__(self, link):
        self.link, self.last = link, link.sent(link.near)
        self.rates = []  # (end of the step, bit/s)

    def run_until(self, wall):
        while time.time() < wall:
            sleep_until(time.time() + self.STEP)
            bytes_now = self.link.sent(self.link.near)
            self.rates.append((time.time(), 8 * (bytes_now - self.last) / self.STEP))
            self.last = bytes_now

    def mean(self, begin, end):
        rates = [rate for at, rate in self.rates if begin < at <= end]
        return sum(rates) / max(1, len(rates))


def step(environment, kinds, wide=2e6, narrow=400e3, before=15, narrow_for=20, after=30):
    """A link that becomes narrow, and wide again. Seen from the near end's picture at the far end."""
    total = before + narrow_for + after
    with Place(environment) as place, Call(environment, place, kinds, FULL) as call:
        place.link.limit(wide)
        watch = Watch(environment, NEAR, FAR, total + 12)
        try:
            call.join()
            down = time.time() + before
            up, end = down + narrow_for, down + narrow_for + after
            meter = Meter(place.link)
            for moment, rate in ((down, narrow), (up, wide), (end, None)):
                meter.run_until(moment)
                place.link.limit(rate)
            picture = watch.finish()
        finally:
            watch.stop()
    usual = quantile(picture.ages(down - 5, down), 0.5)
    return {"settled": _settled(picture, down, up, usual + 100), "longest down": max(picture.gaps(down, up)),
            "longest up": max(picture.gaps(up, end)), "back": _back(meter, up, 0.9 * meter.mean(down - 8, down))}


def _settled(picture, begin, end, most):
    """s until the last frame before `end` that is older than `most` ms, of which a keyframe now and then is none."""
    late = [wall for wall, age in picture.between(begin, end).frames if age > most]
    calm = [wall for wall in late if sum(other >= wall for other in late) > 0.02 * RATE * (end - begin)]
    return (calm[-1] if calm else begin) - begin


def _back(meter, begin, wanted):
    """s until so much is sent again, over 2 s; None if never."""
    for at, _ in meter.rates:
        if at > begin + 2 and meter.mean(at - 2, at) >= wanted:
            return at - 1 - begin
    return None


def loss(environment, kinds, share, seconds=20):
    """Random loss on a wide link, both ways."""
    player = environment.launch(["paplay", "-d", f"speech-{NEAR}", "--latency-msec=20", environment.speech])
    recorders = []
    try:
        with Place(environment) as place, Call(environment, place, kinds, USUAL) as call:
            place.link.limit(WIDE)
            place.link.lose(share)
            watch = Watch(environment, NEAR, FAR, seconds + 12)
            try:
                call.join()
                start = time.time()
                sleep_until(start + SETTLED)
                decoded, then = call.decoded()
                recorders = [sound.Recorder(environment, sink) for sink in (f"speech-{NEAR}", f"speaker-{FAR}")]
                sleep_until(start + seconds)
                more, now = call.decoded()
                recordings = [recorder.stop() for recorder in recorders]
                recorders = []
                picture = watch.finish()
            finally:
                watch.stop()
    finally:
        for recorder in recorders:
            recorder.stop()
        player.stop()
    figures = seen(picture, start + SETTLED, start + seconds)
    return {**figures, "decoded": (more - decoded) / (RATE * (now - then)), "share": figures["frames"] / RATE,
            **sound.likeness(*recordings)}
