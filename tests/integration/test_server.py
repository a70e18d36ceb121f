"""`vchat serve` against docs/protocol.md: every message, error, close code and HTTP path."""
import asyncio
import contextlib
import gzip
import json
import os
import re
import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from harness.signaling import Signaling, run
from harness.waiting import bound

ID = re.compile(r"[A-Za-z0-9_-]{22}")
OFFER = {"session": "s1", "purpose": "call", "sdp": "v=0\r\n"}
MEDIA = {"audio": True, "video": False, "screen": False}
EVERY_RELAYED = [
    {"type": "offer", **OFFER},
    {"type": "offer", **OFFER, "purpose": "screen", "replaces": "s0"},
    {"type": "answer", "session": "s1", "sdp": "v=0\r\na=\u00e9 \U0001f600"},
    {"type": "ice-candidate", "session": "s1",
     "candidate": {"candidate": "candidate:1 1 UDP 1 192.0.2.1 9 typ host", "sdpMid": "0", "sdpMLineIndex": 0}},
    {"type": "ice-candidate", "session": "s1", "candidate": None},
    {"type": "session-close", "session": "s1", "reason": "failed"},
    {"type": "session-close", "session": "s1", "reason": "done", "of a later version": {"a": [1, None]}},
]


def get(server, path):
    """Status, headers and body of a GET."""
    try:
        with urllib.request.urlopen(server.url + path, timeout=bound(10)) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def rooms(server):
    return json.loads(get(server, "/api/rooms")[2])["rooms"]


@contextlib.asynccontextmanager
async def room_of(server, *names, room="room"):
    """Clients with these names in one room, in this order, each having heard of all the others."""
    async with contextlib.AsyncExitStack() as stack:
        clients = []
        for name in names:
            client = await stack.enter_async_context(Signaling(server))
            await client.join(room, name)
            for earlier in clients:
                await earlier.receive("user-joined")
            clients.append(client)
        yield clients


class RawWebSocket:
    """An upgraded TCP connection on which any bytes may be sent."""

    def __init__(self, server, headers="Sec-WebSocket-Protocol: vchat.v1\r\n", rest=b"", receive_buffer=None):
        host, port = server.url.removeprefix("http://").rsplit(":", 1)
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(bound(20))
        self.socket.connect((host, int(port)))
        request = ("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n")
        self.socket.sendall(request.encode() + rest)
        self.stream = self.socket.makefile("rb")
        self.status = int(self.stream.readline().split()[1])
        while self.stream.readline() not in (b"\r\n", b""):
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    @staticmethod
    def frame(opcode, payload=b"", final=True, masked=True, reserved=0):
        head = bytes([(0x80 if final else 0) | reserved | opcode])
        mask = 0x80 if masked else 0
        if len(payload) < 126:
            head += bytes([mask | len(payload)])
        elif len(payload) < 65536:
            head += bytes([mask | 126]) + len(payload).to_bytes(2, "big")
        else:
            head += bytes([mask | 127]) + len(payload).to_bytes(8, "big")
        if not masked:
            return head + payload
        key = b"\x01\x02\x03\x04"
        return head + key + bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))

    def send(self, *arguments, **options):
        self.socket.sendall(self.frame(*arguments, **options))

    def read(self):
        """The next frame: opcode and payload; (None, b"") at the end of the stream."""
        head = self.stream.read(2)
        if len(head) < 2:
            return None, b""
        length = head[1] & 0x7F
        if length >= 126:
            length = int.from_bytes(self.stream.read(2 if length == 126 else 8), "big")
        return head[0] & 0x0F, self.stream.read(length)

    def close_code(self):
        """Reads up to the closing; its code."""
        while True:
            opcode, payload = self.read()
            assert opcode is not None, "the connection ended without a closing"
            if opcode == 8:
                return int.from_bytes(payload[:2], "big")


# Transport


def test_requires_the_subprotocol(server):
    for headers in ("", "Sec-WebSocket-Protocol: vchat.v2\r\n", "Sec-WebSocket-Protocol: xvchat.v1\r\n"):
        with RawWebSocket(server, headers) as raw:
            assert raw.status == 400
    assert get(server, "/ws")[0] == 400
    with RawWebSocket(server, "Sec-WebSocket-Protocol: other, vchat.v1\r\n") as raw:
        assert raw.status == 101

    async def test():
        async with Signaling(server) as client:
            assert client.socket.subprotocol == "vchat.v1"
    run(test())


def test_reads_what_comes_together_with_the_upgrade(server):
    join = json.dumps({"type": "join-room", "room": "r", "name": "n"}).encode()
    with RawWebSocket(server, rest=RawWebSocket.frame(1, join)) as raw:
        assert json.loads(raw.read()[1])["type"] == "room-users"


def test_reads_frames_in_any_pieces(server):
    join = json.dumps({"type": "join-room", "room": "r", "name": "n"}).encode()
    with RawWebSocket(server) as raw:
        raw.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in RawWebSocket.frame(1, join[:9], final=False):
            raw.socket.sendall(bytes([byte]))
        raw.send(9, b"between")
        assert raw.read() == (10, b"between")
        raw.send(0, join[9:20], final=False)
        raw.send(0, join[20:])
        assert json.loads(raw.read()[1])["type"] == "room-users"


@pytest.mark.parametrize("code, arguments, options", [
    (1003, (2, b"binary"), {}),
    (1009, (1, b"x" * (64 * 1024 + 1)), {}),
    (1007, (1, b'"\xff"'), {}),
    (1002, (1, b"{}"), {"masked": False}),
    (1002, (1, b"{}"), {"reserved": 0x40}),
    (1002, (3, b""), {}),
    (1002, (11, b""), {}),
    (1002, (0, b"no beginning"), {}),
    (1002, (9, b"x" * 126), {}),
    (1002, (9, b""), {"final": False}),
    (1002, (8, b"\x03"), {}),
    (1002, (8, b"\x03\xed"), {}),
    (1000, (8, b""), {}),
    (3999, (8, b"\x0f\x9f"), {}),
])
def test_closes_bad_frames_with_their_code(server, code, arguments, options):
    with RawWebSocket(server) as raw:
        raw.send(*arguments, **options)
        assert raw.close_code() == code


def test_closes_a_message_that_is_too_long_in_parts(server):
    with RawWebSocket(server) as raw:
        raw.send(1, b"x" * 40_000, final=False)
        raw.send(0, b"x" * 40_000, final=False)
        assert raw.close_code() == 1009


def test_closes_parts_that_are_not_finished(server):
    with RawWebSocket(server) as raw:
        raw.send(1, b"x", final=False)
        raw.send(1, b"x")
        assert raw.close_code() == 1002


def test_refuses_a_length_that_nobody_has(server):
    with RawWebSocket(server) as raw:
        raw.socket.sendall(b"\x81\xff" + b"\xff" * 8 + b"\x00\x00\x00\x00")
        assert raw.close_code() == 1009


def test_answers_pings(server):
    async def test():
        async with Signaling(server) as client:
            await asyncio.wait_for(await client.socket.ping(b"hello"), bound(10))
    run(test())


def test_closes_who_does_not_join_and_pings_who_does(server):
    async def test():
        loop = asyncio.get_running_loop()
        async with Signaling(server) as idle:
            begin = loop.time()
            assert await idle.closed(timeout=15) == 4408
            assert 9.5 <= loop.time() - begin
    with RawWebSocket(server) as raw:
        raw.socket.settimeout(bound(30))
        raw.send(1, json.dumps({"type": "join-room", "room": "r", "name": "n"}).encode())
        assert raw.read()[0] == 1
        run(test())
        assert raw.read() == (9, b"")


def test_takes_five_hundred_who_come_at_once(server):
    async def test():
        loop = asyncio.get_running_loop()
        begin = loop.time()

        async def come(number):
            client = Signaling(server)
            await client.__aenter__()
            await client.join(f"room{number % 50}", "n")
            return client
        clients = await asyncio.gather(*(come(number) for number in range(500)))
        assert loop.time() - begin < bound(10)
        assert sum(room["users"] for room in rooms(server)) == 500
        await asyncio.gather(*(client.socket.close() for client in clients))
    run(test())


# Messages


def test_tells_who_is_there_in_order_of_joining(start_server):
    server = start_server("--ice-server", "stun:stun.example.org:3478", "--ice-server",
                          "turn://17%3Aada:s%2Fcret@turn.example.org?transport=tcp")

    async def test():
        async with Signaling(server) as ada, Signaling(server) as bob, Signaling(server) as eve:
            first = await ada.join("R\u00e4ume", "  Ada ", codecs=["VP8", "H264"], media=MEDIA)
            assert first["room"] == "R\u00e4ume"
            assert first["self"]["name"] == "Ada"
            assert ID.fullmatch(ada.id) and first["resume"] and first["self"]["joined"] > 1_700_000_000_000
            assert first["users"] == [] and first["topology"] == "mesh" and first["resumeSeconds"] == 15
            assert first["iceServers"] == [
                {"urls": ["stun:stun.example.org:3478"]},
                {"urls": ["turn:turn.example.org?transport=tcp"], "username": "17:ada", "credential": "s/cret"}]
            await bob.join("R\u00e4ume", "Bob")
            came = (await ada.receive("user-joined"))["user"]
            assert came.pop("joined") > first["self"]["joined"]
            assert came == {"id": bob.id, "name": "Bob", "codecs": [], "moderator": False,
                            "media": {"audio": False, "video": False, "screen": False}}
            # The same room, written in decomposed form; the same name, another id.
            third = await eve.join("Ra\u0308ume", "Bob")
            assert third["users"][0].pop("joined") < third["users"][1].pop("joined") < third["self"]["joined"]
            assert third["users"] == [{"id": ada.id, "name": "Ada", "codecs": ["VP8", "H264"], "media": MEDIA,
                                       "moderator": False},
                                      {"id": bob.id, "name": "Bob", "codecs": [], "moderator": False,
                                       "media": {"audio": False, "video": False, "screen": False}}]
            assert eve.id != bob.id
    run(test())


@pytest.mark.parametrize("message", EVERY_RELAYED, ids=lambda message: message["type"])
def test_relays_with_its_own_from(server, message):
    async def test():
        async with room_of(server, "ada", "bob", "eve") as (ada, bob, eve):
            await ada.send({**message, "to": bob.id, "from": eve.id})
            assert await bob.receive() == {**message, "from": ada.id}
            # Nobody else heard of it.
            await bob.send({"type": "session-close", "to": eve.id, "session": "end", "reason": "done"})
            assert (await eve.receive())["session"] == "end"
    run(test())


def test_lets_nobody_smuggle_a_from(server):
    async def test():
        async with room_of(server, "ada", "bob") as (ada, bob):
            for field in ('"from":"x"', '"\\u0066rom":"x"', '"from":{"a":1}', '"fro\\u006D":null'):
                await ada.send(f'{{{field},"type":"answer","to":"{bob.id}","session":"s","sdp":"v"}}')
                assert await bob.receive() == {"type": "answer", "from": ada.id, "session": "s", "sdp": "v"}
            for fields in ('"from":"x","from":"y"', '"from":"x","fro\\u006d":"y"', f'"to":"{bob.id}"', '"\\u0074o":"x"'):
                await ada.send(f'{{"type":"answer","to":"{bob.id}","session":"s","sdp":"v",{fields}}}')
                await ada.error("bad-message")
    run(test())


def test_relays_inside_a_room_alone(server):
    async def test():
        async with room_of(server, "ada", "bob") as (ada, bob), room_of(server, "eve", room="other") as (eve,):
            answers = []
            for to in (eve.id, "A" * 22, "nobody"):
                await ada.send({"type": "offer", "to": to, **OFFER})
                answers.append(await ada.error("no-such-user"))
            assert answers == [answers[0]] * 3 and answers[0]["about"] == "offer"
            await ada.send({"type": "session-close", "to": bob.id, "session": "s", "reason": "done"})
            await bob.receive("session-close")
            await eve.send({"type": "media-state", **MEDIA})
            await eve.send({"type": "offer", "to": eve.id, **OFFER, "sdp": "last"})
            assert (await eve.receive())["sdp"] == "last"
    run(test())


def test_keeps_the_order_between_two(server):
    async def test():
        async with room_of(server, "ada", "bob", "eve") as (ada, bob, eve):
            sizes = [1, 2_000, 10, 5_000, 3] * 40

            async def talk(sender):
                for number, size in enumerate(sizes):
                    await sender.send({"type": "answer", "to": bob.id, "session": f"s{number}", "sdp": "x" * size})
            talking = asyncio.gather(talk(ada), talk(eve))
            seen = {ada.id: [], eve.id: []}
            for _ in range(2 * len(sizes)):
                message = await bob.receive("answer")
                seen[message["from"]].append((message["session"], len(message["sdp"])))
            await talking
            assert seen[ada.id] == seen[eve.id] == [(f"s{number}", size) for number, size in enumerate(sizes)]
    run(test())


def test_tells_the_room_of_media_and_keeps_it(server):
    async def test():
        async with room_of(server, "ada", "bob", "eve") as (ada, bob, eve), Signaling(server) as late:
            await bob.send({"type": "media-state", **MEDIA})
            for other in (ada, eve):
                assert await other.receive() == {"type": "media-state", "from": bob.id, **MEDIA}
            assert (await late.join("room", "late"))["users"][1]["media"] == MEDIA
    run(test())


def test_tells_who_left_and_who_was_lost(start_server):
    server = start_server("--resume-seconds", "0")

    async def test():
        async with room_of(server, "ada", "bob", "eve", "dan") as (ada, bob, eve, dan):
            await bob.send({"type": "leave-room"})
            assert await bob.closed() == 1000
            assert await ada.receive() == {"type": "user-disconnected", "id": bob.id, "reason": "left"}
            eve.socket.transport.abort()
            assert await ada.receive() == {"type": "user-disconnected", "id": eve.id, "reason": "lost"}
            await dan.socket.close()
            assert await ada.receive() == {"type": "user-disconnected", "id": dan.id, "reason": "lost"}
            for gone in (bob, eve, dan):
                await ada.send({"type": "offer", "to": gone.id, **OFFER})
                await ada.error("no-such-user")
    run(test())


def test_makes_rooms_on_demand_and_removes_empty_ones(server):
    async def test():
        assert rooms(server) == []
        async with room_of(server, "ada", "bob", room="b") as (ada, bob), room_of(server, "eve", room="a"):
            listed = rooms(server)
            assert [(room["name"], room["users"], room["maxUsers"], room["locked"]) for room in listed] == [
                ("a", 1, 32, False), ("b", 2, 32, False)]
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", room["since"]) for room in listed)
            await ada.send({"type": "leave-room"})
            await ada.closed()
            await bob.receive("user-disconnected")
            assert {room["name"]: room["users"] for room in rooms(server)} == {"a": 1, "b": 1}
            await bob.send({"type": "leave-room"})
            await bob.closed()
            assert [room["name"] for room in rooms(server)] == ["a"]
    run(test())
    assert rooms(server) == []


# Errors


def test_takes_nine_bad_messages_and_closes_at_the_tenth(server):
    async def test():
        async with Signaling(server) as client:
            bad = ["hello", "[]", "{}", '{"type":1}', '{"type":"offer"}', '{"type":"leave-room"', "[" * 10_000,
                   '{"a":' * 5_000, '{"type":"media-state","audio":1}', '{"type":"join-room","room":1,"name":"n"}']
            for text in bad:
                await client.send(text)
                error = await client.error("bad-message")
            assert error["about"] == "join-room"
            assert await client.closed() == 4400
    run(test())


def test_refuses_and_goes_on(server):
    async def test():
        async with Signaling(server) as client:
            for message in [{"type": "leave-room"}, {"type": "media-state", **MEDIA}] + EVERY_RELAYED:
                await client.send({**message, "to": "x"})
                assert (await client.error("not-joined"))["about"] == message["type"]
            for _ in range(20):
                await client.send({"type": "dance"})
                assert (await client.error("unknown-type"))["about"] == "dance"
            await client.send({"type": "join-room", "room": "r", "name": "n", "resume": "x" * 22})
            assert (await client.error("resume-failed"))["about"] == "join-room"
            assert rooms(server) == []
            await client.join("r", "n")
            await client.send({"type": "join-room", "room": "r2", "name": "n"})
            assert (await client.error("already-joined"))["about"] == "join-room"
            assert [room["name"] for room in rooms(server)] == ["r"]
    run(test())


@pytest.mark.parametrize("room, name", [
    ("", "n"), ("a b", "n"), ("a/b", "n"), ("..", "n"), ("r" * 65, "n"), ("\U0001f600", "n"), ("r\u0000", "n"),
    ("r", ""), ("r", "   "), ("r", "\x1b[2J"), ("r", "n" * 65), ("r", "\u202etxt"),
])
def test_refuses_names_that_are_not_allowed(server, room, name):
    async def test():
        async with Signaling(server) as client:
            await client.send({"type": "join-room", "room": room, "name": name})
            if "\0" in room:
                await client.error("bad-message")
                return
            await client.error("bad-name")
            assert await client.closed() == 4400
    run(test())
    assert rooms(server) == []


def test_drops_who_reads_too_slowly_and_delays_nobody(start_server):
    server = start_server("--resume-seconds", "0", "--max-message-rate", "0")

    async def test():
        async with room_of(server, "ada", "bob") as (ada, bob):
            with RawWebSocket(server, receive_buffer=4096) as slow:
                slow.send(1, json.dumps({"type": "join-room", "room": "room", "name": "slow"}).encode())
                slow_id = json.loads(slow.read()[1])["self"]["id"]
                for other in (ada, bob):
                    await other.receive("user-joined")
                big = {"type": "answer", "to": slow_id, "session": "s", "sdp": "x" * 50_000}
                for number in range(400):
                    await ada.send(big)
                    await ada.send({"type": "answer", "to": bob.id, "session": f"s{number}", "sdp": "v"})
                    message = await bob.receive()
                    if message["type"] == "user-disconnected":
                        break
                    assert message["session"] == f"s{number}"
                assert message == {"type": "user-disconnected", "id": slow_id, "reason": "lost"}
                # What it reads at last is whole frames, and the closing.
                assert slow.close_code() == 1013
    run(test())


# HTTP and the process


def test_answers_http(server):
    assert get(server, "/healthz")[0::2] == (200, "ok\n")
    assert get(server, "/api/rooms")[0::2] == (200, '{"rooms":[]}')
    assert get(server, "/api/rooms")[1].get_content_type() == "application/json"
    for path in ("/", "/r/room", "/r/%E4%BC%9A%E8%AD%B0"):
        status, headers, body = get(server, path)
        assert status == 200 and headers.get_content_type() == "text/html" and "vchat join" in body
        assert "default-src 'none'" in headers["Content-Security-Policy"] and headers["X-Content-Type-Options"] == "nosniff"
        assert "<style" not in body and "style=" not in body
    assert get(server, "/style/base.css")[1].get_content_type() == "text/css"
    _, headers, _ = get(server, "/client/room.js")
    assert headers.get_content_type() == "text/javascript" and headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in headers  # a script obeys that of the page
    assert "Content-Security-Policy" in get(server, "/favicon.svg")[1] and "Content-Security-Policy" in get(server, "/nothing")[1]
    for path in ("/r/", "/r/a/b", "/index.html", "/api", "/metrics", "/../etc/passwd", "/%2e%2e/etc/passwd"):
        assert get(server, path)[0] == 404, path
    request = urllib.request.Request(server.url + "/api/rooms", data=b"x", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=bound(10))
    assert refused.value.code == 405


def test_sends_a_file_only_once_and_small(server):
    def ask(**headers):
        request = urllib.request.Request(server.url + "/client/room.js", headers={k.replace("_", "-"): v for k, v in headers.items()})
        try:
            with urllib.request.urlopen(request, timeout=bound(10)) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()
    _, headers, plain = ask()
    assert headers["Cache-Control"] == "no-cache" and headers["Vary"] == "Accept-Encoding" and headers["Content-Encoding"] is None
    assert ask(If_None_Match=headers["ETag"])[0::2] == (304, b"")
    assert ask(If_None_Match='"other", ' + headers["ETag"])[0] == 304
    assert ask(If_None_Match='"other"')[0] == 200
    _, compressed, body = ask(Accept_Encoding="br, gzip;q=0.5")
    assert compressed["Content-Encoding"] == "gzip" and gzip.decompress(body) == plain and len(body) < len(plain)
    assert ask(Accept_Encoding="gzip;q=0")[2] == plain


@pytest.mark.skipif("ASAN_OPTIONS" in os.environ, reason="AddressSanitizer has its own report of a crash")
def test_a_crash_says_where(server):
    server.send_signal(signal.SIGSEGV)
    assert server.wait_exit() == -signal.SIGSEGV
    assert "crashed" in server.stderr and re.search(r"/vchat\(.*\+0x[0-9a-f]+\)", server.stderr)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_says_that_it_goes_away(server, number):
    async def test():
        async with room_of(server, "ada", "bob") as clients, Signaling(server) as silent:
            server.send_signal(number)
            assert [await client.closed() for client in [*clients, silent]] == [1001] * 3
    run(test())
    assert server.wait_exit() == 0
    assert "CRITICAL" not in server.stderr


def test_goes_away_although_someone_does_not_answer(server):
    with RawWebSocket(server) as raw:
        server.send_signal(signal.SIGTERM)
        assert raw.close_code() == 1001
        assert server.wait_exit(timeout=10) == 0


def test_listens_on_several_addresses(start_server):
    server = start_server("--listen", "[::1]:0")
    server.wait_for(lambda: len(server.find_events("listening")) == 2 or None, "second listening")
    urls = [event["url"] for event in server.find_events("listening")]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", urls[0]) and re.fullmatch(r"http://\[::1\]:\d+", urls[1])
    for url in urls:
        with urllib.request.urlopen(url + "/healthz", timeout=bound(10)) as answer:
            assert answer.read() == b"ok\n"


def test_says_where_it_listens_in_plain_text(vchat, environment, processes):
    server = processes.start("plain", [vchat, "serve", "--listen", "127.0.0.1:0"], environment)
    assert re.fullmatch(r"listening on http://127\.0\.0\.1:[1-9]\d*", server.wait_line(lambda line: True))


def test_says_what_is_wrong_with_an_address(server, run_vchat):
    address = server.url.removeprefix("http://")
    taken = run_vchat("serve", "--listen", address)
    assert taken.returncode == 1 and address in taken.stderr and "another program" in taken.stderr
    foreign = run_vchat("serve", "--listen", "192.0.2.1:0")
    assert foreign.returncode == 1 and "192.0.2.1" in foreign.stderr
    for wrong in ("here", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:x", "::1:80", "[127.0.0.1]:80", ":80"):
        result = run_vchat("serve", "--listen", wrong)
        assert result.returncode == 2 and result.stdout == "", wrong
    secret = run_vchat("serve", "--ice-server", "turn:ada:hunter2@host:port")
    assert secret.returncode == 2 and "ICE server" in secret.stderr


def test_survives_noise(server):
    """Whatever comes in, others are served and nothing is kept."""
    before = server.open_files()
    for noise in (b"", b"\r\n\r\n", b"GET", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9.9\r\n\r\n", b"\0" * 5000):
        host, port = server.url.removeprefix("http://").rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=bound(10)) as stranger:
            stranger.sendall(noise)
    for noise in (b"\xff" * 100, b"\x81", b"\x88\x80", bytes(range(256)) * 8):
        with RawWebSocket(server) as raw:
            raw.socket.sendall(noise)

    async def test():
        async with room_of(server, "ada", "bob"):
            pass
        while server.open_files() > before:
            await asyncio.sleep(0.05)
    run(test())
    assert rooms(server) == []


# vchat list-rooms


def test_lists_rooms(server, run_vchat):
    async def test():
        async with room_of(server, "ada", "bob", room="\u4f1a\u8b70"):
            return (await asyncio.to_thread(run_vchat, "list-rooms", "--server", server.url),
                    await asyncio.to_thread(run_vchat, "list-rooms", "--server", server.url, "--json"))
    table, lines = asyncio.run(test())
    assert table.returncode == lines.returncode == 0
    assert re.search("^ROOM +USERS", table.stdout) and re.search("^\u4f1a\u8b70 +2 ", table.stdout, re.MULTILINE)
    room = json.loads(lines.stdout)
    assert set(room) == {"name", "users", "max_users", "locked", "since"}
    assert room["name"] == "\u4f1a\u8b70" and room["users"] == 2 and room["locked"] is False
    empty = run_vchat("list-rooms", "--server", server.url, "--json")
    assert (empty.returncode, empty.stdout) == (0, "")


def test_list_rooms_ends_with_3_without_a_server(run_vchat):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        result = run_vchat("list-rooms", "--server", f"http://127.0.0.1:{closed.getsockname()[1]}")
    assert result.returncode == 3 and "cannot reach" in result.stderr and result.stdout == ""


@pytest.mark.parametrize("body, code", [
    (b'{"rooms":[{"name":"\\u001b[2J\\u0007x","users":1,"maxUsers":0,"locked":true,"since":"\\u001b]0;t"}]}', 0),
    (b"<html>", 3), (b'{"rooms":{}}', 3), (b'{"rooms":[{}]}', 3), (b"", 3),
])
def test_list_rooms_trusts_no_server(run_vchat, body, code):
    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
        writer.close()

    async def test():
        listener = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = listener.sockets[0].getsockname()[1]
        return await asyncio.to_thread(run_vchat, "list-rooms", "--server", f"http://127.0.0.1:{port}")
    result = asyncio.run(test())
    assert result.returncode == code
    assert "\x1b" not in result.stdout + result.stderr and "\x07" not in result.stdout


def test_more_connections_than_the_usual_limit_of_descriptors(start_server):
    """The soft limit that a shell hands down (1,024) is not the server's."""
    server = start_server(prefix=("prlimit", "--nofile=1024:4096"))
    limits = Path(f"/proc/{server.pid}/limits").read_text(encoding="ascii")
    soft = next(line for line in limits.splitlines() if line.startswith("Max open files")).split()[3]
    assert soft == "4096"
