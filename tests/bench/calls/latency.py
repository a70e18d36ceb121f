"""One run of one contestant: first frame, delay of picture and of sound, and how far the two are apart."""
import dataclasses
import statistics
import time

from . import sound
from .environment import PEOPLE


@dataclasses.dataclass
class Run:
    """Milliseconds; a list has one figure a frame, a window of speech or a person."""
    first_frames: list = dataclasses.field(default_factory=list)
    picture: list = dataclasses.field(default_factory=list)
    sound: list = dataclasses.field(default_factory=list)
    apart: list = dataclasses.field(default_factory=list)  # sound's delay less the picture's at the same time
    rate: float = 0.0  # frames shown a second


def measure(environment, call_type, room, warm_up, seconds):
    """Makes a call; what the second person sees and hears of the first one is measured for `seconds`."""
    run = Run()
    speaker, listener = PEOPLE
    player = environment.launch(["paplay", "-d", f"speech-{speaker}", "--latency-msec=20", environment.speech])
    try:
        with call_type(environment, room) as call:
            if hasattr(call, "first_frames"):
                run.first_frames = call.first_frames()
                time.sleep(warm_up)  # rates, buffers and clocks settle; not part of what is measured
            recorders = [sound.Recorder(environment, f"{what}") for what in (f"speech-{speaker}", f"speaker-{listener}")]
            watch = environment.launch([environment.program("bench-watch"), "0", str(seconds)],
                                       {"DISPLAY": environment.displays[listener]})
            try:
                seen = [tuple(map(float, line.split())) for line in watch.finish(seconds + 30)]
            finally:
                watch.stop()
                recordings = [recorder.stop() for recorder in recorders]
    finally:
        player.stop()
    run.picture = [delay for _, delay in seen]
    run.rate = len(seen) / seconds
    heard = sound.delays(*recordings)
    run.sound = [delay for _, delay in heard]
    for at, delay in heard:
        near = [age for wall, age in seen if abs(wall / 1000 - at) < sound.WINDOW / 2]
        if near:
            run.apart.append(delay - statistics.median(near))
    return run
