"""One who sends to four peers, of whom one may sit behind a narrow link."""
import contextlib
import signal
import time

from calls.contestants import Camera
from calls.resources import processor_seconds

from .place import Place

PEERS, SETTLE, SECONDS = 4, 15, 10


def measure(environment, rate):
    """`rate` of the link to the last of the peers, bit/s; None: as wide as those of the others."""
    with Place(environment) as place, contextlib.ExitStack() as stack:
        place.link.limit(rate, [place.near])
        camera = Camera(environment, 0)
        stack.callback(camera.stop)

        def join(name, end, *media):
            command = [environment.vchat, "join", "bench", "--server", place.server, "--name", name, "--json", "--stats",
                       "--display", "none", "--speaker", "none", *media]
            client = environment.launch(end.command(*command), name=f"vchat-{name}")
            stack.callback(client.stop, signal.SIGINT)
            client.wait_event("joined", 30)
            return client

        sender = join("sender", place.near, "--camera", "gst:" + camera.element, "--microphone", "test", "--codec", "vp8")
        peers = [join(f"peer{number}", place.far if number == PEERS - 1 else place.near, "--camera", "none", "--microphone", "none")
                 for number in range(PEERS)]
        for peer in peers:
            peer.wait_event("first-frame", 30)
        time.sleep(SETTLE)
        before, began = processor_seconds(sender.pid), time.time()
        time.sleep(SECONDS)
        cpu = (processor_seconds(sender.pid) - before) / (time.time() - began)
        pictures = [_picture(peer) for peer in peers]
    return {"cpu": cpu, "others": min(pictures[:-1]), "last": pictures[-1]}


def _picture(peer):
    """Width, and frames a second, of what this peer gets."""
    newest = peer.last_event("stats")
    user = max(newest["users"], key=lambda each: each["width"])
    return user["width"], user["fps"]
