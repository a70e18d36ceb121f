"""Child processes: their output is kept, and each is ended by its pid whatever a test does."""
import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from .waiting import bound, wait_until

CRASHES = (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE)


class Child:
    """A process in a session of its own; stdout is read by a thread, stderr goes to a file."""

    def __init__(self, name, arguments, env, folder, cwd=None, pass_fds=()):
        self.name = name
        self.arguments = [str(argument) for argument in arguments]
        self.lines = []
        self._changed = threading.Condition()
        self._stdout_ended = False
        self.stderr_path = Path(folder) / f"{name}.stderr"
        with open(self.stderr_path, "wb") as stderr:
            self.process = subprocess.Popen(self.arguments, env=env, cwd=cwd, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=stderr, start_new_session=True,
                                            pass_fds=pass_fds)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for raw in self.process.stdout:
            line = raw.decode("utf-8", "replace").rstrip("\n")
            with self._changed:
                self.lines.append(line)
                self.took(line)
                self._changed.notify_all()
        with self._changed:
            self._stdout_ended = True
            self._changed.notify_all()

    def took(self, line):
        """Called for each line of stdout, with the lock held."""

    @property
    def pid(self):
        return self.process.pid

    @property
    def crashed(self):
        return self.process.poll() in {-number for number in CRASHES}

    @property
    def stderr(self):
        return self.stderr_path.read_text("utf-8", "replace")

    def wait_for(self, find, what, timeout=None):
        """What `find()` returns, as soon as it is not None; it is called with the lock held after each line of stdout."""
        deadline = time.monotonic() + bound(timeout)
        with self._changed:
            while True:
                found = find()
                if found is not None:
                    return found
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise AssertionError(f"{self.name}: no {what} within {bound(timeout):g} s\n{self.report()}")
                if self._stdout_ended:
                    raise AssertionError(f"{self.name} ended without {what}\n{self.report()}")
                self._changed.wait(remaining)

    def wait_line(self, predicate, what="such line", timeout=None):
        """The first line of stdout, past or to come, for which `predicate(line)` is true."""
        return self.wait_for(lambda: next((line for line in self.lines if predicate(line)), None), what, timeout)

    def wait_stderr(self, text, timeout=None):
        wait_until(lambda: text in self.stderr, f"'{text}' in the stderr of {self.name}", timeout)

    def write(self, line):
        """Writes a line to stdin."""
        self.process.stdin.write((line + "\n").encode())
        self.process.stdin.flush()

    def close_stdin(self):
        self.process.stdin.close()

    def send_signal(self, number):
        self.process.send_signal(number)

    def wait_exit(self, timeout=None):
        """The exit code; all of stdout has been read by then."""
        try:
            code = self.process.wait(bound(timeout))
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.name} did not end within {bound(timeout):g} s\n{self.report()}") from None
        self._reader.join(5)
        return code

    def stop(self):
        """Ends it: SIGTERM, and SIGKILL to all of its session when that does not help."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(bound(10))
            except subprocess.TimeoutExpired:
                self.kill()
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self._reader.join(bound(5))
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.stdout.close()

    def kill(self):
        """SIGKILL: the process cannot say goodbye."""
        self.process.kill()
        self.process.wait(bound(10))

    def open_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def open_sockets(self):
        return sum(file.is_socket() for file in Path(f"/proc/{self.pid}/fd").iterdir())

    def threads(self):
        return len(os.listdir(f"/proc/{self.pid}/task"))

    def resident_kib(self):
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise AssertionError(f"{self.name} has ended")

    def report(self):
        """What it was, how it ended and what it wrote, to show when a test fails."""
        state = self.process.poll()
        state = "running" if state is None else f"ended with {state}"
        stdout = "\n".join(self.lines[-60:])
        return (f"--- {self.name} (pid {self.pid}, {state}): {' '.join(self.arguments)}\n"
                f"--- stdout:\n{stdout}\n--- stderr:\n{self.stderr[-8000:]}")


class JsonChild(Child):
    """A vchat that was started with --json: its events, in order."""

    def __init__(self, *arguments, **options):
        self.events = []
        self.bad_lines = []
        super().__init__(*arguments, **options)

    def took(self, line):
        try:
            event = json.loads(line)
            event["event"], event["time"]  # each has both
        except (ValueError, KeyError, TypeError):
            self.bad_lines.append(line)
            return
        self.events.append(event)

    def mark(self):
        """A place in the stream of events: hand it to wait_event(after=...) to see only what comes later."""
        return len(self.events)

    def find_events(self, name, predicate=None, after=0):
        return [event for event in self.events[after:]
                if event["event"] == name and (predicate is None or predicate(event))]

    def wait_event(self, name, predicate=None, timeout=None, after=0):
        """The first event of that name, past or to come, for which `predicate(event)` is true."""
        return self.wait_for(lambda: next(iter(self.find_events(name, predicate, after)), None), f"event {name}", timeout)


class Processes:
    """Every child of one test; the last started is stopped first."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.children = []

    def start(self, name, arguments, env, kind=Child, cwd=None, pass_fds=()):
        taken = sum(child.name.split("#")[0] == name for child in self.children)
        child = kind(f"{name}#{taken + 1}" if taken else name, arguments, env=env, folder=self.folder, cwd=cwd,
                     pass_fds=pass_fds)
        self.children.append(child)
        return child

    def stop_all(self):
        for child in reversed(self.children):
            child.stop()
