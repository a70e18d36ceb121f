"""A short life with the server, of many people at once; tests/bench/server/soak goes on for as long as one likes."""
import os
import subprocess
import sys
from pathlib import Path

from harness.waiting import bound

SOAK = Path(__file__).resolve().parents[1] / "bench" / "server" / "soak"


def test_a_server_that_many_use_and_abuse_at_once(vchat, environment, tmp_path):
    arguments = [sys.executable, "-B", SOAK, "--vchat", vchat, "--seconds", "60", "--rounds", "3", "--state-dir", tmp_path / "state"]
    # Freed memory is kept for a while by AddressSanitizer, on purpose; and glibc keeps what the slow readers needed.
    if "ASAN_OPTIONS" not in os.environ:
        arguments += ["--max-growth", "12000"]
    ended = subprocess.run(list(map(str, arguments)), env=environment, capture_output=True, text=True, timeout=bound(180), check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-6000:]
