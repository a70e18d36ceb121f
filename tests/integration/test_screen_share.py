"""A screen shared by a terminal: what is on it is found again in the window of another, large beside the faces."""
import signal

import numpy
import pytest

from harness.waiting import bound, need_tools, wait_until

TEXT = "The quick brown fox jumps over the lazy dog, and 0123456789 other animals look on."
# Where a screen of 16:9 is in a window of 1280x720 with the faces beside it.
SCREEN_BOX = (0, 72, 1024, 576)


def write_on(processes, environment, screen, title="notes", geometry="100x40+30+30"):
    """An xterm full of text; waits until it is seen."""
    need_tools("xterm")
    script = f"for line in $(seq 40); do echo \"$line {TEXT}\"; done; read -r _"
    before = screen.pixels().mean()
    child = processes.start("xterm", ["xterm", "-T", title, "-geometry", geometry, "-e", "sh", "-c", script],
                            dict(environment, **screen.env))
    wait_until(lambda: screen.pixels().mean() > before + 5, "the xterm on the screen")
    return child


def likeness(shown, source):
    """Correlation of two pictures of one size: 1 where they are the same, near 0 where they have nothing in common."""
    return numpy.corrcoef(shown.mean(axis=2).ravel(), source.mean(axis=2).ravel())[0, 1]


def shows(receiver, source, box=SCREEN_BOX, alike=0.9):
    """Whether the source screen, scaled, is at that place of the receiver's."""
    left, top, width, height = box
    shown = receiver.pixels()[top:top + height, left:left + width]
    wanted = source.pixels(f"{width}x{height}!")
    # Only where the text is: the rest of an empty screen would be alike anyway.
    part = (slice(height // 20, height // 2), slice(width // 40, width // 3))
    return likeness(shown[part], wanted[part]) > alike


def screen_session(participant, other, state, after=0):
    return participant.wait_for(
        lambda: next((event for event in participant.find_events("session", after=after)
                      if event["id"] == other.id and event["purpose"] == "screen" and event["state"] == state), None),
        f"a screen session with {other.name} that is {state}")


def test_text_on_a_shared_screen_can_be_read_in_the_window_of_another(start_screen, join, processes, environment):
    desk, wall = start_screen(), start_screen()
    write_on(processes, environment, desk)
    alice = join("alice", "--screen", env=desk.env)
    bob = join("bob", display=None, env=wall.env)
    wait_until(lambda: shows(wall, desk), "alice's screen in bob's window")
    bob.wait_media_from(alice)

    # What changes is seen, and to stop takes the tile away.
    write_on(processes, environment, desk, "more", "60x20+700+400")
    wait_until(lambda: shows(wall, desk) and likeness(
        wall.pixels()[400:500, 600:800], desk.pixels("1024x576!")[328:428, 600:800]) > 0.8, "the second window too")
    after = bob.mark()
    alice.command("/screen off")
    assert screen_session(bob, alice, "closed", after)["reason"] == "done"
    bob.wait_event("media-state", lambda event: event["id"] == alice.id and not event["screen"])
    wait_until(lambda: not shows(wall, desk, alike=0.5), "the screen to go from bob's window")
    bob.wait_frames_growing(alice)
    assert alice.leave() == 0 and bob.leave() == 0


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_both_share_at_once_and_a_late_joiner_gets_both(join, codec):
    alice, bob = join("alice", "--screen", "test", "--codec", codec), join("bob", "--codec", codec)
    screen_session(bob, alice, "connected")
    bob.command("/screen on test")
    alice.wait_event("media-state", lambda event: event["id"] == bob.id and event["screen"])
    screen_session(alice, bob, "connected")
    carol = join("carol")
    shared = {user["name"]: user["media"]["screen"] for user in carol.wait_event("joined")["users"]}
    assert shared == {"alice": True, "bob": True}
    screen_session(carol, alice, "connected")
    screen_session(carol, bob, "connected")
    carol.wait_media_from(alice)
    carol.wait_media_from(bob)

    after = carol.mark()
    bob.command("/screen off")
    screen_session(carol, bob, "closed", after)
    screen_session(alice, bob, "closed")
    alice.wait_frames_growing(bob)
    carol.wait_frames_growing(alice)
    assert not [event for event in carol.find_events("session", after=after) if event["id"] == alice.id]
    assert all(one.leave() == 0 for one in (alice, bob, carol))


def test_a_window_that_is_closed_ends_the_share_and_not_the_call(start_screen, join, processes, environment):
    desk = start_screen()
    xterm = write_on(processes, environment, desk)
    alice, bob = join("alice", "--screen", "window:notes", env=desk.env), join("bob")
    screen_session(bob, alice, "connected")
    xterm.kill()
    warning = alice.wait_event("warning", lambda event: event["code"] == "screen-ended")
    assert "'notes' is gone" in warning["message"]
    bob.wait_event("media-state", lambda event: event["id"] == alice.id and not event["screen"])
    bob.wait_frames_growing(alice)

    # So does an X server that goes, even if vchat is in the middle of looking.
    alice.command("/screen on")
    bob.wait_event("media-state", lambda event: event["id"] == alice.id and event["screen"])
    desk.server.kill()
    assert "X server is gone" in alice.wait_event(
        "warning", lambda event: event["code"] == "screen-ended" and event is not warning)["message"]
    bob.wait_frames_growing(alice)
    alice.command("/screen on")
    assert "DISPLAY" in alice.wait_event("warning", lambda event: event["code"] == "screen-unusable")["message"]
    assert alice.leave() == 0


@pytest.fixture
def hanging(start_screen):
    """A screen whose X server takes connections and answers nothing; ended by the test's own end."""
    desk = start_screen()
    desk.server.send_signal(signal.SIGSTOP)
    yield desk
    desk.server.send_signal(signal.SIGCONT)


def test_an_x_server_that_hangs_does_not_hold_up_the_call(hanging, join):
    alice, bob = join("alice", env=hanging.env), join("bob")
    bob.wait_media_from(alice)

    def unusable(code):
        after, heard = alice.mark(), bob.mark()
        if code == "screen-unusable":
            alice.command("/screen on")
        assert "does not answer" in alice.wait_event("warning", lambda event: event["code"] == code, after=after)["message"]
        alice.command("still here")
        bob.wait_event("chat", lambda event: event["text"] == "still here", after=heard)
    unusable("screen-unusable")

    # Once it goes on it can be shared; and may hang again.
    hanging.server.send_signal(signal.SIGCONT)
    alice.command("/screen on")
    screen_session(bob, alice, "connected")
    hanging.server.send_signal(signal.SIGSTOP)
    unusable("screen-ended")
    assert not bob.find_events("session", lambda event: event["state"] == "failed")
    assert alice.leave() == 0


def test_an_x_server_that_hangs_is_named_at_once(hanging, run_vchat, server):
    shared = run_vchat("join", "tea", "--server", server.url, "--camera", "none", "--microphone", "none", "--speaker",
                       "none", "--display", "none", "--screen", env=hanging.env, timeout=bound(20))
    assert shared.returncode == 5 and "does not answer" in shared.stderr
    assert run_vchat("list-devices", "--json", env=hanging.env, timeout=bound(20)).returncode == 0


def test_a_screen_that_cannot_be_shared_ends_with_5(start_screen, run_vchat, server):
    def share(what, env=None):
        return run_vchat("join", "tea", "--server", server.url, "--camera", "none", "--microphone", "none", "--speaker",
                         "none", "--display", "none", f"--screen={what}", env=env, timeout=bound(20))
    nowhere = share("auto")
    assert (nowhere.returncode, "DISPLAY" in nowhere.stderr, "kmsgrab" in nowhere.stderr) == (5, True, True)
    desk = start_screen("640x480")
    missing = share("window:No such title", desk.env)
    assert missing.returncode == 5 and "there is no window 'No such title'" in missing.stderr
    assert "the screen, which has 640x480 pixels" in share("100x100+700+0", desk.env).stderr
    vast = start_screen("16400x100")
    assert "the screen has 16400x100 pixels, and at most 16384" in share("auto", vast.env).stderr
    assert share("monitor:9", desk.env).returncode == 5
    assert share("file:/no/such.webm").returncode == 5
    for nonsense in ("gst:", "4x4+0+0", "monitor:"):
        assert share(nonsense).returncode == 2, nonsense


def test_monitors_and_windows_are_listed(start_screen, run_vchat, processes, environment):
    import json
    desk = start_screen("800x600")
    write_on(processes, environment, desk, geometry="60x20+10+10")
    listed = run_vchat("list-devices", "--json", env=desk.env)
    screens = [device for device in map(json.loads, listed.stdout.splitlines()) if device["kind"] == "screen"]
    assert screens[0]["default"] and screens[0]["details"] == "800x600+0+0"
    assert [screen["id"][:2] for screen in screens if screen["name"] == "notes"] == ["0x"]
