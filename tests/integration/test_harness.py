"""The fixtures themselves: a fault in one of them must not look like a fault of vchat."""
import os
import subprocess
import sys

import pytest

from harness.processes import JsonChild
from harness.sound import RATE, read_wav
from harness.waiting import need_tools, wait_until

CHATTY = ("import json,sys,time\n"
          "print(json.dumps({'event': 'ready', 'time': 'now', 'n': 1}), flush=True)\n"
          "for line in sys.stdin: print(json.dumps({'event': 'echo', 'time': 'now', 'line': line.strip()}), flush=True)\n"
          "print('not json', flush=True)\n")


def test_events_are_found_in_the_past_and_in_the_future(processes, environment):
    child = processes.start("chatty", [sys.executable, "-c", CHATTY], environment, kind=JsonChild)
    child.wait_event("ready", lambda event: event["n"] == 1)
    child.write("hello")
    assert child.wait_event("echo")["line"] == "hello"
    mark = child.mark()
    child.write("again")
    assert child.wait_event("echo", after=mark)["line"] == "again"
    child.close_stdin()
    assert child.wait_exit() == 0
    assert child.bad_lines == ["not json"]
    with pytest.raises(AssertionError, match="ended without event never"):
        child.wait_event("never")


def test_children_end_with_the_test_even_when_they_ignore_sigterm(processes, environment):
    ignoring = "import signal,time;signal.signal(signal.SIGTERM, signal.SIG_IGN);print('on', flush=True);time.sleep(600)"
    child = processes.start("stubborn", [sys.executable, "-c", ignoring], environment)
    child.wait_line(lambda line: line == "on")
    child.process.terminate()
    child.kill()
    processes.stop_all()
    assert not os.path.exists(f"/proc/{child.pid}")


def test_sound_played_to_a_null_sink_is_recorded_from_its_monitor(start_pulse, tmp_path):
    need_tools("sox")
    pulse = start_pulse("speaker")
    tone = tmp_path / "tone.wav"
    subprocess.run(["sox", "-n", "-r", str(RATE), "-b", "16", "-c", "1", tone, "synth", "1.5", "sine", "700", "vol", "0.5"],
                   check=True)
    recorded = tmp_path / "recorded.wav"
    recorder = pulse.record("speaker.monitor", recorded)
    wait_until(lambda: recorded.exists() and recorded.stat().st_size > 44, "the recorder to be connected")
    assert pulse.play(tone, "speaker").wait_exit() == 0
    recorder.stop()
    import numpy
    samples, rate = read_wav(recorded)
    spectrum = numpy.abs(numpy.fft.rfft(samples))
    loudest = numpy.fft.rfftfreq(len(samples), 1 / rate)[spectrum.argmax()]
    assert abs(loudest - 700) < 5


def test_screen_shows_what_is_drawn_on_it(start_screen, environment, processes):
    need_tools("display")
    screen = start_screen("320x240")
    assert screen.pixels().shape == (240, 320, 3)
    assert not screen.pixels().any()
    processes.start("display", ["display", "-window", "root", "-size", "320x240", "xc:#00ff00"], dict(environment, **screen.env))
    wait_until(lambda: (screen.pixels()[120, 160] == (0, 255, 0)).all(), "the green window")


def test_turn_server_allocates_for_its_user(turn, processes, environment):
    need_tools("turnutils_uclient")
    client = processes.start("uclient", ["turnutils_uclient", "-u", turn.user, "-w", turn.password, "-p", str(turn.port),
                                         "-e", turn.address, "-r", str(turn.port), "-n", "1", "-y", turn.address],
                             environment)
    client.wait_exit(60)
    wait_until(turn.allocations, "the allocation in the server's log")


def test_namespace_has_loopback_and_nothing_else(make_namespace):
    links = make_namespace("lonely").run("ip", "-brief", "link", "show", "up").split()
    assert links[0] == "lo"
    assert sum("UP" in word for word in links) <= 2
