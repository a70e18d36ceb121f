"""`vchat serve` under a service manager: readiness, reload, watchdog, passed sockets, the units, log lines for the journal."""
import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from harness.signaling import Signaling
from harness.waiting import bound, need_tools

DATA = Path(__file__).resolve().parents[2] / "data"

# Becomes the program of its arguments, to which it passes a descriptor as a service manager does.
PASS_SOCKET = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="http")
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.fixture
def manager(tmp_path):
    """The socket on which a service manager hears from its services."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(bound(20))
        yield listening


def hear(manager, wanted):
    """Waits for a message with that line; returns all its lines as a dict."""
    while True:
        message = dict(line.split("=", 1) for line in manager.recv(4096).decode().splitlines())
        if wanted in message:
            return message


def test_tells_when_it_is_ready_reloads_and_stops(start_server, manager):
    server = start_server(env={"NOTIFY_SOCKET": manager.getsockname()})
    assert hear(manager, "READY") == {"READY": "1"}
    before = time.monotonic_ns() // 1000
    server.send_signal(signal.SIGHUP)
    reloading = hear(manager, "RELOADING")
    assert before <= int(reloading["MONOTONIC_USEC"]) <= time.monotonic_ns() // 1000
    hear(manager, "READY")
    server.send_signal(signal.SIGTERM)
    hear(manager, "STOPPING")
    assert server.wait_exit() == 0


def test_an_abstract_socket_of_the_manager_is_one_too(start_server):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        name = f"vchat-test-{os.getpid()}"
        listening.bind("\0" + name)
        listening.settimeout(bound(20))
        start_server(env={"NOTIFY_SOCKET": "@" + name})
        hear(listening, "READY")


def test_pets_the_watchdog_twice_in_its_time(start_server, manager):
    start_server(env={"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "400000"})
    first = None
    for _ in range(3):
        hear(manager, "WATCHDOG")
        first = first or time.monotonic()
    # The bound is generous: a slow machine stretches it.
    assert time.monotonic() - first >= 0.2


@pytest.fixture
def start_with_socket(vchat, environment, processes):
    """A factory: `vchat serve` with that socket passed to it."""
    return lambda passed: processes.start("serve", [sys.executable, "-c", PASS_SOCKET, passed.fileno(), vchat, "serve"], environment,
                                          pass_fds=[passed.fileno()])


def test_listens_on_the_sockets_that_were_passed_and_nowhere_else(start_with_socket):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = listening.getsockname()
        # Whoever comes before the service is there waits.
        with socket.create_connection(address, timeout=bound(20)) as early:
            early.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            server = start_with_socket(listening)
            assert server.wait_line(lambda line: True) == f"listening on http://127.0.0.1:{address[1]}"
            assert early.makefile("rb").read().endswith(b"ok\n")
        with urllib.request.urlopen(f"http://127.0.0.1:{address[1]}/healthz", timeout=bound(10)) as answer:
            assert answer.read() == b"ok\n"
        assert [line for line in server.lines if line.startswith("listening")] == [f"listening on http://127.0.0.1:{address[1]}"]


def test_refuses_a_socket_that_does_not_listen(start_with_socket):
    with socket.socket() as other:
        server = start_with_socket(other)
        assert server.wait_exit() == 1 and "descriptor 3" in server.stderr


def test_takes_no_sockets_that_are_for_another_process(start_server):
    start_server(env={"LISTEN_FDS": "1", "LISTEN_PID": "1"})


def test_the_service_is_confined(tmp_path):
    need_tools("systemd-analyze")
    unit = (DATA / "vchat.service.in").read_text().replace("@bindir@/vchat", "/bin/true")
    (tmp_path / "vchat.service").write_text(unit)
    (tmp_path / "vchat.socket").write_text((DATA / "vchat.socket").read_text())
    # 2.0 and less is what systemd calls OK with distance; PrivateNetwork= is what a server cannot have.
    confined = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--threshold=20", tmp_path / "vchat.service"],
                              capture_output=True, text=True, timeout=bound(60), check=False)
    assert confined.returncode == 0 and "OK" in confined.stdout.splitlines()[-1], confined.stdout + confined.stderr
    verified = subprocess.run(["systemd-analyze", "verify", "--man=no", tmp_path / "vchat.service", tmp_path / "vchat.socket"],
                              capture_output=True, text=True, timeout=bound(60), check=False)
    assert "vchat" not in verified.stderr, verified.stderr


def test_the_options_of_the_unit_are_options_of_vchat(run_vchat):
    known = run_vchat("serve", "--help").stdout + "--log-level"
    lines = [line for line in (DATA / "vchat.service.in").read_text().splitlines() if "/vchat serve" in line]
    used = [word for line in lines for word in line.split() if word.startswith("--")]
    assert len(used) >= 4 and all(option in known for option in used)


# Logs


def visit(server, **fields):
    async def test():
        async with Signaling(server) as client:
            await client.join("tea", 'Ad"a', **fields)
            await client.send({"type": "leave-room"})
            await client.closed()
    asyncio.run(asyncio.wait_for(test(), bound(60)))


def test_a_line_for_a_refusal_without_what_is_secret(start_server):
    server = start_server("--log-level", "info", "--only-configured-rooms", "--rooms", "/dev/null")

    async def refused():
        async with Signaling(server) as client:
            await client.send({"type": "join-room", "room": "cellar", "name": "Eve", "password": "hunter2", "token": "a.b.c"})
            await client.closed()
    asyncio.run(asyncio.wait_for(refused(), bound(60)))
    server.wait_stderr('refuse code=unauthorized room="cellar" name="Eve" from=127.0.0.1')
    assert "hunter2" not in server.stderr and "a.b.c" not in server.stderr


def test_a_line_for_a_join_and_a_leave_with_names_that_cannot_break_out(start_server):
    server = start_server("--log-level", "info")
    visit(server, password="hunter2")
    server.wait_stderr('leave room="tea" name="Ad\\"a" from=127.0.0.1 reason=left')
    assert 'join room="tea" name="Ad\\"a" from=127.0.0.1' in server.stderr
    assert "hunter2" not in server.stderr


def test_the_journal_gets_priorities(vchat, environment, processes, tmp_path):
    log = tmp_path / "processes" / "serve.stderr"
    log.touch()
    # What standard error is: the file that the harness opens for this child.
    stream = f"{log.stat().st_dev}:{log.stat().st_ino}"
    for value, prefix in ((stream, "<4>"), ("1:2", "")):
        env = dict(environment, JOURNAL_STREAM=value)
        server = processes.start("serve", [vchat, "serve", "--listen", "0.0.0.0:0"], env)
        server.wait_stderr("plain text")
        assert server.stderr.startswith(prefix + "warning: ")
        server.stop()
