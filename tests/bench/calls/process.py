"""Programs that are started, read line by line and ended by their process id."""
import json
import os
import queue
import signal
import subprocess
import threading
import time


class Failed(Exception):
    """A run that cannot be used; the message says why."""


class Process:
    """A child process in a group of its own, its stdout read in the background."""

    def __init__(self, command, env=None, log=None):
        self.name = os.path.basename(command[0])
        self.log = log
        with open(log or os.devnull, "ab") as stderr:
            self.popen = subprocess.Popen(command, env={**os.environ, **(env or {})}, stdin=subprocess.PIPE,
                                          stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True)
        self.pid = self.popen.pid
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.popen.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def wait_line(self, wanted, timeout):
        """The first line for which `wanted` is true; those before it are dropped."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                line = self.lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise Failed(f"{self.name}: nothing of what was expected within {timeout} s (see {self.log})") from None
            if line is None:
                raise Failed(f"{self.name} ended with {self.popen.wait()} (see {self.log})")
            if wanted(line):
                return line

    def wait_event(self, event, timeout, **fields):
        """The next event (JSON Lines) of that name in which `fields` have these values."""
        found = {}

        def wanted(line):
            if not line.startswith("{"):
                return False
            found.clear()
            found.update(json.loads(line))
            if found["event"] == "error":
                raise Failed(f"{self.name}: {found['message']}")
            return found["event"] == event and all(found.get(key) == value for key, value in fields.items())

        self.wait_line(wanted, timeout)
        return found

    def last_event(self, event):
        """The newest of those events that have come but were not read yet, or nothing."""
        newest = None
        while not self.lines.empty():
            line = self.lines.get()
            if line and line.startswith("{") and json.loads(line)["event"] == event:
                newest = json.loads(line)
        return newest

    def finish(self, timeout):
        """What is still to be read, when the process has ended by itself."""
        lines = []
        deadline = time.monotonic() + timeout
        while True:
            try:
                line = self.lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise Failed(f"{self.name} did not end within {timeout} s (see {self.log})") from None
            if line is None:
                break
            lines.append(line)
        if self.popen.wait() != 0:
            raise Failed(f"{self.name} ended with {self.popen.returncode} (see {self.log})")
        return lines

    def write(self, line):
        try:
            self.popen.stdin.write(line + "\n")
            self.popen.stdin.flush()
        except BrokenPipeError:
            raise Failed(f"{self.name} ended with {self.popen.wait()} (see {self.log})") from None

    def stop(self, signal_number=signal.SIGTERM, timeout=5):
        """Ends it, and what it started with it."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal_number)
        try:
            self.popen.wait(timeout)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.popen.wait()
        self.popen.stdin.close()


def wait_for(condition, timeout, what):
    """Until `condition()` is true."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f"waited {timeout} s for {what}")
        time.sleep(0.02)
