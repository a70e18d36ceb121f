"""What strangers meet before they are in a room: bounds on connections and requests, origins, proxies, headers."""
import asyncio
import contextlib
import os
import socket
import time
import urllib.error
import urllib.request

import pytest
import websockets

from harness.signaling import Signaling
from harness.waiting import bound, wait_until

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def connect(server, source="127.0.0.1"):
    """A TCP connection from one of the many addresses of loopback."""
    host, port = server.url.split("//")[1].rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=bound(20), source_address=(source, 0))


def answer_to(server, request, source="127.0.0.1"):
    """All that comes back until the server closes."""
    with connect(server, source) as connection:
        connection.sendall(request)
        return connection.makefile("rb").read()


def answers(server, source="127.0.0.1"):
    """Whether a new connection is served."""
    try:
        return answer_to(server, HEALTH.replace(b"Host", b"Connection: close\r\nHost"), source).endswith(b"ok\n")
    except ConnectionError:
        return False


def is_served(connection):
    """Whether one more request on this connection is answered."""
    connection.sendall(HEALTH)
    answer = b""
    while not answer.endswith(b"ok\n"):
        part = connection.recv(65536)
        if not part:
            return False
        answer += part
    return True


def ended(connection):
    """Waits until the server has closed, one way or the other."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


# Time


def test_a_header_that_drips_is_cut_as_one_that_stalls(start_server):
    server = start_server("--request-timeout", "2")
    with connect(server) as stalled, connect(server) as dripping:
        stalled.sendall(HEALTH[:20])
        start = time.monotonic()
        with contextlib.suppress(ConnectionError):
            for byte in HEALTH[:-2] + b"X-Filler: " + b"x" * 10_000:
                dripping.sendall(bytes([byte]))
                dripping.settimeout(0.05)
                with contextlib.suppress(TimeoutError):
                    assert dripping.recv(1) == b""
                    break
        assert time.monotonic() - start >= 1
        assert ended(stalled)
        assert answers(server)


def test_an_idle_connection_serves_again_and_is_cut_in_the_end(start_server):
    server = start_server("--request-timeout", "2")
    with connect(server) as connection:
        for _ in range(3):
            assert is_served(connection)
        assert ended(connection)
    with connect(server) as silent:
        assert ended(silent)


def test_who_does_not_read_an_answer_is_cut(start_server):
    server = start_server("--request-timeout", "2")
    host, port = server.url.split("//")[1].rsplit(":", 1)
    before = server.open_files()
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect((host, int(port)))
        slow.setblocking(False)
        with contextlib.suppress(BlockingIOError, ConnectionError):
            for _ in range(100_000):
                slow.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_until(lambda: server.open_files() == before, "the end of the connection")
    assert answers(server)


def test_a_websocket_is_not_cut(start_server):
    async def test():
        server = start_server("--request-timeout", "1")
        async with Signaling(server) as client:
            await client.join()
            with connect(server) as other:
                assert await asyncio.to_thread(ended, other)
            await client.send({"type": "dance"})
            await client.error("unknown-type")
    asyncio.run(asyncio.wait_for(test(), bound(60)))


def test_a_body_is_refused_and_not_kept(start_server):
    server = start_server("--request-timeout", "2")
    before = server.resident_kib()
    assert b" 413 " in answer_to(server, HEALTH[:-2] + b"Content-Length: 5\r\n\r\nhello").splitlines()[0]
    with connect(server) as endless:
        endless.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            for _ in range(100_000):
                endless.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
    # AddressSanitizer keeps what was freed for a while, on purpose.
    if "ASAN_OPTIONS" not in os.environ:
        assert server.resident_kib() - before < 20_000
    assert answers(server)


def test_a_header_without_end_is_refused(server):
    with connect(server) as connection:
        with contextlib.suppress(ConnectionError):
            for _ in range(10_000):
                connection.sendall(b"X-Filler: " + b"x" * 1000 + b"\r\n")
        assert ended(connection)
    assert answers(server)


# Number


def test_an_address_has_only_so_many_connections(start_server):
    server = start_server("--max-connections-per-address", "10")
    with contextlib.ExitStack() as stack:
        flood = [stack.enter_context(connect(server)) for _ in range(100)]
        for connection in flood[30:]:
            assert ended(connection)
        assert not answers(server)
        assert answers(server, source="127.0.0.2")
    wait_until(lambda: answers(server), "the address to be let in again")


def test_all_addresses_together_have_only_so_many_connections(start_server):
    server = start_server("--max-connections", "50")
    with contextlib.ExitStack() as stack:
        flood = [stack.enter_context(connect(server, f"127.0.1.{number}")) for number in range(1, 151)]
        for connection in flood[80:]:
            assert ended(connection)
        assert not answers(server, "127.0.2.1")
        # Who was there first is served.
        assert is_served(flood[0])
    wait_until(lambda: answers(server), "others to be let in again")


def test_one_too_many_is_told_so(start_server):
    server = start_server("--max-connections-per-address", "2")

    async def test():
        async with Signaling(server) as ada, Signaling(server) as bob, Signaling(server) as eve:
            await eve.error("server-full")
            assert await eve.closed() == 4403
            for client in (ada, bob):
                await client.join()
    asyncio.run(asyncio.wait_for(test(), bound(60)))


def test_zero_switches_limits_off(start_server):
    server = start_server("--max-connections", "0", "--max-connections-per-address", "0", "--request-timeout", "0")
    with contextlib.ExitStack() as stack:
        flood = [stack.enter_context(connect(server)) for _ in range(200)]
        assert all(is_served(connection) for connection in flood)


def test_a_flood_is_one_line_a_second_in_the_log(start_server):
    server = start_server("--max-connections-per-address", "1", "--log-level", "info")
    with contextlib.ExitStack() as stack:
        flood = [stack.enter_context(connect(server)) for _ in range(200)]
        for connection in flood[20:]:
            assert ended(connection)
    server.wait_stderr("code=max-connections-per-address from=127.0.0.1")
    assert server.stderr.count("\n") < 20


def test_without_descriptors_it_rests_and_goes_on(start_server):
    server = start_server(prefix=("prlimit", "--nofile=64:64"))
    with contextlib.ExitStack() as stack:
        flood = [stack.enter_context(connect(server)) for _ in range(100)]
        server.wait_stderr("Accepting no connections for a second")
        assert is_served(flood[0])
        with open(f"/proc/{server.pid}/stat", encoding="ascii") as stat:
            before = sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:13]))
        server.wait_stderr("Accepting no connections for a second")
        wait_until(lambda: server.stderr.count("Accepting no connections") >= 3, "another rest")
        with open(f"/proc/{server.pid}/stat", encoding="ascii") as stat:
            spent = sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:13])) - before
        assert spent < 50  # of about 200 hundredths of a second
    wait_until(lambda: answers(server), "a connection")


# Who may call


async def upgrade(server, **headers):
    """The status of the answer to an upgrade."""
    try:
        async with websockets.connect(server.url.replace("http", "ws", 1) + "/ws", subprotocols=["vchat.v1"], compression=None,
                                      extra_headers={name.replace("_", "-"): value for name, value in headers.items()}):
            return 101
    except websockets.InvalidStatusCode as error:
        return error.status_code


def test_pages_of_strangers_may_not_call(start_server):
    server = start_server("--allow-origin", "https://friend.example")

    async def test():
        assert await upgrade(server) == 101
        assert await upgrade(server, Origin=server.url) == 101
        assert await upgrade(server, Origin="https://friend.example") == 101
        for stranger in ("https://evil.example", "null", "https://friend.example.evil.example", "http://friend.example",
                         server.url + "0"):
            assert await upgrade(server, Origin=stranger) == 403, stranger
    asyncio.run(asyncio.wait_for(test(), bound(60)))


def address_logged(server, forwarded):
    """Whom the server takes a client to be that joins with this header."""
    async def test():
        async with Signaling(server, extra_headers=[("X-Forwarded-For", value) for value in forwarded]) as client:
            await client.join("tea", "Ada")
    asyncio.run(asyncio.wait_for(test(), bound(60)))
    lines = wait_until(lambda: [line for line in server.stderr.splitlines() if " join " in line], "the line of the join")
    return lines[-1].rsplit("from=", 1)[1]


@pytest.mark.parametrize("options, forwarded, address", [
    (["--behind-proxy"], ["192.0.2.7"], "192.0.2.7"),
    (["--behind-proxy"], ["198.51.100.1, 192.0.2.7"], "192.0.2.7"),
    (["--behind-proxy"], ["198.51.100.1", "2001:db8::7"], "2001:db8::7"),
    (["--behind-proxy", "--trusted-proxy", "127.0.0.1", "--trusted-proxy", "10.0.0.0/8"], ["192.0.2.7, 10.1.2.3"], "192.0.2.7"),
    (["--behind-proxy"], ['<script>"\t'], "127.0.0.1"),
    (["--behind-proxy"], [], "127.0.0.1"),
    (["--behind-proxy", "--trusted-proxy", "10.0.0.0/8"], ["192.0.2.7"], "127.0.0.1"),
    ([], ["192.0.2.7"], "127.0.0.1"),
])
def test_the_word_of_a_trusted_proxy_is_believed_and_no_other(start_server, options, forwarded, address):
    server = start_server("--log-level", "info", *options)
    assert address_logged(server, forwarded) == address


def test_behind_a_proxy_clients_are_counted_and_not_the_proxy(start_server):
    server = start_server("--behind-proxy", "--max-connections-per-address", "2")

    async def test():
        async with contextlib.AsyncExitStack() as stack:
            for number in range(30):
                client = await stack.enter_async_context(Signaling(server, extra_headers={"X-Forwarded-For": f"192.0.2.{number}"}))
                await client.join(f"room{number}")
            flood = [await stack.enter_async_context(Signaling(server, extra_headers={"X-Forwarded-For": "198.51.100.1"}))
                     for _ in range(3)]
            await flood[2].error("server-full")
    asyncio.run(asyncio.wait_for(test(), bound(60)))


# Requests


def test_every_answer_carries_the_security_headers(server):
    for path in ("/", "/healthz", "/api/rooms", "/nothing", "/ws", "/../x"):
        try:
            with urllib.request.urlopen(server.url + path, timeout=bound(10)) as answer:
                headers = answer.headers
        except urllib.error.HTTPError as error:
            headers = error.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        for device in ("camera", "microphone", "display-capture"):
            assert f"{device}=(self)" in headers["Permissions-Policy"]
        assert headers["Strict-Transport-Security"] is None, "this answer went in plain text"


@pytest.mark.parametrize("path", [
    "/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/r/../../etc/passwd", "//etc/passwd",
    "/client/../../../etc/passwd", "/client/%2e%2e/%2e%2e/etc/passwd", "/%00", "/etc/passwd", "/%c0%ae%c0%ae/etc/passwd",
])
def test_no_path_leads_out(server, path):
    answer = answer_to(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.split()[1] in (b"400", b"404") and b"root:" not in answer


@pytest.mark.parametrize("path, header", [
    ("/r/x%0d%0aSet-Cookie:%20a=b", "X: y"), ("/x%0d%0aSet-Cookie:%20a=b", "X: y"), ("/api/rooms?%0d%0aSet-Cookie:a=b", "X: y"),
    ("/", "If-None-Match: x\r\n\tSet-Cookie: a=b"), ("/", "X-Forwarded-For: x\r\n Set-Cookie: a=b"),
    ("/ws", "Origin: http://x\r\n Set-Cookie: a=b"), ("/ws", "Sec-WebSocket-Protocol: vchat.v1\r\n Set-Cookie: a=b"),
])
def test_no_header_can_be_put_into_an_answer(server, path, header):
    answer = answer_to(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n".encode())
    head = answer.split(b"\r\n\r\n")[0]
    assert answer.startswith(b"HTTP/1.1 ") and b"set-cookie" not in head.lower()
    assert answers(server)
