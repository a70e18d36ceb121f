"""What is in a recorded file, as FFmpeg sees it: a program that is not ours."""
import json
import subprocess

import numpy

from .waiting import bound, need_tools

RATE = 48_000  # Hz, of Recording.sound()


class Recording:
    """A file; `duration` is what it says, `video` and `audio` are the names of its codecs."""

    def __init__(self, path):
        need_tools("ffmpeg", "ffprobe")
        self.path = path
        probed = json.loads(self._run("ffprobe", "-show_format", "-show_streams", "-of", "json", path))
        streams = {stream["codec_type"]: stream for stream in probed["streams"]}
        self.video, self.audio = (streams.get(kind, {}).get("codec_name") for kind in ("video", "audio"))
        self.size = (streams["video"]["width"], streams["video"]["height"]) if "video" in streams else None
        self.duration = float(probed["format"].get("duration", "nan"))

    @staticmethod
    def _run(tool, *arguments):
        # What was cut off by a crash is said on stderr; that it cannot be read at all is the exit status.
        return subprocess.run([tool, "-v", "error", *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=bound(60), check=True).stdout

    def packets(self, kind):
        """Time in seconds of each packet of `video` or `audio`, and whether it is a keyframe."""
        shown = json.loads(self._run("ffprobe", "-select_streams", kind[0], "-show_entries", "packet=pts_time,flags",
                                     "-of", "json", self.path))
        return [(float(packet["pts_time"]), "K" in packet["flags"]) for packet in shown["packets"]]

    def playable(self):
        """Seconds up to which both picture and sound are there."""
        return min(max(time for time, _ in self.packets(kind)) for kind in ("video", "audio"))

    def pictures(self, width=64, height=36):
        """Times in seconds, and the decoded pictures scaled to that size as RGB."""
        times = self._run("ffprobe", "-select_streams", "v", "-show_entries", "frame=pts_time", "-of", "csv=p=0", self.path)
        times = [float(line.split(",")[0]) for line in times.decode().splitlines() if line.strip(",")]
        raw = self._run("ffmpeg", "-i", self.path, "-an", "-fps_mode", "passthrough", "-vf", f"scale={width}:{height}",
                        "-pix_fmt", "rgb24", "-f", "rawvideo", "-")
        pictures = numpy.frombuffer(raw, numpy.uint8).reshape(-1, height, width, 3)
        assert len(times) == len(pictures)
        return numpy.array(times), pictures

    def sound(self):
        """Samples at RATE, from the beginning of the file on, gaps filled with silence; full scale is 1."""
        raw = self._run("ffmpeg", "-i", self.path, "-vn", "-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", RATE,
                        "-f", "s16le", "-")
        return numpy.frombuffer(raw, numpy.int16) / 32768

    def loudness_of(self, hertz, begin, end):
        """How much of that tone there is between two moments, in dB of a full-scale sine."""
        piece = self.sound()[int(begin * RATE):int(end * RATE)]
        phase = 2 * numpy.pi * hertz / RATE * numpy.arange(len(piece))
        return 20 * numpy.log10(1e-9 + 2 * abs(numpy.mean(piece * numpy.exp(-1j * phase))))


def shares(picture):
    """What share of a picture is plainly red, green, blue."""
    picture = picture.astype(int)
    found = {}
    for channel, name in enumerate(("red", "green", "blue")):
        others = [other for other in range(3) if other != channel]
        found[name] = float(((picture[:, :, channel] > 150) & (picture[:, :, others] < 110).all(axis=2)).mean())
    return found
