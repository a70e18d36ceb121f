"""Somebody who controls the signaling path cannot put their own certificate between two people unnoticed."""
import json
import re

import pytest

from harness.tampering import TamperingProxy


def forge(kind):
    """Another fingerprint in each description of `kind`; valid JSON and valid SDP otherwise."""
    def alter(frame):
        message = json.loads(frame)
        if message.get("type") == kind:
            message["sdp"] = re.sub("(a=fingerprint:sha-256 )(..)",
                                    lambda found: found[1] + ("00" if found[2] != "00" else "11"), message["sdp"])
        return json.dumps(message)
    return alter


@pytest.mark.parametrize("kind, victim", [("offer", "bob"), ("answer", "alice")])
def test_a_false_fingerprint_ends_the_session_before_anything_is_shown(server, join, kind, victim):
    with TamperingProxy(server, forge(kind)) as proxy:
        people = {"alice": join("alice"), "bob": join("bob", server=proxy)}
        deceived = people[victim]
        failed = deceived.wait_event("session", lambda event: event["state"] == "failed")
        assert failed["purpose"] == "call"
        # It is tried again and again, and refused each time; still nothing has been shown or heard.
        deceived.wait_event("session", lambda event: event["state"] == "failed" and event["session"] != failed["session"])
        assert not deceived.find_events("first-frame")
        assert not deceived.find_events("first-audio")
        assert not deceived.find_events("session", lambda event: event["state"] == "connected")
        assert "certificate" in failed["reason"]


def test_an_honest_proxy_changes_nothing(server, join):
    with TamperingProxy(server, lambda frame: frame) as proxy:
        alice, bob = join("alice"), join("bob", server=proxy)
        alice.wait_media_from(bob)
        bob.wait_media_from(alice)
