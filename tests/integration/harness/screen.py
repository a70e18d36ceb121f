"""An X server of the test's own, and pictures of what it shows."""
import subprocess

from .waiting import bound, need_tools


class Screen:
    """Xvfb on a display number that it chose itself; `env` points a program at it."""

    def __init__(self, processes, env, folder, size="1280x720"):
        need_tools("Xvfb", "import")
        self.folder = folder
        self.server = processes.start("Xvfb", ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-nolisten", "tcp",
                                               "-noreset"], env)
        number = self.server.wait_line(str.isdigit, "display number")
        self.env = {"DISPLAY": f":{number}"}
        self._env = dict(env, **self.env)

    def picture(self, name="screen.png"):
        """Takes a picture of the whole screen; returns the path of the PNG."""
        path = self.folder / name
        subprocess.run(["import", "-silent", "-window", "root", str(path)], env=self._env, check=True, timeout=bound(30))
        return path

    def pixels(self, size=None):
        """The screen as an array of height x width x 3 bytes; in another size as ImageMagick's -resize has it."""
        import numpy
        raw = subprocess.run(["import", "-silent", "-window", "root", *(["-resize", size] if size else []), "-depth", "8", "ppm:-"], env=self._env, check=True,
                             stdout=subprocess.PIPE, timeout=bound(30)).stdout
        magic, size, depth, data = raw.split(b"\n", 3)
        assert (magic, depth) == (b"P6", b"255")
        width, height = map(int, size.split())
        return numpy.frombuffer(data, dtype="uint8").reshape(height, width, 3)
