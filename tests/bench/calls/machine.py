"""What else this machine is doing, and what it is."""
import os
import platform
import subprocess
import time


def busy_and_total():
    """Ticks in which the cores worked, and all ticks."""
    with open("/proc/stat", encoding="ascii") as file:
        ticks = [int(each) for each in file.readline().split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


class Noise:
    """How busy the machine is with other things: sampled before each run, when nothing of the bench works."""

    def __init__(self):
        self.shares = []  # of all cores, 0 to 1

    def sample(self):
        busy, total = busy_and_total()
        time.sleep(1)
        busy_after, total_after = busy_and_total()
        self.shares.append((busy_after - busy) / max(1, total_after - total))


def describe():
    """One line: processor, cores, versions."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    chromium = subprocess.run(["chromium", "--version"], capture_output=True, text=True, check=False).stdout.split(" built")[0]
    gstreamer = subprocess.run(["gst-launch-1.0", "--version"], capture_output=True, text=True, check=False).stdout
    return f"{model}, {os.cpu_count()} cores, {gstreamer.splitlines()[1]}, {chromium.strip()}"
