"""Fixtures of the integration tests; tests/README.md says how to use them. The parts are in harness/."""
import os
import subprocess
from pathlib import Path

import pytest

from harness import network
from harness.desktop import Desktop
from harness.disk import SmallDisk
from harness.participant import Participant, Server
from harness.processes import Processes
from harness.screen import Screen
from harness.sound import Pulse
from harness.waiting import bound, missing


@pytest.fixture(scope="session")
def vchat():
    """Path of the binary under test; meson sets VCHAT."""
    path = os.environ.get("VCHAT")
    if not path:
        missing("VCHAT does not name the vchat binary to test")
    return Path(path).resolve()


@pytest.fixture
def environment(tmp_path):
    """The environment of every child: no desktop, no sound, no configuration but the test's own."""
    dropped = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "NO_COLOR", "XDG_CONFIG_HOME",
               "XDG_STATE_HOME", "STATE_DIRECTORY")
    env = {key: value for key, value in os.environ.items()
           if key not in dropped and not key.startswith(("VCHAT", "PULSE_"))}
    # The cache stays: a new one would make each first vchat look at all GStreamer plugins again.
    env.setdefault("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    for variable, folder in (("HOME", "home"), ("XDG_CONFIG_HOME", "config"), ("XDG_RUNTIME_DIR", "runtime")):
        (tmp_path / folder).mkdir(mode=0o700)
        env[variable] = str(tmp_path / folder)
    env.update(LC_ALL="C.UTF-8", USER="tester", PULSE_SERVER=f"unix:{tmp_path}/no-pulse")
    # Unit tests look for leaks. A whole call goes through libraries that leave too much of their own at exit (fontconfig,
    # libpulse, rtprtxsend); that nothing grows in vchat is what the fifty visits show. The slow unwinder, which is there
    # for leaks, would take all the time there is.
    if "ASAN_OPTIONS" in env:
        env["ASAN_OPTIONS"] += ":detect_leaks=0:fast_unwind_on_malloc=1"
    return env


@pytest.fixture
def processes(tmp_path):
    """Starts children that are ended with the test: `processes.start(name, arguments, env)`."""
    folder = tmp_path / "processes"
    folder.mkdir()
    group = Processes(folder)
    yield group
    group.stop_all()


@pytest.fixture
def start_server(vchat, environment, processes):
    """A factory: `start_server(*options)` starts `vchat serve` on a free port and waits until it listens."""
    def start(*options, env=None, listen="127.0.0.1:0", prefix=()):
        arguments = [*prefix, vchat, "serve", "--json", "--listen", listen, *options]
        return processes.start("serve", arguments, dict(environment, **(env or {})), kind=Server).wait_listening()
    return start


@pytest.fixture
def server(start_server):
    """A running server; `server.url`."""
    return start_server()


@pytest.fixture
def join(vchat, environment, processes, request):
    """A factory: `join("alice")` starts a participant with test picture and tone and waits until it is in the room.

    `args` are further options; a source or sink given as None leaves its option out, so that the default counts.
    """
    def start(name="alice", *args, server=None, room="test", camera="test", microphone="test", speaker="none",
              display="none", env=None, wait=True, prefix=()):
        url = (server or request.getfixturevalue("server")).url
        arguments = [*prefix, vchat, "join", room, "--server", url, "--json", "--stats", "--name", name]
        for option, value in (("--camera", camera), ("--microphone", microphone), ("--speaker", speaker),
                              ("--display", display)):
            arguments += [] if value is None else [option, value]
        participant = processes.start(name, [*arguments, *args], dict(environment, **(env or {})), kind=Participant)
        if wait:
            participant.wait_event("joined")
        return participant
    return start


@pytest.fixture
def run_vchat(vchat, environment):
    """Runs vchat to its end: `run_vchat("list-rooms", "--json")` has `.returncode`, `.stdout` and `.stderr`."""
    def run(*arguments, env=None, timeout=None, stdin=""):
        return subprocess.run([str(vchat), *map(str, arguments)], env=dict(environment, **(env or {})), input=stdin,
                              capture_output=True, text=True, timeout=bound(timeout), check=False)
    return run


@pytest.fixture
def small_disk(tmp_path):
    """A small file system: `.path`, and `.fill()`."""
    disk = SmallDisk(tmp_path / "disk")
    yield disk
    disk.close()


@pytest.fixture
def start_pulse(processes, environment, tmp_path):
    """A factory: `start_pulse("mic", "speaker")` starts PulseAudio with these null sinks; hand its `.env` to join."""
    return lambda *sinks: Pulse(processes, environment, tmp_path, sinks)


@pytest.fixture
def start_screen(processes, environment, tmp_path):
    """A factory: `start_screen("1280x720")` starts Xvfb; hand its `.env` to join, `.picture()` and `.pixels()` look."""
    return lambda size="1280x720": Screen(processes, environment, tmp_path, size)


@pytest.fixture
def desktop(processes, environment):
    """A Wayland desktop without a display: `.env` for join, `.start_portal()`, `.start_pipewire()`."""
    return Desktop(processes, environment)


@pytest.fixture
def turn(processes, environment, tmp_path):
    """A TURN server on this machine: `turn.url()`."""
    return network.Turn(processes, environment, tmp_path)


@pytest.fixture
def make_namespace():
    """A factory of network namespaces; hand `namespace.command()` to join and start_server as `prefix`."""
    made = []

    def make(name="test"):
        made.append(network.make_namespace(name))
        return made[-1]
    yield make
    for namespace in made:
        namespace.delete()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Shows what each child wrote when a test has failed."""
    report = (yield).get_result()
    group = getattr(item, "funcargs", {}).get("processes")
    if report.failed and group is not None:
        # Who crashed comes last, where it is seen.
        for child in sorted(group.children, key=lambda child: child.crashed):
            report.sections.append((f"child {child.name}", child.report()))
