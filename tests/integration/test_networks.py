"""Calls over networks that are not plain: through TURN only, over IPv6 only."""
import asyncio
import time

import pytest

from harness.network import Cable, add_host_address
from harness.signaling import Signaling
from harness.waiting import need_tools


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


def test_loss_is_measured_and_does_not_stop_the_picture(make_namespace, start_server, join):
    need_tools("nft")
    namespace = make_namespace("lossy")
    add_host_address(namespace, "10.77.0.1/24")
    namespace.run("nft", "add table inet loss; add chain inet loss input { type filter hook input priority 0; };"
                         "add rule inet loss input meta l4proto udp numgen random mod 100 < 5 drop")
    server = start_server(prefix=namespace.command())
    alice, bob = (join(name, server=server, prefix=namespace.command()) for name in ("alice", "bob"))
    alice.wait_media_from(bob)
    lossy = alice.wait_event("stats", lambda event: any(user["loss"] > 0.01 for user in event["users"]))
    assert all(user["loss"] < 0.5 for user in lossy["users"])
    alice.wait_frames_growing(bob, frames=60)


def picture_of(sender, width):
    """True for statistics in which the picture of `sender` comes, in that width."""
    return lambda event: any(user["id"] == sender.id and user["width"] == width and user["fps"] > 5 for user in event["users"])


def test_a_narrow_link_gets_a_smaller_picture_and_nobody_else_does(make_namespace, start_server, join):
    need_tools("tc")
    here, there = make_namespace("here"), make_namespace("there")
    cable = Cable(here, there)
    server = start_server(listen="10.78.0.1:0", prefix=here.command())
    alice = join("alice", server=server, prefix=here.command())
    carol = join("carol", server=server, prefix=here.command(), camera="none", microphone="none")
    bob = join("bob", server=server, prefix=there.command(), camera="none", microphone="none")
    bob.wait_event("stats", picture_of(alice, 640))
    cable.limit("400kbit")
    bob.wait_event("stats", lambda event: picture_of(alice, 320)(event) or picture_of(alice, 160)(event))
    carol.wait_event("stats", picture_of(alice, 640), after=carol.mark())
    cable.unlimit()
    bob.wait_event("stats", picture_of(alice, 640), after=bob.mark(), timeout=60)
