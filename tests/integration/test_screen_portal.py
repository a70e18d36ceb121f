"""The screen of a Wayland desktop, which is asked for through the ScreenCast portal."""
import os

import pytest

from harness.waiting import bound, wait_until

if os.environ.get("VCHAT_PORTAL") == "0":
    pytest.skip("vchat was built without libportal", allow_module_level=True)


@pytest.fixture
def share(run_vchat, server, desktop):
    return lambda env=None: run_vchat(
        "join", "tea", "--server", server.url, "--camera", "none", "--microphone", "none", "--speaker", "none", "--display",
        "none", "--screen=auto", env=env or desktop.env, timeout=bound(30))


def test_what_the_desktop_grants_is_seen_by_others(desktop, start_screen, join):
    desktop.start_pipewire()
    desktop.start_portal(answer=0)
    alice = join("alice", "--screen", env=desktop.env)
    wall = start_screen("640x360")
    join("bob", display=None, env=wall.env)

    def red():
        pixels = wall.pixels()[:, :512]
        return ((pixels[:, :, 0] > 200) & (pixels[:, :, 1] < 60)).mean() > 0.6
    wait_until(red, "the red screen in bob's window")
    assert alice.leave() == 0


def test_a_refusal_ends_with_5_and_says_so(desktop, share):
    desktop.start_portal(answer=1)
    refused = share()
    assert refused.returncode == 5 and "refused" in refused.stderr
    # One monitor or window, with the cursor in the picture.
    assert desktop.asked() == {"types": "3", "multiple": "0", "cursor_mode": "2"}


def test_a_refusal_in_a_call_is_a_warning(desktop, join):
    desktop.start_portal(answer=1)
    alice = join("alice", camera="none", microphone="none", env=desktop.env)
    alice.command("/screen on")
    assert "refused" in alice.wait_event("warning", lambda event: event["code"] == "screen-ended")["message"]
    assert alice.leave() == 0


def test_without_a_portal_it_says_what_to_install(desktop, share):
    nobody = share()
    assert nobody.returncode == 5 and "install xdg-desktop-portal" in nobody.stderr
    assert "session bus" in share({"WAYLAND_DISPLAY": desktop.env["WAYLAND_DISPLAY"]}).stderr


def test_what_was_granted_is_given_back(desktop, join):
    desktop.start_pipewire()
    desktop.start_portal(answer=0)
    # Without a common codec there is no session for the screen, and there are no descriptors of one.
    alice = join("alice", "--codec", "vp8", camera="none", microphone="none", env=desktop.env)
    bob = join("bob", "--codec", "h264", camera="none", microphone="none")

    def share_and_stop():
        for state in ("on", "off"):
            after = bob.mark()
            alice.command(f"/screen {state}")
            bob.wait_event("media-state", lambda event: event["screen"] == (state == "on"), after=after)
        # She reads it only when she has stopped.
        alice.command("off")
        bob.wait_event("chat", after=after)
    share_and_stop()
    before = alice.open_sockets()
    for _ in range(8):
        share_and_stop()
    # A share has a connection to PipeWire. Files of other kinds are no measure: PipeWire 0.3.65 keeps the eventfds that were
    # under way to a stream that ends.
    assert alice.open_sockets() < before + 5
    assert alice.leave() == 0
