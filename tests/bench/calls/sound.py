"""How long sound takes from one person's microphone to the other's speaker, both PulseAudio null sinks."""
import math
import os
import statistics
import subprocess
import threading
import time

import numpy

RATE = 48000
WINDOW = 1.5   # seconds of speech that are looked for at the other end
LONGEST = 0.6  # seconds; the longest delay that is looked for
LIKENESS = 0.25  # correlation from which on a match is believed


class Recorder:
    """Records what a null sink plays, and knows when."""

    def __init__(self, environment, sink):
        self.process = subprocess.Popen(
            ["parec", "-d", f"{sink}.monitor", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=5"],
            env={**os.environ, "PULSE_SERVER": f"unix:{environment.folder}/sound"}, stdout=subprocess.PIPE)
        self.data, self.start = bytearray(), None
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        """A block is never early, so the earliest one, counted back, tells when the recording began."""
        while block := os.read(self.process.stdout.fileno(), 65536):
            self.data += block
            start = time.time() - len(self.data) / (2 * RATE)
            self.start = start if self.start is None else min(start, self.start)

    def stop(self):
        """The samples, and the wall clock (s) of the first one, the same error in all recordings."""
        self.process.terminate()
        self.thread.join(5)
        self.process.wait()
        samples = numpy.frombuffer(bytes(self.data[:len(self.data) // 2 * 2]), numpy.int16)
        return samples.astype(numpy.float32), self.start


def _best_lag(needle, haystack):
    """Where in `haystack` the `needle` is most like it: the lag in samples, and how like (0 to 1)."""
    size = 1 << int(len(haystack) + len(needle)).bit_length()
    product = numpy.fft.irfft(numpy.fft.rfft(haystack, size) * numpy.conj(numpy.fft.rfft(needle, size)), size)
    lags = len(haystack) - len(needle)
    energy = numpy.concatenate(([0.0], numpy.cumsum(haystack.astype(numpy.float64) ** 2)))
    energy = energy[len(needle):len(needle) + lags] - energy[:lags]
    likeness = product[:lags] / numpy.sqrt(energy * float(numpy.sum(needle.astype(numpy.float64) ** 2)) + 1.0)
    lag = int(numpy.argmax(likeness))
    return lag, float(likeness[lag])


def _matches(spoken, heard, seconds):
    """For each window of so many seconds in which something was said: its middle (s, wall clock), the lag (samples) at which what
    was heard is most like it, how like, and both windows. Both arguments are what Recorder.stop() gave."""
    (said, said_start), (played, played_start) = spoken, heard
    window = int(seconds * RATE)
    for at in range(0, len(said) - window, RATE // 2):
        needle = said[at:at + window]
        first = at + int((said_start - played_start) * RATE)
        if first < 0 or first + window + int(LONGEST * RATE) > len(played) or numpy.abs(needle).mean() < 100:
            continue
        lag, likeness = _best_lag(needle, played[first:first + window + int(LONGEST * RATE)])
        yield said_start + (at + window / 2) / RATE, lag, likeness, needle, played[first + lag:first + lag + window]


def delays(spoken, heard):
    """Pairs of wall clock (s, the middle of a window) and delay (ms)."""
    return [(middle, lag * 1000 / RATE) for middle, lag, likeness, _, _ in _matches(spoken, heard, WINDOW)
            if likeness >= LIKENESS]


def likeness(spoken, heard):
    """How like what was heard is to what was said, by windows of half a second, so that a buffer that grows or shrinks matters
    little: medians of the correlation and of the energy (dB), and the share of windows that are there at all."""
    found = [(like, 10 * math.log10((numpy.sum(there.astype(numpy.float64) ** 2) + 1) / numpy.sum(needle.astype(numpy.float64) ** 2)))
             for _, _, like, needle, there in _matches(spoken, heard, 0.5)]
    if not found:
        return {"correlation": 0.0, "energy": None, "heard": 0.0}
    return {"correlation": statistics.median(like for like, _ in found), "energy": statistics.median(level for _, level in found),
            "heard": sum(like >= LIKENESS for like, _ in found) / len(found)}
