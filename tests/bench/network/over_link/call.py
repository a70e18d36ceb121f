"""One call between two people at the two ends of a link."""
import contextlib
import signal
import time

from calls.contestants import Camera, browsers_command, terminal_command
from calls.environment import PEOPLE
from calls.process import Failed

NEAR, FAR = PEOPLE


class Terminal:
    def __init__(self, environment, server, end, name, bitrate):
        self.camera = Camera(environment, PEOPLE.index(name))
        self.launch = lambda: environment.launch(
            end.command(*terminal_command(environment, server, "bench", name, self.camera, bitrate)),
            {"DISPLAY": environment.displays[name]}, f"vchat-{name}")
        self.process = None

    def join(self):
        self.process = self.launch()
        self.process.wait_event("joined", 30)

    def wait_first_frame(self):
        self.process.wait_event("first-frame", 30)

    def decoded(self):
        self.process.write("/stats")
        return self.process.wait_event("stats", 10)["users"][0]["frames_decoded"]

    def stop(self):
        if self.process:
            self.process.stop(signal.SIGINT)
        self.camera.stop()


class Browser:
    def __init__(self, environment, server, end, name, bitrate):
        command = browsers_command(environment, server, "bench", [name], bitrate, hold=True)
        self.process = environment.launch(end.command(*command), name=f"chromium-{name}")
        try:
            self.process.wait_event("ready", 60)
        except Failed:
            self.process.stop()
            raise

    def join(self):
        self.process.write("join")
        self.process.wait_event("joined", 30)

    def wait_first_frame(self):
        self.process.wait_event("first-frame", 30)

    def decoded(self):
        self.process.write("stats")
        return self.process.wait_event("stats", 10)["framesDecoded"]

    def stop(self):
        try:
            self.process.write("end")
            self.process.finish(15)
        except Failed:
            pass  # it is ended all the same
        self.process.stop()


KINDS = {"vchat": Terminal, "chromium": Browser}


class Call:
    """`kinds`: who is at the near end and who at the far one. They are ready at the `with`, and in a call after join()."""

    def __init__(self, environment, place, kinds, bitrate):
        self.environment, self.place, self.kinds, self.bitrate = environment, place, kinds, bitrate
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        try:
            self.people = []
            for name, kind, end in zip(PEOPLE, self.kinds, (self.place.near, self.place.far)):
                self.people.append(KINDS[kind](self.environment, self.place.server, end, name, self.bitrate))
                self.stack.callback(self.people[-1].stop)
        except BaseException:
            self.stack.close()
            raise
        return self

    def join(self):
        for person in self.people:
            person.join()
        for person in self.people:
            person.wait_first_frame()

    def decoded(self):
        """How many frames the far end has decoded so far, and when that was."""
        return self.people[1].decoded(), time.time()

    def __exit__(self, *error):
        self.stack.close()
