"""A PulseAudio daemon of the test's own, with null sinks for speakers and microphones."""
import subprocess
import wave

from .waiting import bound, need_tools, wait_until

RATE = 48000


class Pulse:
    """Null sinks by name. What is played to the sink `mouth` can be recorded from the source `mouth.monitor`, and comes out
    of the microphone `mouth_microphone` as well (a monitor itself does not count as a microphone)."""

    def __init__(self, processes, env, folder, sinks):
        need_tools("pulseaudio", "pactl", "parec", "pacat")
        home = folder / "pulse"
        (home / "run").mkdir(parents=True)
        socket = home / "native"
        own = dict(env, HOME=str(home), XDG_CONFIG_HOME=str(home), XDG_RUNTIME_DIR=str(home / "run"),
                   PULSE_RUNTIME_PATH=str(home / "run" / "pulse"))
        own.pop("DBUS_SESSION_BUS_ADDRESS", None)
        loads = [f"module-native-protocol-unix socket={socket} auth-anonymous=1"]
        loads += [f"module-null-sink sink_name={sink} rate={RATE} channels=1 norewinds=1" for sink in sinks]
        loads += [f"module-remap-source source_name={sink}_microphone master={sink}.monitor" for sink in sinks]
        arguments = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes",
                     "--use-pid-file=no", "--high-priority=no", "--realtime=no"]
        for load in loads:
            arguments += ["-L", load]
        self.daemon = processes.start("pulseaudio", arguments, own)
        self.folder = folder
        self.processes = processes
        self.env = {"PULSE_SERVER": f"unix:{socket}"}
        self._client_env = dict(own, **self.env)
        wait_until(lambda: len(self.pactl("list", "short", "sources").splitlines()) == 2 * len(sinks), "the sinks")

    def pactl(self, *arguments):
        """Runs pactl against the daemon; returns its stdout."""
        return subprocess.run(["pactl", *arguments], env=self._client_env, capture_output=True, text=True,
                              timeout=bound(10), check=False).stdout

    def play(self, path, sink):
        """Starts playing a WAV file to `sink`; returns the child, which ends by itself."""
        return self.processes.start(f"play-{sink}", ["paplay", f"--device={sink}", path], self._client_env)

    def record(self, source, path):
        """Starts recording `source` to a mono 48 kHz WAV file; ends with stop()."""
        return self.processes.start(f"record-{source}", ["parec", f"--device={source}", "--format=s16le", f"--rate={RATE}",
                                                         "--channels=1", "--latency-msec=20", "--file-format=wav", path],
                                    self._client_env)


def read_wav(path):
    """Samples of a mono 16 bit WAV file as floats, and its rate in Hz."""
    import numpy
    with wave.open(str(path)) as file:
        frames = file.readframes(file.getnframes())
        return numpy.frombuffer(frames, dtype="<i2").astype(float) / 32768, file.getframerate()
