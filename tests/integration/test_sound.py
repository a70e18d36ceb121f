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


def envelope(sound):
    """Loudness in frames of 20 ms: what is left of speech when delay, gain and codec have had their way with it."""
    frame = RATE // 50
    whole = sound[:len(sound) // frame * frame].reshape(-1, frame)
    return numpy.sqrt((whole ** 2).mean(axis=1))


def likeness(wanted, recorded):
    """Highest correlation (Pearson's) of the envelope of `wanted` with any part of that of `recorded`, -1 to 1."""
    wanted, recorded = envelope(wanted), envelope(recorded)
    parts = numpy.lib.stride_tricks.sliding_window_view(recorded, len(wanted))
    parts = parts - parts.mean(axis=1, keepdims=True)
    wanted = wanted - wanted.mean()
    under = numpy.linalg.norm(parts, axis=1) * numpy.linalg.norm(wanted)
    return float((parts @ wanted / numpy.maximum(under, 1e-9)).max())


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
    said, not_said = likeness(read_wav(spoken)[0], recorded), likeness(read_wav(other)[0], recorded)
    assert said > 0.5, (said, not_said)
    assert not_said < said - 0.15, (said, not_said)
