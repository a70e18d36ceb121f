"""Calls over networks that are not plain: through TURN only, over IPv6 only."""
import asyncio
import time

import pytest

from harness.network import add_host_address, make_link, netlab
from harness.signaling import Signaling


def sessions(person, state):
    return person.find_events("session", lambda event: event["state"] == state)


def test_relay_only_goes_through_turn(join, turn):
    options = ["--ice-server", turn.url(), "--relay-only"]
    alice, bob = join("alice", *options), join("bob", *options)
    alice.wait_media_from(bob)
    bob.wait_media_from(alice)
    alice.wait_frames_growing(bob)
    assert turn.allocations() >= 2


def test_relay_only_over_tcp_to_the_turn_server(join, turn):
    options = ["--ice-server", turn.url("tcp"), "--relay-only"]
    alice, bob = join("alice", *options), join("bob", *options)
    alice.wait_media_from(bob)
    bob.wait_media_from(alice)
    assert turn.allocations() >= 2


def test_relay_only_fails_without_turn(join):
    alice, bob = join("alice", "--relay-only"), join("bob", "--relay-only")
    alice.wait_event("session", lambda event: event["id"] == bob.id and event["state"] == "failed")
    for person in (alice, bob):
        assert not sessions(person, "connected")
        assert not person.find_events("first-frame")
        assert person.leave() == 0


def test_the_turn_server_of_the_signaling_server_is_used(start_server, join, turn):
    server = start_server("--ice-server", turn.url())
    alice, bob = (join(name, "--relay-only", server=server) for name in ("alice", "bob"))
    alice.wait_media_from(bob)
    bob.wait_media_from(alice)


@pytest.fixture
def secret_server(start_server, turn, tmp_path):
    """A server that shares its secret with coturn."""
    secret = tmp_path / "turn-secret"
    secret.write_text(turn.secret + "\n", encoding="ascii")
    return start_server("--turn", turn.bare_url(), "--turn", turn.bare_url("tcp"), "--turn-secret-file", secret,
                        "--turn-ttl", "1h")


def test_credentials_of_the_shared_secret_carry_a_call(secret_server, join, turn):
    alice, bob = (join(name, "--relay-only", server=secret_server) for name in ("alice", "bob"))
    alice.wait_media_from(bob)
    bob.wait_media_from(alice)
    assert turn.allocations() >= 2


def test_credentials_of_the_shared_secret_end(secret_server, turn):
    async def told():
        async with Signaling(secret_server) as ada, Signaling(secret_server) as bob:
            return [(client.id, room["iceServers"]) for client, room in
                    ((ada, await ada.join("room", "ada")), (bob, await bob.join("room", "bob")))]
    (ada_id, [ada]), (_, [bob]) = asyncio.run(told())
    assert ada["urls"] == [turn.bare_url(), turn.bare_url("tcp")]
    expiry, user = ada["username"].split(":")
    assert user == ada_id and 3500 < int(expiry) - time.time() <= 3600
    assert ada["credential"] != bob["credential"]
    assert turn.allocate(ada["username"], ada["credential"])
    assert not turn.allocate(bob["username"], ada["credential"])
    assert turn.allocate(*turn.credentials(60))
    assert not turn.allocate(*turn.credentials(-60))


@pytest.mark.parametrize("options, named, code", [
    (["--turn", "turn:h:1"], "--turn-secret-file", 2),
    (["--turn-secret-file", "/dev/null"], "--turn", 2),
    (["--turn", "turn:h", "--turn-secret-file", "/dev/null"], "empty", 5),
    (["--turn", "turn:h", "--turn-secret-file", "/no/such"], "cannot be read", 5),
    (["--turn", "stun:h", "--turn-secret-file", "/dev/null"], "TURN", 2),
    (["--turn", "turn://u:p@h", "--turn-secret-file", "/dev/null"], "secret", 2),
    (["--turn", "turn:h", "--turn-secret-file", "/dev/null", "--turn-ttl", "5s"], "minute", 2),
])
def test_wrong_turn_options_are_named(run_vchat, options, named, code):
    ended = run_vchat("serve", "--listen", "127.0.0.1:0", *options)
    assert ended.returncode == code and named in ended.stderr and ended.stdout == ""


def test_a_host_with_ipv6_only(make_namespace, start_server, join):
    namespace = make_namespace("six")
    add_host_address(namespace, "fd00:7::1/64")
    server = start_server(listen="[::1]:0", prefix=namespace.command())
    alice, bob = (join(name, server=server, prefix=namespace.command()) for name in ("alice", "bob"))
    alice.wait_media_from(bob)
    bob.wait_media_from(alice)
    alice.wait_frames_growing(bob)


@pytest.fixture
def ends(make_namespace):
    """Two namespaces."""
    return make_namespace("near"), make_namespace("far")


def picture_of(sender, *widths):
    """True for statistics in which the picture of `sender` comes, in one of those widths."""
    return lambda event: any(user["id"] == sender.id and user["width"] in widths and user["fps"] > 5 for user in event["users"])


WITHOUT_MEDIA = {"camera": "none", "microphone": "none"}


def test_a_narrow_link_gets_a_smaller_picture_and_nobody_else_does(ends, start_server, join):
    near, far = ends
    link = make_link(near, far)
    server = start_server(listen=f"{netlab.NEAR}:0", prefix=near.command())
    alice = join("alice", server=server, prefix=near.command())
    carol = join("carol", server=server, prefix=near.command(), **WITHOUT_MEDIA)
    bob = join("bob", server=server, prefix=far.command(), **WITHOUT_MEDIA)
    bob.wait_event("stats", picture_of(alice, 640))
    link.limit(250e3, [near])
    bob.wait_event("stats", picture_of(alice, 320, 160))
    carol.wait_event("stats", picture_of(alice, 640), after=carol.mark())
    link.limit(None, [near])
    bob.wait_event("stats", picture_of(alice, 640), after=bob.mark(), timeout=60)


def test_two_people_get_their_pictures_through_one_narrow_link(ends, start_server, join):
    near, far = ends
    link = make_link(near, far)
    server = start_server(listen=f"{netlab.NEAR}:0", prefix=near.command())
    bob = join("bob", server=server, prefix=far.command(), **WITHOUT_MEDIA)
    link.limit(400e3, [near])
    senders = [join(name, server=server, prefix=near.command()) for name in ("alice", "carol")]

    def both_come(event):
        users = {user["id"]: user for user in event["users"]}
        return all(sender.id in users and users[sender.id]["fps"] > 5 and users[sender.id]["loss"] < 0.02 for sender in senders)
    bob.wait_event("stats", both_come, timeout=60)


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_loss_is_measured_and_does_not_stop_the_picture(ends, start_server, join, share):
    near, far = ends
    make_link(near, far).lose(share)
    server = start_server(listen=f"{netlab.NEAR}:0", prefix=near.command())
    alice, bob = (join(name, server=server, prefix=end.command()) for name, end in (("alice", near), ("bob", far)))
    for one, other in ((alice, bob), (bob, alice)):
        one.wait_media_from(other)
        one.wait_event("stats", lambda event: any(0.5 * share < user["loss"] < 0.5 for user in event["users"]))
        one.wait_frames_growing(other, frames=60)
