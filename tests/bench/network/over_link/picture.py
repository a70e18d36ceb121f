"""What a viewer sees: bench-watch reads the barcode of each frame back from the screen."""
import statistics

from calls.environment import PEOPLE, RATE

WINDOW = 30  # gaps, of which the mean is taken for a freeze (W3C webrtc-stats, freezeCount)


class Watch:
    """Watches the picture of one person on the screen of the other, from before the call until stop()."""

    def __init__(self, environment, sender, viewer, seconds):
        self.seconds = seconds
        self.process = environment.launch([environment.program("bench-watch"), str(PEOPLE.index(sender)), str(seconds)],
                                          {"DISPLAY": environment.displays[viewer]}, f"watch-{viewer}")

    def finish(self):
        """The Picture, when the time is over."""
        try:
            return Picture([tuple(map(float, line.split())) for line in self.process.finish(self.seconds + 60)])
        finally:
            self.process.stop()

    def stop(self):
        self.process.stop()


class Picture:
    """Frames in order: when each was seen (s, wall clock), and how old it was then (ms)."""

    def __init__(self, lines):
        self.frames = [(wall / 1000, age) for wall, age in lines]

    @property
    def start(self):
        return self.frames[0][0]

    def between(self, begin, end):
        """The part from `begin` to `end`, wall clock."""
        return Picture([(wall * 1000, age) for wall, age in self.frames if begin <= wall < end])

    def gaps(self, begin, end):
        """ms from frame to frame; the time from `begin` to the first and from the last to `end` counts as well."""
        moments = [begin, *(wall for wall, _ in self.between(begin, end).frames), end]
        return [1000 * (after - before) for before, after in zip(moments, moments[1:])]

    def freezes(self, begin, end):
        """Gaps longer than max(3 mean, mean + 150 ms), as browsers count them."""
        count, gaps = 0, self.gaps(begin, end)
        for number, gap in enumerate(gaps):
            before = gaps[max(0, number - WINDOW):number]
            mean = statistics.mean(before) if before else 1000 / RATE
            count += gap > max(3 * mean, mean + 150)
        return count

    def ages(self, begin, end):
        return [age for _, age in self.between(begin, end).frames]
