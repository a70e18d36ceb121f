"""Starts a server and joins a room on it, for scripts/demo; with --seconds it proves that media flows, and ends."""
import argparse
import getpass
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

STARTUP_SECONDS = 60  # the first start looks at every GStreamer plugin


def say(text=""):
    print(text, flush=True)


class Failure(Exception):
    """Ends the demo with a message and exit status 1."""


class Child:
    """A vchat that was started with --json; its events are read by a thread, stderr goes where ours goes."""

    def __init__(self, name, arguments):
        self.name = name
        self.events = []
        self._queue = queue.Queue()
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        start_new_session=True)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            event = json.loads(line)
            self.events.append(event)
            self._queue.put(event)
        self._queue.put(None)

    def wait_event(self, name, seconds):
        deadline = time.monotonic() + seconds
        while True:
            try:
                event = self._queue.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                raise Failure(f"{self.name}: no '{name}' within {seconds} s") from None
            if event is None:
                raise Failure(f"{self.name} ended with exit status {self.process.wait()} instead of '{name}'")
            if event["event"] == name:
                return event

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait()


def lan_address():
    """This machine's first address that others may reach, or None."""
    listing = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout.split()
    return next((a for a in listing if ":" not in a), f"[{listing[0]}]" if listing else None)


def start_server(vchat, port, unattended):
    if unattended:
        attempts = ["127.0.0.1:0"]
    else:
        attempts = [f"0.0.0.0:{port}", "0.0.0.0:0"]
    for number, listen in enumerate(attempts, 1):
        server = Child("vchat serve", [vchat, "serve", "--json", "--listen", listen])
        try:
            return server, server.wait_event("listening", STARTUP_SECONDS)["url"].rstrip("/")
        except Failure:
            server.stop()
            if number == len(attempts):
                raise
            say(f"Port {port} cannot be used; taking another.")


def devices(vchat):
    """Kinds of devices that are here: {"camera", "microphone", …}."""
    listing = subprocess.run([vchat, "list-devices", "--json"], capture_output=True, text=True, check=False,
                             stdin=subprocess.DEVNULL).stdout
    return {json.loads(line)["kind"] for line in listing.splitlines()}


def source_options(kinds):
    options = []
    for kind, missing in (("camera", "test"), ("microphone", "test"), ("speaker", "none")):
        value = "auto" if kind in kinds else missing
        note = "" if value == "auto" else {"test": " (none found: a test signal instead)", "none": " (none found)"}[value]
        say(f"  {kind}: {value}{note}")
        options += [f"--{kind}", value]
    return options


class GridPicture:
    """Where there is no display, the grid as a PNG that is replaced once a second."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.path = self.folder / "grid.png"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def option(self):
        return (f"gst:queue leaky=downstream max-size-buffers=1 ! videorate ! video/x-raw,framerate=1/1 ! videoconvert ! "
                f"pngenc ! multifilesink location={self.folder}/part-%05d.png max-files=3")

    def _follow(self):
        # All but the newest part are complete: a picture that is read is never half written.
        while not self._ended.wait(0.5):
            parts = sorted(self.folder.glob("part-*.png"))
            if len(parts) > 1:
                try:
                    complete = self.folder / "complete"
                    complete.write_bytes(parts[-2].read_bytes())
                    os.replace(complete, self.path)
                except FileNotFoundError:
                    continue

    def stop(self):
        self._ended.set()
        self._thread.join()
        for part in self.folder.glob("part-*.png"):
            part.unlink()


def has_display():
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def media_from(child, other_id):
    """What `child` received of the other: a line for people, and whether picture and sound flowed to the end."""
    def first(name):
        return next((event for event in child.events if event["event"] == name and event["id"] == other_id), None)
    picture, sound = first("first-frame"), first("first-audio")
    counts = [user["frames_decoded"] for event in child.events if event["event"] == "stats"
              for user in event["users"] if user["id"] == other_id]
    growing = len(counts) >= 2 and counts[-1] > counts[-2]
    line = (f"  {child.name}: " + (f"first picture after {picture['ms']:.0f} ms" if picture else "no picture") + ", " +
            (f"first sound after {sound['ms']:.0f} ms" if sound else "no sound") +
            f", {counts[-1] if counts else 0} frames decoded" + ("" if growing else ", and none at the end"))
    return line, bool(picture and sound and growing)


def unattended(options, server_url, own_options, children):
    guest = [options.vchat, "join", options.room, "--server", server_url, "--name", "guest", "--camera", "test",
             "--microphone", "test", "--speaker", "none", "--display", "none", "--json", "--stats"]
    children.append(Child(options.name, [*own_options, "--json", "--stats"]))
    me = children[-1].wait_event("joined", STARTUP_SECONDS)["id"]
    children.append(Child("guest", guest))
    other = children[-1].wait_event("joined", STARTUP_SECONDS)["id"]
    say(f"Both are in the room; ending after {options.seconds:g} s.")
    time.sleep(options.seconds)
    one, two = children[-2:]
    results = [media_from(one, other), media_from(two, me)]
    say("Received:")
    for line, _ in results:
        say(line)
    failed = [child.name for child in (two, one) if child.stop() != 0]
    if failed:
        raise Failure(f"did not end well: {', '.join(failed)}")
    if not all(flowed for _, flowed in results):
        raise Failure("media did not flow both ways")
    say("Picture and sound went both ways.")


def attended(own_options):
    # Ctrl-C is for vchat, which leaves the room cleanly; what remains is ended after it.
    signal.signal(signal.SIGINT, lambda *_: None)
    process = subprocess.Popen(own_options)
    try:
        status = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if status != 0:
        raise Failure(f"vchat join ended with exit status {status}")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/demo", usage="scripts/demo [--room NAME] [--port PORT] [--name NAME] [--seconds N]")
    parser.add_argument("--vchat", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--room", default="demo")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--name", default=getpass.getuser())
    parser.add_argument("--seconds", type=float)
    return parser.parse_args()


def run(options, children, cleanups):
    server, url = start_server(options.vchat, options.port, options.seconds is not None)
    children.append(server)
    say(f"Room '{options.room}' on {url}")
    own = [options.vchat, "join", options.room, "--server", f"http://127.0.0.1:{url.rsplit(':', 1)[1]}",
           "--name", options.name, *source_options(devices(options.vchat))]
    if not has_display():
        # In the home folder of the build, not in /tmp: the name must be the same each time, and nobody else's.
        folder = Path(options.vchat).parents[1] / "grid"
        folder.mkdir(exist_ok=True)
        picture = GridPicture(folder)
        cleanups.append(picture.stop)
        own += ["--display", picture.option()]
        say(f"No display here. A picture of the grid is written each second to\n  {picture.path}")
    if options.seconds is not None:
        unattended(options, url, own, children)
        return
    address = lan_address()
    link = f"http://{address or '127.0.0.1'}:{url.rsplit(':', 1)[1]}/r/{options.room}"
    say(f"\nOthers join with\n  vchat join {link}\nCtrl-C or /leave ends the call and the server.\n")
    attended(own)


def main():
    options = parse_arguments()
    children, cleanups = [], []
    # SIGTERM unwinds like any error, so that no child is left.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        run(options, children, cleanups)
        return 0
    except Failure as failure:
        say(f"Failed: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        for child in reversed(children):
            child.stop()
        for cleanup in cleanups:
            cleanup()


if __name__ == "__main__":
    sys.exit(main())
