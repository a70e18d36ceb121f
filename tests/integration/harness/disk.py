"""A disk that is soon full."""
import os
import subprocess

from .waiting import missing


class SmallDisk:
    """A file system of 12 MiB at `path`."""

    def __init__(self, path):
        self.path = path
        path.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=12M", "none", path]
        if os.geteuid() != 0 or subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode != 0:
            missing("a small file system takes the right to mount one")

    def fill(self):
        with open(self.path / "rubbish", "wb", buffering=0) as rubbish:
            try:
                while rubbish.write(bytes(65536)):
                    pass
            except OSError:
                pass

    def close(self):
        subprocess.run(["umount", "--lazy", self.path], check=False)
