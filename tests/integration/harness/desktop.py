"""A Wayland desktop as far as sharing its screen goes: a session bus, PipeWire, and a portal that answers as it is told."""
import json
import re
import subprocess
from pathlib import Path

from .waiting import bound, need_tools, wait_until

TEMPLATE = Path(__file__).parent / "screencast_portal.py"
ASKED = ["gdbus", "call", "--session", "--dest", "org.freedesktop.portal.Desktop", "--object-path",
         "/org/freedesktop/portal/desktop", "--method", "org.freedesktop.DBus.Mock.Asked"]
# What the desktop shows, as a stream of PipeWire.
SCREEN = """
import gi
gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst
Gst.init(None)
pipeline = Gst.parse_launch('videotestsrc is-live=true pattern=red ! video/x-raw,format=BGRx,width=640,height=360,'
    'framerate=10/1 ! pipewiresink mode=provide stream-properties="props,media.class=Video/Source,node.name=screen"')
pipeline.set_state(Gst.State.PLAYING)
GLib.MainLoop().run()
"""


class Desktop:
    """`env` is that of a program on it."""

    def __init__(self, processes, environment):
        need_tools("dbus-daemon", "gdbus")
        self._processes = processes
        daemon = processes.start("dbus-daemon", ["dbus-daemon", "--session", "--nofork", "--print-address"], environment)
        address = daemon.wait_line(lambda line: line.startswith("unix:"), "address of the bus")
        self.env = {"WAYLAND_DISPLAY": "wayland-9", "DBUS_SESSION_BUS_ADDRESS": address}
        self._env = dict(environment, **self.env)

    def _run(self, *command):
        return subprocess.run(command, env=self._env, capture_output=True, text=True, timeout=bound(10), check=False)

    def start_portal(self, answer, node=0):
        """With a person who grants (0) or refuses (1) to show that stream."""
        remote = Path(self._env["XDG_RUNTIME_DIR"]) / "pipewire-0"
        parameters = json.dumps({"answer": answer, "node": node, "remote": str(remote)})
        self._processes.start("portal", ["/usr/bin/python3", "-m", "dbusmock", "--session", "--template", TEMPLATE,
                                         "--parameters", parameters], self._env)
        wait_until(lambda: self._run(*ASKED).returncode == 0, "the portal on the bus")

    def asked(self):
        """What the portal was asked for."""
        return dict(re.findall(r"'(\w+)': <(\w+)>", self._run(*ASKED).stdout))

    def start_screen(self):
        """Shows something red; returns the number of the stream."""
        need_tools("pipewire", "wireplumber", "pw-dump")
        self._processes.start("pipewire", ["pipewire"], self._env)
        wait_until(lambda: self._run("pw-dump").returncode == 0, "PipeWire")
        self._processes.start("wireplumber", ["wireplumber"], self._env)
        self._processes.start("screen", ["/usr/bin/python3", "-c", SCREEN], self._env)

        def node():
            for thing in json.loads(self._run("pw-dump").stdout or "[]"):
                if (thing.get("info") or {}).get("props", {}).get("node.name") == "screen":
                    return thing["id"]
            return None
        return wait_until(node, "the screen in PipeWire")
