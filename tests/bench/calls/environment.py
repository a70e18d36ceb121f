"""What every run needs: X displays, a private PulseAudio with null sinks, a server, a picture and speech."""
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import numpy

from .process import Failed, Process, wait_for

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SIZE, RATE, BITRATE = (640, 360), 30, 1_000_000
PEOPLE = ("ada", "ben")  # in order of joining
SPEECH = ("The quick brown fox jumps over the lazy dog while seven wizards brew a potion of mint and sage. "
          "Near the harbour a small boat waits, its lamp swinging in the wind. Who would row out on such a night? ")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Environment:
    """Everything is private, in a temporary folder, and ends with the `with` block."""

    def __init__(self, vchat):
        self.vchat = os.path.abspath(vchat)
        self.native = os.path.join(os.path.dirname(os.path.dirname(self.vchat)), "tests", "bench")
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        try:
            self.folder = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="vchat-bench-"))
            self._check_programs()
            self._install_packages()
            self.displays = {name: self._start_display() for name in PEOPLE}
            self._start_pulseaudio()
            self.page_port = _free_port()  # of what Chromium shows
            self.server = self.start_server()
            self.texture = self._make_texture()
            self.speech = self._make_speech()
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *error):
        self.stack.close()

    def start(self, command, env=None, name=None, signal_number=signal.SIGTERM):
        """A process that lives until the end of the bench, unless it is stopped before."""
        process = self.launch(command, env, name)
        self.stack.callback(process.stop, signal_number)
        return process

    def launch(self, command, env=None, name=None):
        """A process that the caller stops."""
        log = os.path.join(self.folder, f"{name or os.path.basename(command[0])}.log")
        # Where there is no session bus, GLib starts one for each X server, and that stays.
        return Process(command, {"HOME": self.folder, "XDG_CONFIG_HOME": self.folder, "NO_COLOR": "1",
                                 "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
                                 "PULSE_SERVER": f"unix:{self.folder}/sound", **(env or {})}, log)

    def program(self, name):
        return os.path.join(self.native, name)

    def _check_programs(self):
        for path in (self.vchat, self.program("bench-watch"), self.program("bench-stamp")):
            if not os.access(path, os.X_OK):
                raise Failed(f"{path} is not there: build it first (meson compile)")
        for name in ("Xvfb", "pulseaudio", "parec", "paplay", "espeak-ng", "node", "npm", "chromium", "gst-launch-1.0"):
            if shutil.which(name) is None:
                raise Failed(f"{name} is not installed (see README.md)")

    def _install_packages(self):
        if not os.path.isdir(os.path.join(BENCH, "node_modules", "puppeteer-core")):
            subprocess.run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"], cwd=BENCH, check=True, timeout=300)

    def _start_display(self):
        process = self.start(["Xvfb", "-displayfd", "1", "-screen", "0", "1300x760x24", "-nolisten", "tcp", "-noreset"])
        return ":" + process.wait_line(lambda line: line.strip().isdigit(), 10).strip()

    def _start_pulseaudio(self):
        modules = [f"module-native-protocol-unix auth-anonymous=1 socket={self.folder}/sound"]
        for name in PEOPLE:
            for sink in (f"speech-{name}", f"speaker-{name}"):
                modules.append(f"module-null-sink sink_name={sink} rate=48000 channels=1 "
                               f"sink_properties=device.description={sink}")
            modules.append(f"module-remap-source master=speech-{name}.monitor source_name=microphone-{name} "
                           f"source_properties=device.description=microphone-{name}")  # Chromium takes no monitors
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-level=error"]
        for module in modules:
            command += ["-L", module]
        self.start(command, {"XDG_RUNTIME_DIR": self.folder})
        wait_for(lambda: os.path.exists(f"{self.folder}/sound"), 10, "PulseAudio")
        for name in PEOPLE:
            for sink in (f"speech-{name}", f"speaker-{name}"):
                # A null sink at which nobody is works in steps of 2 s, and the first stream has to wait for their end.
                self.start(["sh", "-c", f"exec parec --raw --latency-msec=5 -d {sink}.monitor > /dev/null"], name="parec")
        time.sleep(2.5)

    def start_server(self, prefix=(), address="127.0.0.1"):
        """Its URL. The page of call.mjs may call it."""
        server = self.start([*prefix, self.vchat, "serve", "--json", "--listen", f"{address}:0",
                             "--allow-origin", f"http://127.0.0.1:{self.page_port}"], name="serve")
        return server.wait_event("listening", 10)["url"]

    def _make_texture(self):
        """Blurred blocks of random brightness: neither trivial nor impossible to encode."""
        path = os.path.join(self.folder, "texture")
        blocks = numpy.random.default_rng(1).integers(40, 200, (70, 125)).astype(numpy.float32)
        picture = numpy.kron(blocks, numpy.ones((8, 8), numpy.float32))
        for _ in range(3):
            picture = sum(numpy.roll(picture, step, axis) for axis in (0, 1) for step in (-1, 1)) / 5 + picture / 5
        picture.astype(numpy.uint8).tofile(path)
        return path

    def _make_speech(self):
        path = os.path.join(self.folder, "speech.wav")
        subprocess.run(["espeak-ng", "-w", path, SPEECH * 5], check=True, timeout=60)
        return path
