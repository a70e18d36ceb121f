"""Everybody in a file of their own, --record-tracks, and one file made of them afterwards, vchat compose."""
import json
import signal
import time

import numpy
import pytest

from harness.recordings import RATE, Recording, shares
from harness.waiting import SLOWNESS, wait_until

HEADLESS = {"camera": "none", "microphone": "none"}
LONG_MEETING = '{"version":1,"room":"","started":"","duration_ms":2000000000,"people":[],"tracks":[]}'


def plain(colour):
    """A camera whose picture has one colour only."""
    return f"gst:videotestsrc is-live=true pattern={colour} ! video/x-raw,width=320,height=180,framerate=15/1"


def tone(hertz):
    return f"gst:audiotestsrc is-live=true freq={hertz} volume=0.2 ! audio/x-raw,rate=48000,channels=1"


def meeting(folder):
    wait_until((folder / "meeting.json").exists, "the recording", 20)
    return json.loads((folder / "meeting.json").read_text())


def tracks_of(folder, name):
    ids = [person["id"] for person in meeting(folder)["people"] if person["name"] == name]
    return [track for track in meeting(folder)["tracks"] if track["person"] in ids]


def wait_recorded(folder, name, seconds):
    """Waits until the file of somebody has that much."""
    def long_enough():
        tracks = tracks_of(folder, name)
        return bool(tracks) and Recording(folder / tracks[0]["file"]).duration > seconds
    wait_until(long_enough, f"{seconds} s of {name}", seconds + 20)


def compose(run_vchat, folder, output, *options):
    done = run_vchat("compose", folder, output, "--size", "640x360", "--framerate", "15", *options)
    assert done.returncode == 0, done.stderr
    return Recording(done.stdout.strip()), done.stderr


def test_everybody_has_a_file_and_all_come_together_again(join, run_vchat, tmp_path):
    folder = tmp_path / "tea"
    alice = join("alice .. 爱丽丝", "--record-tracks", folder, camera=plain("red"), microphone=tone(440))
    started = time.monotonic()
    bob = join("bob", camera=plain("green"), microphone=tone(1000))
    assert alice.id in [user["id"] for user in bob.wait_event("joined")["users"] if user["media"]["recording"]]
    wait_recorded(folder, "bob", 2)
    carol = join("carol", "--codec", "h264", camera=plain("blue"), microphone="none")
    wait_recorded(folder, "carol", 3)
    assert carol.leave() == 0
    alice.wait_event("user-left")
    wait_recorded(folder, "bob", tracks_of(folder, "carol")[0]["start_ms"] / 1000 + 4)
    assert alice.leave() == 0 and bob.leave() == 0
    length = time.monotonic() - started

    said = meeting(folder)
    assert said["room"] == alice.wait_event("joined")["room"]
    assert abs(said["duration_ms"] / 1000 - length) < 1 + 2 * SLOWNESS
    assert [person["name"] for person in said["people"]] == ["alice .. 爱丽丝", "bob", "carol"]
    assert [person["self"] for person in said["people"]] == [True, False, False]
    assert said["people"][2]["joined_ms"] < said["people"][2]["left_ms"] < said["duration_ms"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["meeting.json", *(track["file"] for track in said["tracks"])])
    for name, codecs in (("alice .. 爱丽丝", ("vp8", "opus")), ("bob", ("vp8", "opus")), ("carol", ("h264", None))):
        track, = tracks_of(folder, name)
        recording = Recording(folder / track["file"])
        assert (recording.video, recording.audio) == codecs
        assert abs(recording.duration - (track["end_ms"] - track["start_ms"]) / 1000) < 0.5
        assert recording.packets("video")[0][1], "begins with a keyframe"
    received = Recording(folder / tracks_of(folder, "bob")[0]["file"])
    assert received.size == (320, 180) and shares(received.pictures()[1][-1])["green"] > 0.9

    composed, warnings = compose(run_vchat, folder, tmp_path / "tea.mkv")
    assert not warnings
    assert abs(composed.duration - said["duration_ms"] / 1000) < 0.5 and composed.size == (640, 360)
    times, pictures = composed.pictures()
    left = said["people"][2]["left_ms"] / 1000
    with_carol, at_the_end = shares(pictures[numpy.searchsorted(times, left - 0.5)]), shares(pictures[-1])
    assert min(with_carol.values()) > 0.1, "three tiles"
    assert at_the_end["blue"] < 0.01 and min(at_the_end["red"], at_the_end["green"]) > 0.1, "two tiles"
    for hertz, there in ((440, True), (1000, True), (700, False)):
        assert (composed.loudness_of(hertz, left, left + 1) > -30) == there, hertz

    again, _ = compose(run_vchat, folder, tmp_path / "tea.mkv")
    assert again.path.endswith("tea-2.mkv")
    assert (again.pictures()[1] == pictures).all() and (again.sound() == composed.sound()).all(), "the same again"
    once_more, _ = compose(run_vchat, folder, tmp_path / "tea.mkv", "--overwrite")
    assert once_more.path.endswith("tea.mkv") and len(once_more.pictures()[0]) == len(times)
    assert not list(tmp_path.glob(".vchat*"))


def test_flash_and_beep_stay_together(join, run_vchat, tmp_path):
    flash = "gst:videotestsrc is-live=true pattern=blink ! video/x-raw,width=320,height=180,framerate=2/1"
    beep = ("gst:audiotestsrc is-live=true wave=ticks freq=1000 sine-periods-per-tick=40 volume=0.8 samplesperbuffer=480 ! "
            "audio/x-raw,rate=48000,channels=1")
    alice = join("alice", camera=flash, microphone=beep)
    bob = join("bob", "--record-tracks", tmp_path / "tea", **HEADLESS)
    bob.wait_media_from(alice)
    wait_recorded(tmp_path / "tea", "alice", 7)
    assert bob.leave() == 0 and alice.leave() == 0
    composed = Recording(run_vchat("compose", tmp_path / "tea", tmp_path / "tea.webm", "--size", "320x180").stdout.strip())
    assert (composed.video, composed.audio) == ("vp8", "opus")
    times, pictures = composed.pictures()
    brightness = pictures[times > 2].reshape((times > 2).sum(), -1).mean(axis=1)
    bright = brightness > (brightness.min() + brightness.max()) / 2
    changes = times[times > 2][1:][bright[1:] != bright[:-1]]
    loud = numpy.flatnonzero(abs(composed.sound()) > 0.1) / RATE
    beeps = loud[numpy.concatenate(([True], numpy.diff(loud) > 0.3))]
    apart = [changes[abs(changes - sound).argmin()] - sound for sound in beeps[beeps > 3][:3]]
    assert len(apart) == 3 and abs(numpy.median(apart)) < 0.08 * SLOWNESS, apart


def test_the_own_screen_is_recorded_as_long_as_it_is_shared(join, run_vchat, tmp_path):
    folder = tmp_path / "tea"
    alice = join("alice", "--record", tmp_path / "tea.mkv", "--record-tracks", folder, camera=plain("red"), microphone=tone(440))

    def screens():
        return [track for track in tracks_of(folder, "alice") if track["purpose"] == "screen"]
    alice.command("/screen on " + plain("blue"))
    wait_until(screens, "the track of the screen", 20)
    track, = screens()
    wait_until(lambda: Recording(folder / track["file"]).duration > 3, "3 s of the screen", 30)
    alice.command("/screen off")
    wait_until(lambda: "end_ms" in screens()[0], "the end of the screen", 20)
    ended = screens()[0]["end_ms"] / 1000  # its last picture: one that stands still comes every two seconds
    wait_recorded(folder, "alice", ended + 5)
    assert alice.leave() == 0
    for recording in (Recording(tmp_path / "tea.mkv"), compose(run_vchat, folder, tmp_path / "out.mkv")[0]):
        times, pictures = recording.pictures()
        during, after = (pictures[abs(times - at).argmin()] for at in (ended - 1, ended + 4))
        assert shares(during)["blue"] > 0.4 and shares(during)["red"] > 0.02, "large, with the face beside it"
        assert shares(after)["blue"] < 0.01 and shares(after)["red"] > 0.4


def test_a_killed_recorder_leaves_what_can_be_played_and_composed(join, run_vchat, tmp_path):
    alice = join("alice", camera=plain("red"), microphone=tone(440))
    recorder = join("recorder", "--record-tracks", tmp_path / "tea", **HEADLESS)
    recorder.wait_media_from(alice)
    wait_recorded(tmp_path / "tea", "alice", 4)
    recorder.kill()
    track, = tracks_of(tmp_path / "tea", "alice")
    assert "end_ms" not in track
    assert Recording(tmp_path / "tea" / track["file"]).playable() > 4 - 2 * SLOWNESS
    composed, _ = compose(run_vchat, tmp_path / "tea", tmp_path / "out.mkv")
    assert composed.duration > 4 - 2 * SLOWNESS and shares(composed.pictures()[1][-1])["red"] > 0.1


def test_by_command_into_a_folder_of_its_own(join, tmp_path):
    (tmp_path / "tea").mkdir()
    (tmp_path / "tea" / "mine").write_text("an old one")
    alice, bob = join("alice"), join("bob")
    alice.wait_media_from(bob)
    for command, complaint in (("/record-tracks off", "no recording"), ("/record-tracks", "Usage"),
                               (f"/record-tracks {tmp_path}/tea/mine/x", "Not a directory")):
        mark = alice.mark()
        alice.command(command)
        assert complaint in alice.wait_event("warning", after=mark)["message"]
    alice.command(f"/record-tracks {tmp_path}/tea")
    assert alice.wait_event("recording")["file"] == f"{tmp_path}/tea-2"
    bob.wait_event("media-state", lambda event: event["recording"])
    wait_recorded(tmp_path / "tea-2", "bob", 1)
    alice.command("/record-tracks off")
    assert alice.wait_event("recording", lambda event: event["state"] == "stopped")["reason"] == "asked"
    bob.wait_event("media-state", lambda event: not event["recording"])
    assert [path.name for path in (tmp_path / "tea").iterdir()] == ["mine"]
    alice.wait_frames_growing(bob)


@pytest.mark.parametrize("content, output, code, complaint", [
    (None, "x.mkv", 5, "meeting.json"),
    ("{", "x.mkv", 5, "not JSON"),
    ('{"version":1,"room":"","started":"","people":[],"tracks":[]}', "x.avi", 2, ".webm"),
    ('{"version":1,"room":"","started":"","people":[],"tracks":[]}', "none/x.mkv", 5, "No such file"),
    ('{"version":1,"room":"","started":"","people":[],"tracks":[]}', "x.mkv", 5, "none of its tracks"),
])
def test_says_what_cannot_be_composed(run_vchat, tmp_path, content, output, code, complaint):
    folder = tmp_path / "tea"
    folder.mkdir()
    if content:
        (folder / "meeting.json").write_text(content)
    done = run_vchat("compose", folder, tmp_path / output)
    assert done.returncode == code and complaint in done.stderr
    assert not (tmp_path / output).exists()


def test_a_full_disk_ends_the_recording_and_not_the_call(join, run_vchat, small_disk, tmp_path):
    folder = small_disk.path / "tea"
    bob = join("bob", camera=plain("green"), microphone=tone(440))
    alice = join("alice", "--record-tracks", folder)
    alice.wait_media_from(bob)
    wait_recorded(folder, "bob", 3)
    small_disk.fill()
    alice.wait_event("warning", lambda event: event["code"] == "recording-disk-full")
    assert alice.wait_event("recording", lambda event: event["state"] == "stopped")["reason"] == "disk-full"
    for person in ("alice", "bob"):
        track, = tracks_of(folder, person)
        assert Recording(folder / track["file"]).playable() > 1
    composed, _ = compose(run_vchat, folder, tmp_path / "out.mkv")
    assert shares(composed.pictures()[1][-1])["green"] > 0.1
    alice.wait_frames_growing(bob)


def test_a_full_disk_is_known_before_the_call(run_vchat, small_disk):
    small_disk.fill()
    full = run_vchat("join", "r", "--camera", "none", "--record-tracks", small_disk.path / "tea", timeout=20)
    assert full.returncode == 5 and "the disk is full" in full.stderr
    assert not (small_disk.path / "tea").exists()


def test_an_output_among_the_tracks_is_refused(run_vchat, tmp_path):
    (tmp_path / "meeting.json").write_text(LONG_MEETING)
    (tmp_path / "001-Ada.mkv").write_text("a track")
    done = run_vchat("compose", tmp_path, tmp_path / "001-Ada.mkv", "--overwrite")
    assert done.returncode == 2 and "choose a place outside" in done.stderr
    assert (tmp_path / "001-Ada.mkv").read_text() == "a track"


@pytest.fixture
def start_compose(vchat, environment, processes, tmp_path):
    """A factory: begins with a meeting that takes hours, and waits until something of it is written."""
    def start(*options):
        folder, films = tmp_path / "tea", tmp_path / "films"
        folder.mkdir()
        films.mkdir()
        (folder / "meeting.json").write_text(LONG_MEETING)
        (films / "tea.mkv").write_text("an old one")
        process = processes.start("compose", [vchat, "compose", folder, films / "tea.mkv", *options], environment)
        wait_until(lambda: any(path.stat().st_size > 1000 for path in films.iterdir()), "something to be written")
        return process, films
    return start


@pytest.mark.parametrize("options", [(), ("--overwrite",)])
def test_an_interrupted_one_leaves_what_was_there(start_compose, options):
    process, films = start_compose(*options)
    process.send_signal(signal.SIGINT)
    assert process.wait_exit() == 1 and "interrupted" in process.stderr
    assert [path.name for path in films.iterdir()] == ["tea.mkv"]
    assert (films / "tea.mkv").read_text() == "an old one"


def test_a_second_signal_ends_it_at_once(start_compose):
    process, films = start_compose("--overwrite")
    # Both are there before it can do anything about the first.
    for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGCONT):
        process.send_signal(number)
    assert process.wait_exit() in (128 + signal.SIGINT, 128 + signal.SIGTERM)
    assert (films / "tea.mkv").read_text() == "an old one"
