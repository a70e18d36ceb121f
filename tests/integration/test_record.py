"""One file of the meeting: --record and /record."""
import datetime
import itertools
import os

import numpy
import pytest

from harness.recordings import RATE, Recording, shares
from harness.waiting import SLOWNESS, bound, wait_until

HEADLESS = {"camera": "none", "microphone": "none"}


def plain(colour):
    """A camera whose picture has one colour only."""
    return f"gst:videotestsrc is-live=true pattern={colour} ! video/x-raw,width=320,height=180,framerate=15/1"


def tone(hertz):
    return f"gst:audiotestsrc is-live=true freq={hertz} volume=0.2 ! audio/x-raw,rate=48000,channels=1"


def moment(event):
    return datetime.datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()


def began(recorder, after=0):
    return recorder.wait_event("recording", lambda event: event["state"] == "started", after=after)


def ended(recorder, after=0):
    return recorder.wait_event("recording", lambda event: event["state"] == "stopped", after=after)


def wait_recorded(recorder, seconds, after=0):
    """Waits until that much was recorded."""
    since = moment(began(recorder, after))
    wait_until(lambda: datetime.datetime.now().timestamp() >= since + seconds, f"{seconds} s of recording", seconds + 10)


def boxes(content):
    """Type and end of each box of an MP4, the last of which may be cut off."""
    at = 0
    while len(content) - at >= 8:
        size = int.from_bytes(content[at:at + 4], "big")
        assert size >= 8
        yield content[at + 4:at + 8], at + size
        at += size


def test_everybody_is_there_and_the_length_is_right(join, tmp_path):
    (tmp_path / "tea.mkv").write_text("an old one")
    alice = join("alice <b>&amp; 爱丽丝 🫖", "--record", tmp_path / "tea.mkv", camera=plain("red"), microphone=tone(440))
    started = began(alice)
    assert started["file"] == str(tmp_path / "tea-2.mkv")
    bob = join("bob", camera=plain("green"), microphone=tone(1000))
    alice.wait_media_from(bob)
    wait_recorded(alice, 4)
    carol = join("carol", camera=plain("blue"), microphone="none")
    alice.wait_event("first-frame", lambda event: event["id"] == carol.id)
    came = moment(alice.find_events("first-frame")[-1]) - moment(started)
    wait_recorded(alice, came + 2)
    assert carol.leave() == 0
    gone = moment(alice.wait_event("user-left")) - moment(started)
    wait_recorded(alice, gone + 2)
    alice.command("/record off")
    stopped = ended(alice)
    assert stopped["reason"] == "asked" and stopped["file"] == started["file"]
    assert alice.leave() == 0 and bob.leave() == 0

    recording = Recording(stopped["file"])
    assert (recording.video, recording.audio) == ("h264", "opus")
    assert abs(recording.duration - (moment(stopped) - moment(started))) < 0.5 * SLOWNESS
    times, pictures = recording.pictures()
    with_carol = shares(pictures[numpy.searchsorted(times, came + 1.5)])
    at_the_end = shares(pictures[-1])
    assert min(with_carol.values()) > 0.1, "three tiles"
    assert at_the_end["blue"] < 0.01 and min(at_the_end["red"], at_the_end["green"]) > 0.1, "two tiles"
    for hertz, there in ((440, True), (1000, True), (700, False)):
        assert (recording.loudness_of(hertz, gone, gone + 1) > -30) == there, hertz
    assert (tmp_path / "tea.mkv").read_text() == "an old one"


def flashes(recording, after):
    """When the picture becomes darker or brighter as a whole, from a moment on at which nobody comes or goes any more."""
    times, pictures = recording.pictures()
    times, pictures = times[times > after], pictures[times > after]
    brightness = pictures.reshape(len(pictures), -1).mean(axis=1)
    bright = brightness > (brightness.min() + brightness.max()) / 2
    return times[1:][bright[1:] != bright[:-1]]


def beeps(recording, after):
    """When a beep begins."""
    loud = numpy.flatnonzero(abs(recording.sound()) > 0.1) / RATE
    begins = loud[numpy.concatenate(([True], numpy.diff(loud) > 0.3))]
    return begins[begins > after]


def test_flash_and_beep_stay_together(join, tmp_path):
    # The picture changes each half second, and with each other change there is a beep.
    flash = "gst:videotestsrc is-live=true pattern=blink ! video/x-raw,width=320,height=180,framerate=2/1"
    beep = ("gst:audiotestsrc is-live=true wave=ticks freq=1000 sine-periods-per-tick=40 volume=0.8 samplesperbuffer=480 ! "
            "audio/x-raw,rate=48000,channels=1")
    own, remote = tmp_path / "own.mkv", tmp_path / "remote.webm"
    alice = join("alice", "--record", own, camera=flash, microphone=beep)
    bob = join("bob", "--record", remote, **HEADLESS)
    bob.wait_media_from(alice)
    settled = datetime.datetime.now().timestamp() + 1.5  # what adapts at the beginning is left out
    wait_until(lambda: datetime.datetime.now().timestamp() > settled + 5, "five seconds of it", 20)
    assert alice.leave() == 0 and bob.leave() == 0
    for path, recorder in ((own, alice), (remote, bob)):
        recording, after = Recording(path), settled - moment(began(recorder))
        changes, sounds = flashes(recording, after - 1), beeps(recording, after)[:4]
        assert len(sounds) == 4
        apart = [changes[abs(changes - sound).argmin()] - sound for sound in sounds]
        assert abs(numpy.median(apart)) < 0.08 * SLOWNESS, f"{path.name}: {apart}"


def test_mp4_by_command_and_everybody_is_told(join, tmp_path):
    alice, bob = join("alice"), join("bob")
    alice.wait_media_from(bob)
    for command, complaint in (("/record off", "no recording"), ("/record", "Usage"), (f"/record {tmp_path}/x.avi", ".mkv"),
                               (f"/record {tmp_path}/none/x.mp4", "No such file")):
        mark = alice.mark()
        alice.command(command)
        assert complaint in alice.wait_event("warning", after=mark)["message"]
    alice.command(f"/record {tmp_path}/two words.mp4")
    assert began(alice)["file"] == f"{tmp_path}/two words.mp4"
    told = bob.wait_event("media-state", lambda event: event["recording"])
    assert told["id"] == alice.id and told["video"] and told["audio"]
    carol = join("carol", **HEADLESS)
    known = {user["id"]: user["media"]["recording"] for user in carol.wait_event("joined")["users"]}
    assert known == {alice.id: True, bob.id: False}
    mark = alice.mark()
    alice.command(f"/record {tmp_path}/other.mkv")
    assert "recording already" in alice.wait_event("warning", after=mark)["message"]
    wait_recorded(alice, 3)
    alice.command("/record off")
    ended(alice)
    bob.wait_event("media-state", lambda event: not event["recording"], after=bob.events.index(told) + 1)
    recording = Recording(tmp_path / "two words.mp4")
    assert (recording.video, recording.audio) == ("h264", "aac")
    assert recording.duration > 2.5 and len(recording.pictures()[0]) > 30
    assert sorted(path.name for path in tmp_path.glob("*.m*")) == ["two words.mp4"]


def test_a_killed_recorder_leaves_what_can_be_played(join, tmp_path):
    alice = join("alice", camera=plain("red"))
    recorders = [join(name, "--record", tmp_path / f"{name}.{name}", **HEADLESS) for name in ("mkv", "mp4")]
    for recorder in recorders:
        recorder.wait_media_from(alice)
        wait_recorded(recorder, 6)
    for recorder in recorders:
        length = datetime.datetime.now().timestamp() - moment(began(recorder))
        recorder.kill()
        recording = Recording(tmp_path / f"{recorder.name}.{recorder.name}")
        assert length - recording.playable() < 2 * SLOWNESS, recorder.name
        assert shares(recording.pictures()[1][-1])["red"] > 0.1


def test_a_power_cut_leaves_an_mp4_that_can_be_played(join, tmp_path):
    file, cut = tmp_path / "tea.mp4", tmp_path / "cut.mp4"
    alice = join("alice", "--record", file, **HEADLESS)
    wait_recorded(alice, 3)
    states = set()

    def fragments(state, kind):
        return sum(1 for box in boxes(state) if box[0] == kind)

    def seen():
        states.add(file.read_bytes())
        return any(fragments(state, b"free") for state in states) and len({fragments(state, b"moof") for state in states}) > 2
    wait_until(seen, "fragments with and without a name")
    for state in states:
        # What belongs to a moof is on the disk before the moof is one.
        follow = list(boxes(state))
        for (kind, _), (following, end) in zip(follow, [*follow[1:], (None, 0)]):
            assert kind != b"moof" or (following == b"mdat" and end <= len(state))
    # Wherever the file ends behind that, it can be played.
    state = max((state for state in states if fragments(state, b"free")), key=len)
    named = max(end for (kind, _), (_, end) in itertools.pairwise(boxes(state)) if kind == b"moof")
    for end in {*range(named, min(named + 10, len(state))), (named + len(state)) // 2, len(state)}:
        cut.write_bytes(state[:end])
        assert Recording(cut).playable() > 1
    assert alice.leave() == 0
    assert fragments(file.read_bytes(), b"free") == 0


@pytest.mark.parametrize("ending", ["mkv", "mp4"])
def test_a_full_disk_ends_the_recording_and_not_the_call(join, run_vchat, server, small_disk, ending):
    file, another = small_disk.path / f"tea.{ending}", small_disk.path / f"more.{ending}"
    bob = join("bob", camera=plain("green"))
    alice = join("alice", "--record", file)
    alice.wait_media_from(bob)
    wait_recorded(alice, 3)
    small_disk.fill()
    alice.wait_event("warning", lambda event: event["code"] == "recording-disk-full")
    assert ended(alice)["reason"] == "disk-full"
    recording = Recording(file)
    assert recording.playable() > 1
    assert shares(recording.pictures()[1][-1])["green"] > 0.1
    alice.wait_frames_growing(bob)
    bob.wait_event("media-state", lambda event: event["id"] == alice.id and not event["recording"])
    full = run_vchat("join", "r", "--server", server.url, "--camera", "none", "--record", another)
    assert full.returncode == 5 and "full" in full.stderr
    assert not another.exists()


def test_a_long_recording_goes_on_in_another_file(join, tmp_path):
    bob = join("bob", camera=plain("green"))
    alice = join("alice", "--record", tmp_path / "tea.mkv", "--record-split", "5s", **HEADLESS)
    alice.wait_media_from(bob)
    second = alice.wait_event("recording", lambda event: event["state"] == "started" and "-2" in event["file"])
    first = alice.wait_event("recording", lambda event: event["state"] == "stopped")
    assert first["reason"] == "split" and first["file"] == str(tmp_path / "tea.mkv")
    wait_recorded(alice, 2, after=alice.events.index(second))
    assert alice.leave() == 0
    assert alice.find_events("recording")[-1]["reason"] == "left"
    parts = [Recording(tmp_path / name) for name in ("tea.mkv", "tea-2.mkv")]
    assert 4.9 < parts[0].duration < 5 + 2 * SLOWNESS
    for part in parts:
        time, keyframe = part.packets("video")[0]
        assert keyframe and time < 0.5


@pytest.mark.parametrize("options, code, complaint", [
    (["--record", "/no/such/folder/x.mkv"], 5, "/no/such/folder/x.mkv"),
    (["--record", "/dev/null.mkv"], 5, "/dev/null.mkv"),
    (["--record", "tea.avi"], 2, ".webm"),
    (["--record", "tea.mkv", "--record-split", "3"], 2, "500M"),
])
def test_says_at_the_start_what_cannot_be_recorded(run_vchat, server, tmp_path, options, code, complaint):
    if options[1].startswith("/dev") and os.geteuid() == 0:
        (tmp_path / "file").write_text("")
        options = ["--record", str(tmp_path / "file" / "x.mkv")]
        complaint = "x.mkv"
    done = run_vchat("join", "r", "--server", server.url, "--camera", "none", "--microphone", "none", "--speaker", "none",
                     "--display", "none", *options, timeout=bound(20))
    assert done.returncode == code and complaint in done.stderr
