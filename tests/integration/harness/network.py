"""Free ports, own addresses, a TURN server of the test's own, and network namespaces."""
import base64
import hmac
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

from .waiting import bound, missing, need_tools

sys.path.insert(0, str(Path(__file__).parents[2] / "lab"))
import netlab  # noqa: E402


def free_port(kind=socket.SOCK_STREAM):
    """A port that was free a moment ago on all addresses."""
    with socket.socket(socket.AF_INET6, kind) as probe:
        probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        probe.bind(("::", 0))
        return probe.getsockname()[1]


def own_addresses():
    """Addresses of this machine that ICE uses: neither loopback nor link-local. Traffic to them does not leave the machine."""
    listing = subprocess.run(["ip", "-json", "addr", "show", "up"], capture_output=True, check=True, timeout=bound(10)).stdout
    return [address["local"] for link in json.loads(listing) for address in link.get("addr_info", [])
            if address.get("scope") == "global"]


class Turn:
    """coturn with random credentials, made as the TURN REST API makes them (so the user name has a `:` in it)."""

    def __init__(self, processes, env, folder):
        need_tools("turnserver")
        addresses = own_addresses()
        if not addresses:
            missing("this machine has no address besides loopback, which ICE leaves out")
        self.address = next((a for a in addresses if ":" not in a), addresses[0])
        self.port = free_port(socket.SOCK_DGRAM)
        self.secret = secrets.token_hex(16)
        self.user, self.password = self.credentials(86400)
        arguments = ["turnserver", "-n", "--listening-ip", self.address, "--relay-ip", self.address,
                     "--listening-port", self.port, "--use-auth-secret", "--static-auth-secret", self.secret,
                     "--realm", "vchat.test", "--allow-loopback-peers", "--no-tls", "--no-dtls", "--no-cli",
                     "--log-file", "stdout", "--simple-log", "--pidfile", folder / "turn.pid",
                     "--userdb", folder / "turn.sqlite", "--verbose"]
        self.server = processes.start("coturn", arguments, env, cwd=folder)
        self.server.wait_line(lambda line: "UDP listener opened" in line, "open UDP listener")

    def credentials(self, seconds):
        """A user name that is good for that time (negative: no more) and its password."""
        user = f"{int(time.time()) + seconds}:tester"
        return user, base64.b64encode(hmac.digest(self.secret.encode(), user.encode(), "sha1")).decode()

    def bare_url(self, transport="udp"):
        """For --turn, without credentials."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"turn:{host}:{self.port}?transport={transport}"

    def url(self, transport="udp"):
        """For --ice-server."""
        user, password = (urllib.parse.quote(half, safe="") for half in (self.user, self.password))
        return self.bare_url(transport).replace("turn:", f"turn://{user}:{password}@", 1)

    def allocate(self, user, password):
        """Has coturn's own client ask for relayed addresses; True if it got them."""
        [client] = need_tools("turnutils_uclient")
        asked = subprocess.run([client, "-y", "-c", "-n", "1", "-p", str(self.port), "-u", user, "-w", password, self.address],
                               capture_output=True, timeout=bound(30), check=False)
        return asked.returncode == 0

    def allocations(self):
        """How many relayed addresses the server has given so far."""
        return sum("ALLOCATE processed, success" in line for line in list(self.server.lines))


def make_namespace(name):
    """A network namespace with nothing but loopback in it."""
    need_tools("ip")
    try:
        return netlab.Namespace(name)
    except netlab.LabError as error:
        missing(f"network namespaces cannot be made here: {error}")


def make_link(near, far):
    """Between two namespaces, on which rate and loss can be set; `near` has the address netlab.NEAR."""
    need_tools("tc", "nft")
    return netlab.Link(near, far)


def add_host_address(namespace, address):
    """Gives the namespace an interface with that address (of either family), for ICE leaves loopback out."""
    namespace.run("ip", "link", "add", "host0", "type", "veth", "peer", "name", "host1")
    namespace.run("ip", "link", "set", "host1", "up")
    namespace.run("ip", "link", "set", "host0", "up")
    nodad = ["nodad"] if ":" in address else []
    namespace.run("ip", "addr", "add", address, "dev", "host0", *nodad)
