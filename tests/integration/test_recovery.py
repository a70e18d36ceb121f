"""Calls that go on after the network changed under them, or a program stood still."""
import signal

import pytest

from harness.network import make_link, netlab


@pytest.fixture
def far_call(make_namespace, start_server, join):
    """Alice beside the server, Bob at the other end of a cable; who is first offers."""
    def start(*names, prepare=None):
        here, there = make_namespace("here"), make_namespace("there")
        make_link(here, there)
        here.run("ip", "route", "add", "10.78.0.7", "dev", netlab.DEVICE)
        if prepare:
            prepare(there)
        server = start_server(listen=f"{netlab.NEAR}:0", prefix=here.command())
        places = {"alice": here, "bob": there}
        people = {name: join(name, server=server, prefix=places[name].command()) for name in names}
        alice, bob = people["alice"], people["bob"]
        alice.wait_media_from(bob)
        bob.wait_media_from(alice)
        return alice, bob, there
    return start


def connected(person, other, after):
    return person.wait_event("session", lambda event: event["id"] == other.id and event["state"] == "connected", after=after)


def both_see_each_other(alice, bob):
    alice.wait_frames_growing(bob)
    bob.wait_frames_growing(alice)


@pytest.mark.parametrize("names", [("alice", "bob"), ("bob", "alice")], ids=["who waits", "who offers"])
def test_media_survives_a_change_of_the_address(far_call, names):
    alice, bob, there = far_call(*names)
    marks = alice.mark(), bob.mark()
    there.run("ip", "addr", "flush", "dev", netlab.DEVICE)
    there.run("ip", "addr", "add", "10.78.0.7", "peer", netlab.NEAR, "dev", netlab.DEVICE)
    failed = bob.wait_event("session", lambda event: event["state"] == "failed", after=marks[1])
    assert "changed" in failed["reason"], "noticed at once, not by the usual silence"
    connected(alice, bob, marks[0])
    connected(bob, alice, marks[1])
    both_see_each_other(alice, bob)
    assert bob.wait_event("reconnected", after=marks[1])["resumed"] is True
    assert not alice.find_events("user-left")


def test_media_comes_back_when_the_cable_does(far_call):
    alice, bob, there = far_call("alice", "bob")
    marks = alice.mark(), bob.mark()
    there.run("ip", "link", "set", netlab.DEVICE, "down")
    alice.wait_event("session", lambda event: event["state"] == "failed", after=marks[0])
    bob.wait_event("reconnecting", after=marks[1])
    there.run("ip", "link", "set", netlab.DEVICE, "up")
    connected(bob, alice, marks[1])
    both_see_each_other(alice, bob)


def forget_mappings(place):
    """As a NAT between here and the others that was restarted: each UDP port in use looks like another one outside, and
    what is sent to the one that was known is lost."""
    listing = place.run("ss", "--udp", "--all", "--numeric", "--no-header")
    ports = {int(line.split()[3].rpartition(":")[2]) for line in listing.splitlines() if netlab.FAR in line.split()[3]}
    assert ports
    outside = {port: 1024 + (port + 7000) % 60000 for port in ports}
    leaving = "".join(f"udp sport {port} udp sport set {other};" for port, other in outside.items())
    coming = "".join(f"udp dport {other} udp dport set {port} accept; udp dport {port} drop;" for port, other in outside.items())
    place.run("nft", "table ip nat_restarted {"
                     f"chain leaving {{ type filter hook postrouting priority 300; oifname {netlab.DEVICE} jump renamed; }};"
                     f"chain renamed {{ {leaving} }};"
                     f"chain coming {{ type filter hook prerouting priority -300; iifname {netlab.DEVICE} jump back; }};"
                     f"chain back {{ {coming} }}; }}")


def only_ipv4(place):
    place.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")


@pytest.mark.parametrize("names", [("alice", "bob"), ("bob", "alice")], ids=["who waits", "who offers"])
def test_media_comes_back_after_a_nat_forgot_the_way(far_call, names):
    alice, bob, there = far_call(*names, prepare=only_ipv4)
    marks = alice.mark(), bob.mark()
    forget_mappings(there)
    connected(alice, bob, marks[0])
    connected(bob, alice, marks[1])
    both_see_each_other(alice, bob)
    assert not alice.find_events("user-left") and not bob.find_events("reconnecting"), "signaling knows nothing of it"


def test_an_address_that_is_still_looked_at_costs_no_ten_seconds(far_call):
    """As after a cable was plugged in: until IPv6 knows that the address is nobody else's, nothing can be bound to it."""
    def slow_address(there):
        there.run("ip", "link", "add", "slow0", "type", "veth", "peer", "name", "slow1")
        there.run("sysctl", "-qw", "net.ipv6.conf.slow0.dad_transmits=4")
        for end in ("slow0", "slow1"):
            there.run("ip", "link", "set", end, "up")

    alice, bob, _ = far_call("alice", "bob", prepare=slow_address)
    reasons = [event.get("reason", "") for event in bob.find_events("session") + alice.find_events("session")]
    assert not any("not connected" in reason for reason in reasons), "not ready, at most"


def test_who_stood_still_is_back_when_running_again(join):
    alice, bob = join("alice"), join("bob")
    alice.wait_media_from(bob)
    bob.wait_media_from(alice)
    mark = alice.mark()
    bob.send_signal(signal.SIGSTOP)
    alice.wait_event("session", lambda event: event["id"] == bob.id and event["state"] == "failed", after=mark)
    bob.send_signal(signal.SIGCONT)
    connected(alice, bob, mark)
    both_see_each_other(alice, bob)
    assert not alice.find_events("user-left")
