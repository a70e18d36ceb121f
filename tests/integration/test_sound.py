"""Real sound devices: what one side says comes out at the other."""
import subprocess

import numpy

from harness.sound import RATE, read_wav
from harness.waiting import need_tools, wait_until

SENTENCE = "The quick brown fox jumps over the lazy dog, and then it sleeps for a while."
OTHER = "She sells sea shells by the sea shore, whenever the weather allows it at all."


def speak(text, path):
    need_tools("espeak-ng", "sox")
    spoken = path.with_suffix(".raw.wav")
    subprocess.run(["espeak-ng", "-w", spoken, text], check=True)
    subprocess.run(["sox", spoken, "-r", str(RATE), "-b", "16", "-c", "1", path], check=True)
    return path


def likeness(wanted, recorded):
    """Highest normalised cross-correlation of `wanted` with any part of `recorded`, 0 to 1."""
    size = 1 << (len(wanted) + len(recorded)).bit_length()
    product = numpy.fft.rfft(recorded, size) * numpy.conj(numpy.fft.rfft(wanted, size))
    correlation = numpy.abs(numpy.fft.irfft(product, size)[:len(recorded)])
    energy = numpy.concatenate([[0], numpy.cumsum(recorded ** 2)])
    ends = numpy.minimum(numpy.arange(len(recorded)) + len(wanted), len(recorded))
    under = numpy.sqrt((energy[ends] - energy[:len(recorded)]) * numpy.sum(wanted ** 2))
    # Where hardly anything was recorded, likeness says nothing.
    loud = under > 0.05 * under.max()
    return float((correlation[loud] / under[loud]).max())


def test_a_spoken_sentence_is_heard_by_the_other(start_pulse, join, tmp_path):
    spoken, other = speak(SENTENCE, tmp_path / "sentence.wav"), speak(OTHER, tmp_path / "other.wav")
    pulse = start_pulse("mouth", "ear")
    alice = join("alice", camera="none", microphone="mouth_microphone", env=pulse.env)
    bob = join("bob", camera="none", microphone="none", speaker="ear", env=pulse.env)
    bob.wait_event("first-audio", lambda event: event["id"] == alice.id)
    wait_until(lambda: pulse.pactl("list", "short", "sink-inputs").strip(), "bob's playback")
    heard = tmp_path / "heard.wav"
    recorder = pulse.record("ear.monitor", heard)
    wait_until(lambda: heard.exists() and heard.stat().st_size > 44, "the recorder")
    assert pulse.play(spoken, "mouth").wait_exit(60) == 0
    wait_until(lambda: heard.stat().st_size > 44 + 2 * RATE * 2 + spoken.stat().st_size, "a recording as long as the sentence")
    recorder.stop()
    recorded, _ = read_wav(heard)
    assert likeness(read_wav(spoken)[0], recorded) > 0.5
    assert likeness(read_wav(other)[0], recorded) < 0.3
