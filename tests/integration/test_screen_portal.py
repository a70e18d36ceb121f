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
    desktop.start_portal(answer=0, node=desktop.start_screen())
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
