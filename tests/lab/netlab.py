"""Network namespaces, and links between them whose rate, queue, loss, delay and jitter can be set while they are used."""
import os
import secrets
import subprocess

DEVICE = "lab0"
NEAR, FAR = "10.78.0.1", "10.78.0.2"
BURST = 3000  # bytes: two packets; more would let the beginning of a burst pass at the speed of memory
QUEUE = 300   # ms


class LabError(Exception):
    """What this machine, or this user, cannot do; the message says what."""


def call(*arguments):
    """Runs a tool to its end; returns what it wrote."""
    try:
        done = subprocess.run([str(each) for each in arguments], capture_output=True, text=True, timeout=30, check=False)
    except FileNotFoundError:
        raise LabError(f"{arguments[0]} is not installed") from None
    if done.returncode != 0:
        raise LabError(f"{' '.join(map(str, arguments))}: {done.stderr.strip() or done.returncode}")
    return done.stdout


class Namespace:
    """A network namespace with nothing but loopback in it; deleted at the end."""

    def __init__(self, name):
        if os.geteuid() != 0:
            raise LabError("network namespaces need root")
        self.name = f"vchat-{name}-{secrets.token_hex(3)}"
        call("ip", "netns", "add", self.name)
        self.run("ip", "link", "set", "lo", "up")

    def command(self, *arguments):
        """The arguments that run a program inside."""
        return ["ip", "netns", "exec", self.name, *map(str, arguments)]

    def run(self, *arguments):
        return call(*self.command(*arguments))

    def delete(self):
        call("ip", "netns", "del", self.name)


class Link:
    """Between two namespaces; `near` has the address 10.78.0.1, `far` 10.78.0.2. Nothing limits it at first.

    Without `wire` it is a veth pair. With it (the path of lab-wire, tests/lab/wire.cpp) packets can be delayed as well.
    """

    def __init__(self, near, far, wire=None):
        self.near, self.far = near, far
        self.wire = self._start_wire(wire) if wire else None
        if not wire:
            call("ip", "link", "add", DEVICE, "netns", near.name, "type", "veth", "peer", "name", DEVICE, "netns", far.name)
        for end, own, other in ((near, NEAR, FAR), (far, FAR, NEAR)):
            end.run("ip", "addr", "add", own, "peer", other, "dev", DEVICE)
            end.run("ip", "link", "set", DEVICE, "up")

    def _start_wire(self, path):
        wire = subprocess.Popen([path, self.near.name, self.far.name, DEVICE], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                text=True)
        if wire.stdout.readline() != "ready\n":
            raise LabError(f"{path} ended with {wire.wait()}")
        return wire

    def limit(self, rate, ends=None, queue=QUEUE):
        """What leaves `ends` (both unless said) from now on, bit/s; None: no limit. Behind it a queue of `queue` ms."""
        for end in ends or (self.near, self.far):
            if rate:
                end.run("tc", "qdisc", "replace", "dev", DEVICE, "root", "tbf", "rate", f"{int(rate)}bit", "burst", BURST,
                        "latency", f"{queue}ms")
            elif "tbf" in end.run("tc", "qdisc", "show", "dev", DEVICE):
                end.run("tc", "qdisc", "del", "dev", DEVICE, "root")

    def lose(self, share, ends=None):
        """The share of UDP packets that get lost on their way to `ends` (both unless said), at random."""
        for end in ends or (self.near, self.far):
            end.run("nft", "add table inet lab; add chain inet lab input { type filter hook input priority 0; };"
                           "flush chain inet lab input;"
                           f"add rule inet lab input iifname {DEVICE} meta l4proto udp "
                           f"numgen random mod 10000 < {round(share * 10000)} drop")

    def delay(self, delay, jitter=0):
        """One way, both ways, in ms; up to `jitter` more."""
        if not self.wire:
            raise LabError("a link without lab-wire has no delay")
        self.wire.stdin.write(f"{delay} {jitter}\n")
        self.wire.stdin.flush()

    def sent(self, end):
        """Bytes that have left this end, with IP headers."""
        return int(end.run("cat", f"/sys/class/net/{DEVICE}/statistics/tx_bytes"))

    def close(self):
        """The devices go with the wire, or with the namespaces."""
        if self.wire:
            self.wire.stdin.close()
            self.wire.wait(10)
            self.wire.stdout.close()


def find_wire():
    """lab-wire in the build folder of this source tree that was used last, or None."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    found = [path for entry in os.scandir(root) if entry.is_dir()
             for path in [os.path.join(entry.path, "tests", "lab", "lab-wire")] if os.access(path, os.X_OK)]
    return max(found, key=os.path.getmtime, default=None)
