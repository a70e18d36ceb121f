"""A Wayland desktop as far as sharing its screen goes: a session bus, PipeWire, and a portal that answers as it is told."""
import json
import re
import subprocess
from pathlib import Path

from .waiting import bound, need_tools, wait_until

TEMPLATE = Path(__file__).parent / "screencast_portal.py"
ASKED = ["gdbus", "call", "--session", "--dest", "org.freedesktop.portal.Desktop", "--object-path",
         "/org/freedesktop/portal/desktop", "--method", "org.freedesktop.DBus.Mock.Asked"]


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

    def start_portal(self, answer):
        """With a person who grants (0) or refuses (1) to show the screen, which is red."""
        remote = Path(self._env["XDG_RUNTIME_DIR"]) / "pipewire-0"
        parameters = json.dumps({"answer": answer, "remote": str(remote)})
        self._processes.start("portal", ["/usr/bin/python3", "-m", "dbusmock", "--session", "--template", TEMPLATE,
                                         "--parameters", parameters], self._env)
        wait_until(lambda: self._run(*ASKED).returncode == 0, "the portal on the bus")

    def asked(self):
        """What the portal was asked for."""
        return dict(re.findall(r"'(\w+)': <(\w+)>", self._run(*ASKED).stdout))

    def start_pipewire(self):
        need_tools("pipewire", "wireplumber", "pw-dump")
        self._processes.start("pipewire", ["pipewire"], self._env)
        wait_until(lambda: self._run("pw-dump").returncode == 0, "PipeWire")
        self._processes.start("wireplumber", ["wireplumber"], self._env)
