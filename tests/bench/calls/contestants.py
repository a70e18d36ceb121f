"""The calls that are compared: each is a context manager that makes one call between two people."""
import json
import os
import signal
import time

from .environment import BENCH, BITRATE, PEOPLE, RATE, SIZE
from .process import wait_for

CAPS = f"video/x-raw,format=I420,width={SIZE[0]},height={SIZE[1]},framerate={RATE}/1"


def camera_of(socket):
    return f"shmsrc socket-path={socket} is-live=true do-timestamp=true ! {CAPS}"


class Camera:
    """bench-stamp for one person: the source of the barcodes."""

    def __init__(self, environment, source):
        self.socket = os.path.join(environment.folder, f"camera-{source}-{time.monotonic_ns()}")
        self.process = environment.launch(
            [environment.program("bench-stamp"), str(source), environment.texture, self.socket])
        wait_for(lambda: os.path.exists(self.socket), 20, "bench-stamp")

    @property
    def element(self):
        return camera_of(self.socket)

    def stop(self):
        self.process.stop()


def terminal_command(environment, server, room, name, camera, bitrate=BITRATE):
    """Of a person with window, camera, microphone and speaker."""
    return [environment.vchat, "join", room, "--server", server, "--name", name, "--json",
            "--camera", "gst:" + camera.element, "--codec", "vp8", "--size", f"{SIZE[0]}x{SIZE[1]}",
            "--framerate", str(RATE), "--bitrate", str(bitrate), "--microphone", f"microphone-{name}",
            "--speaker", f"speaker-{name}"]


def browsers_command(environment, server, room, names, bitrate=BITRATE, hold=False):
    """Of one Chromium for each of those people; without `hold` they join at once."""
    people = [{"name": name, "source": PEOPLE.index(name), "microphone": f"microphone-{name}", "speaker": f"speaker-{name}",
               "env": {"DISPLAY": environment.displays[name]}} for name in names]
    config = {"url": server.replace("http", "ws", 1).rstrip("/") + "/ws", "room": room, "texture": environment.texture,
              "bitrate": bitrate, "chromium": "/usr/bin/chromium", "port": environment.page_port, "hold": hold,
              "people": people}
    return ["node", os.path.join(BENCH, "chromium", "call.mjs"), json.dumps(config)]


class VchatCall:
    """Two `vchat join`, the second when the first is in the room; both with window, camera, microphone and speaker."""

    def __init__(self, environment, room, options=()):
        self.environment, self.room, self.options = environment, room, list(options)
        self.cameras, self.clients = [], []

    def __enter__(self):
        try:
            for source, name in enumerate(PEOPLE):
                self.cameras.append(Camera(self.environment, source))
            for source, name in enumerate(PEOPLE):
                self.clients.append(self._join(name, self.cameras[source]))
                self.clients[-1].wait_event("joined", 15)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _join(self, name, camera):
        command = terminal_command(self.environment, self.environment.server, self.room, name, camera)
        return self.environment.launch([*command, *self.options], {"DISPLAY": self.environment.displays[name]}, f"vchat-{name}")

    def first_frames(self):
        """Milliseconds from both in the room to the first decoded frame, one figure a person."""
        return [client.wait_event("first-frame", 15)["ms"] for client in self.clients]

    def __exit__(self, *error):
        for client in self.clients:
            client.stop(signal.SIGINT)
        for camera in self.cameras:
            camera.stop()


class ChromiumCall:
    """Two Chromium browsers in a room of the same server, with windows on the same displays and the same sound devices."""

    def __init__(self, environment, room):
        self.environment, self.room = environment, room

    def __enter__(self):
        command = browsers_command(self.environment, self.environment.server, self.room, PEOPLE)
        self.driver = self.environment.launch(command, name="chromium")
        return self

    def first_frames(self):
        """As VchatCall's; Chromium's are taken at the first requestVideoFrameCallback."""
        return [self.driver.wait_event("first-frame", 30)["ms"] for _ in PEOPLE]

    def __exit__(self, error, *_):
        if error is None:
            self.driver.write("end")
            self.driver.finish(15)
        self.driver.stop()


class Floor:
    """No call at all: the camera of the first person straight to a window on the second one's display."""

    def __init__(self, environment, _room):
        self.environment = environment

    def __enter__(self):
        self.camera = Camera(self.environment, 0)
        self.window = self.environment.launch(
            ["gst-launch-1.0", "-q", *f"{self.camera.element} ! videoconvert ! ximagesink sync=false".split()],
            {"DISPLAY": self.environment.displays[PEOPLE[1]]}, "floor")
        return self

    def __exit__(self, *error):
        self.window.stop(signal.SIGINT)
        self.camera.stop()
