"""The link that `vchat serve` shows on a terminal, for phones."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios

import numpy
import pytest

from harness.network import own_addresses
from harness.waiting import bound, missing, need_tools

BLOCKS = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}

pytestmark = pytest.mark.skipif(os.environ.get("VCHAT_QRCODE") == "0", reason="built without libqrencode")


def read_all(terminal):
    """What a terminal shows, more each time, until nobody has it any more."""
    written = b""
    while select.select([terminal], [], [], bound(20))[0]:
        try:
            written += os.read(terminal, 65536)
        except OSError:  # so it says that
            return written
        yield written
    raise TimeoutError(written)


@pytest.fixture
def serve(vchat, environment):
    """All that a server with these options writes to a terminal until it is ended."""
    def run(*options, env=None, columns=100):
        terminal, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
        child = subprocess.Popen([vchat, "serve", *options], stdin=subprocess.DEVNULL, stdout=inside, stderr=subprocess.DEVNULL,
                                 env={**environment, **(env or {})})
        os.close(inside)
        try:
            ending = False
            for written in read_all(terminal):
                if not ending:
                    child.terminate()  # what it writes at its start it writes before it heeds this; a second would kill it
                ending = True
            assert child.wait(bound(20)) == 0
        finally:
            child.kill()
            os.close(terminal)
        return written.decode().replace("\r\n", "\n")
    return run


def own_address():
    addresses = [address for address in own_addresses() if ":" not in address]
    return addresses[0] if addresses else missing("this machine has no address besides loopback")


def read_code(text, folder):
    """What a reader makes of the code in the text."""
    rows = [row for row in re.sub(r"\x1b\[[\d;]*m", "", text).splitlines() if len(row) > 20 and set(row) <= set(BLOCKS)]
    assert rows and len({len(row) for row in rows}) == 1
    modules = [[BLOCKS[character][half] for character in row] for row in rows for half in (0, 1)]
    picture = numpy.kron(numpy.array(modules, numpy.uint8) * 255, numpy.ones((6, 6), numpy.uint8))
    path = folder / "code.pgm"
    path.write_bytes(b"P5 %d %d 255\n" % (picture.shape[1], picture.shape[0]) + picture.tobytes())
    return subprocess.run(["zbarimg", "--quiet", "--raw", path], capture_output=True, text=True, timeout=bound(30)).stdout.strip()


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}], ids=["colours", "no colours"])
def test_shows_the_link_as_a_code_on_a_terminal(serve, env, tmp_path):
    need_tools("zbarimg")
    written = serve("--listen", f"{own_address()}:0", env=env)
    url = re.search(r"listening on (\S+)", written)[1]
    assert f"with a browser: {url}\n" in written
    assert read_code(written, tmp_path) == url
    assert ("\x1b[" in written) == (not env)


def test_shows_an_address_that_others_can_reach(serve, tmp_path):
    need_tools("zbarimg")
    written = serve("--listen", "0.0.0.0:0")
    port = re.search(r"listening on http://0\.0\.0\.0:(\d+)", written)[1]
    assert read_code(written, tmp_path) == f"http://{own_address()}:{port}"


@pytest.mark.parametrize("options, env, columns", [
    (["--listen", "127.0.0.1:0"], {}, 100),  # nobody else can reach it
    (["--listen", "0.0.0.0:0", "--json"], {}, 100),
    (["--listen", "0.0.0.0:0"], {"LC_ALL": "C"}, 100),
    (["--listen", "0.0.0.0:0"], {}, 20),
])
def test_shows_no_code_where_it_is_of_no_use(serve, options, env, columns):
    written = serve(*options, env=env, columns=columns)
    assert "http://" in written and "▀" not in written and "with a browser" not in written
