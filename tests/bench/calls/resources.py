"""What a client costs: processor, memory, threads and file descriptors, by the number of peers."""
import contextlib
import dataclasses
import os
import signal
import statistics
import sys
import time

from . import machine
from .contestants import Camera
from .environment import BITRATE, PEOPLE, RATE, SIZE

SETTLE, SECONDS = 6, 10
KINDS = ("sender", "call")


@dataclasses.dataclass
class Cost:
    """Of one vchat process, averaged over SECONDS."""
    kind: str           # "sender" or "call"
    peers: int
    cpu: float          # share of one core
    pss: float          # MiB, at the end, as the two below
    rss: float
    threads: int
    descriptors: int
    busy: float         # share of all cores that were busy: near 1 nobody got what he needed
    rate: float         # frames a second that the first peer decodes (sender), or the client from its peers (call)


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in file if line.endswith("kB\n")}
    return sizes["Pss"], sizes["Rss"]


def _join(environment, stack, room, name, arguments):
    client = environment.launch([environment.vchat, "join", room, "--server", environment.server, "--name", name, "--json",
                                 "--stats", "--codec", "vp8", "--size", f"{SIZE[0]}x{SIZE[1]}", "--framerate", str(RATE),
                                 "--bitrate", str(BITRATE), *arguments],
                                {"DISPLAY": environment.displays[PEOPLE[0]]}, f"{room}-{name}")
    stack.callback(client.stop, signal.SIGINT)
    client.wait_event("joined", 20)
    return client


def _measure(environment, kind, peers):
    """`sender`: peers that only receive and show nothing. `call`: peers that send picture and sound as well."""
    one, other = PEOPLE
    room = f"{kind}-{peers}"
    with contextlib.ExitStack() as stack:
        cameras = [Camera(environment, source) for source in (0, 1)]
        for camera in cameras:
            stack.callback(camera.stop)
        sound = environment.launch(["paplay", "-d", f"speech-{one}", "--latency-msec=20", environment.speech])
        stack.callback(sound.stop)
        sending = ["--camera", "gst:" + cameras[0].element, "--microphone", f"microphone-{one}"]
        showing = ["--speaker", f"speaker-{one}"] if kind == "call" else ["--display", "none", "--speaker", "none"]
        client = _join(environment, stack, room, one, sending + showing)
        peer_media = ["--camera", "none", "--microphone", "none"]
        if kind == "call":
            peer_media = ["--camera", "gst:" + cameras[1].element, "--microphone", f"microphone-{other}"]
        first = None
        for number in range(peers):
            joined = _join(environment, stack, room, f"peer{number}", peer_media + ["--display", "none", "--speaker", "none"])
            joined.wait_event("first-frame", 30)
            first = first or joined
        time.sleep(SETTLE)
        cpu, (busy, total) = processor_seconds(client.pid), machine.busy_and_total()
        time.sleep(SECONDS)
        cpu, (busy_after, total_after) = processor_seconds(client.pid) - cpu, machine.busy_and_total()
        pss, rss = _memory(client.pid)
        rate = max(_rates(first)) if kind == "sender" else statistics.mean(_rates(client))
        return Cost(kind, peers, cpu / SECONDS, pss, rss, len(os.listdir(f"/proc/{client.pid}/task")),
                    len(os.listdir(f"/proc/{client.pid}/fd")), (busy_after - busy) / (total_after - total), rate)


def _rates(client):
    """Frames a second from each of the others, in the newest statistics."""
    newest = client.last_event("stats")
    return [user["fps"] for user in newest["users"]] if newest else [0.0]


def measure(environment, kinds, counts, runs, noise):
    """A Cost for each kind and number of peers: the medians of `runs` of each, which take turns."""
    rows = {(kind, peers): [] for kind in kinds for peers in counts}
    for number in range(runs):
        for (kind, peers), row in rows.items():
            noise.sample()
            row.append(_measure(environment, kind, peers))
            print(f"run {number + 1}, {kind} with {peers}: {100 * row[-1].cpu:.1f} % of a core", file=sys.stderr)
    return [_median(row) for row in rows.values()]


def _median(costs):
    figures = [field.name for field in dataclasses.fields(Cost) if field.name not in ("kind", "peers")]
    return dataclasses.replace(costs[0], **{name: statistics.median(getattr(cost, name) for cost in costs)
                                            for name in figures})
