"""Calls over networks that are not plain: through TURN only, over IPv6 only."""
from harness.network import add_host_address


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


def test_a_host_with_ipv6_only(make_namespace, start_server, join):
    namespace = make_namespace("six")
    add_host_address(namespace, "fd00:7::1/64")
    server = start_server(listen="[::1]:0", prefix=namespace.command())
    alice, bob = (join(name, server=server, prefix=namespace.command()) for name in ("alice", "bob"))
    alice.wait_media_from(bob)
    bob.wait_media_from(alice)
    alice.wait_frames_growing(bob)
