"""How long sound takes from one person's microphone to the other's speaker, both PulseAudio null sinks."""
import os
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


def delays(spoken, heard):
    """Pairs of wall clock (s, the middle of a window) and delay (ms); both arguments are what Recorder.stop() gave."""
    (said, said_start), (played, played_start) = spoken, heard
    found = []
    window = int(WINDOW * RATE)
    for at in range(0, len(said) - window, RATE // 2):
        needle = said[at:at + window]
        first = at + int((said_start - played_start) * RATE)
        if first < 0 or first + window + int(LONGEST * RATE) > len(played) or numpy.abs(needle).mean() < 100:
            continue
        lag, likeness = _best_lag(needle, played[first:first + window + int(LONGEST * RATE)])
        if likeness >= LIKENESS:
            found.append((said_start + (at + window / 2) / RATE, lag * 1000 / RATE))
    return found
