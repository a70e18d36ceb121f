"""A person's terminal with a program on it."""
import fcntl
import os
import struct
import subprocess
import termios
import threading

from .waiting import bound, wait_until


class Terminal:
    """A pseudo-terminal with vchat on it; `output` is all that it wrote."""

    def __init__(self, arguments, environment, term="xterm"):
        self.master, self.slave = os.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        self.before = termios.tcgetattr(self.slave)

        def take_terminal():
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        self.process = subprocess.Popen([str(argument) for argument in arguments], stdin=self.slave, stdout=self.slave,
                                        stderr=self.slave, env=dict(environment, TERM=term),
                                        preexec_fn=take_terminal)
        self.output = b""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            while chunk := os.read(self.master, 4096):
                self.output += chunk
        except OSError:
            pass

    def type(self, text):
        os.write(self.master, text.encode())

    def wait_shown(self, text, after=0):
        wait_until(lambda: text.encode() in self.output[after:], f"'{text}' on the terminal", 20)

    def end(self):
        code = self.process.wait(bound(20))
        settings = termios.tcgetattr(self.slave)
        return code, settings

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.slave)
        os.close(self.master)
