"""https and wss: certificates of the server's own and others, their change, and whom clients believe."""
import asyncio
import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import urllib.error
import urllib.request

import pytest

from harness.signaling import Signaling
from harness.waiting import bound, need_tools, wait_until

UPGRADE = (b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: vchat.v1\r\n")


def make_certificate(folder, name, days=30, issuer=None, alternative="DNS:localhost,IP:127.0.0.1"):
    """Writes NAME.pem and NAME.key: signed by itself, or by `issuer` (a path without suffix)."""
    need_tools("openssl")
    path = folder / name
    signer = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key"] if issuer else []
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                    "-days", str(days), "-addext", f"subjectAltName={alternative}", *signer, "-keyout", f"{path}.key",
                    "-out", f"{path}.pem"], check=True, capture_output=True, timeout=bound(20))
    return path


def tls_options(path):
    return ["--tls-cert", f"{path}.pem", "--tls-key", f"{path}.key"]


def fingerprint_shown(server):
    """Of the certificate that a new connection gets."""
    host, port = server.url.removeprefix("https://").rsplit(":", 1)
    pem = ssl.get_server_certificate((host, int(port)), timeout=bound(10))
    return subprocess.run(["openssl", "x509", "-noout", "-fingerprint", "-sha256"], input=pem, text=True, check=True,
                          capture_output=True, timeout=bound(10)).stdout.strip().split("=")[1]


def fingerprint_printed(server):
    return server.find_events("listening")[0]["fingerprint"]


def trusting():
    """An SSL context that believes any certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def get(server, path):
    with urllib.request.urlopen(server.url + path, timeout=bound(10), context=trusting()) as answer:
        return answer.status, answer.headers, answer.read()


@pytest.fixture
def self_signed(start_server):
    return start_server("--tls", "self-signed")


def test_a_certificate_of_its_own_is_made_once(start_server, tmp_path):
    options = ["--tls", "self-signed", "--state-dir", str(tmp_path / "state")]
    first = start_server(*options)
    assert first.url.startswith("https://")
    printed = fingerprint_printed(first)
    assert printed == fingerprint_shown(first)
    kept = tmp_path / "state" / "self-signed.pem"
    assert kept.stat().st_mode & 0o777 == 0o600
    names = subprocess.run(["openssl", "x509", "-noout", "-ext", "subjectAltName", "-in", kept], text=True, check=True,
                           capture_output=True, timeout=bound(10)).stdout
    assert "DNS:localhost" in names and "IP Address:127.0.0.1" in names
    first.stop()
    assert fingerprint_printed(start_server(*options)) == printed


def test_the_fingerprint_is_printed_for_people(vchat, environment, processes):
    server = processes.start("plain", [vchat, "serve", "--listen", "127.0.0.1:0", "--tls", "self-signed"], environment)
    server.wait_line(lambda line: line.startswith("listening on https://127.0.0.1:"))
    assert len(server.wait_line(lambda line: line.startswith("certificate SHA-256 ")).split()[2]) == 95


def test_answers_over_https_and_lets_a_connection_serve_again(self_signed):
    status, headers, body = get(self_signed, "/healthz")
    assert (status, body) == (200, b"ok\n") and headers["Strict-Transport-Security"]
    host, port = self_signed.url.removeprefix("https://").rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=bound(10)) as plain, \
            trusting().wrap_socket(plain) as connection:
        for _ in range(3):
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            while not answer.endswith(b"ok\n"):
                part = connection.recv(4096)
                assert part
                answer += part


def test_speaks_no_old_tls_and_no_other_protocol(self_signed):
    host, port = self_signed.url.removeprefix("https://").rsplit(":", 1)
    need_tools("openssl")
    for refused in (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-alpn", "smtp"]):
        result = subprocess.run(["openssl", "s_client", "-connect", f"{host}:{port}", *refused], input=b"", check=False,
                                capture_output=True, timeout=bound(20))
        assert b"alert" in result.stderr, refused


def test_says_to_plain_http_that_it_speaks_tls(self_signed):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(self_signed.url.replace("https", "http") + "/", timeout=bound(10))
    assert refused.value.code == 400 and b"https" in refused.value.read()


def test_websockets_carry_long_messages_over_tls(self_signed):
    """Longer than a record, more than fits the sockets, in both directions at once."""
    async def test():
        async with Signaling(self_signed, ssl=trusting()) as ada, Signaling(self_signed, ssl=trusting()) as bob:
            await ada.join("room", "ada")
            await bob.join("room", "bob")
            await ada.receive("user-joined")
            text = "x" * 60_000

            async def send(sender, to):
                for number in range(15):
                    await sender.send({"type": "answer", "to": to, "session": f"s{number}", "sdp": text})

            async def receive(receiver):
                for number in range(15):
                    message = await receiver.receive("answer")
                    assert message["session"] == f"s{number}" and message["sdp"] == text
            await asyncio.gather(send(ada, bob.id), send(bob, ada.id), receive(ada), receive(bob))
    asyncio.run(asyncio.wait_for(test(), bound(60)))


def test_what_comes_together_with_the_upgrade_is_read(self_signed):
    """In one TLS record: nothing is left in the socket to announce it."""
    host, port = self_signed.url.removeprefix("https://").rsplit(":", 1)
    join = b'{"type":"join-room","room":"r","name":"' + b"n" * 40 + b'"}'
    frame = bytes([0x81, 0x80 | len(join)]) + bytes(4) + join
    for filler in (1, 5_000, 9_000):
        with socket.create_connection((host, int(port)), timeout=bound(10)) as plain, \
                trusting().wrap_socket(plain) as connection:
            connection.sendall(UPGRADE + b"X-Filler: " + b"x" * filler + b"\r\n\r\n" + frame)
            answer = b""
            while b"room-users" not in answer:
                part = connection.recv(4096)
                assert part, answer
                answer += part


def frames_of(stream):
    """What a server sends up to its closing: opcode and payload each."""
    while head := stream.read(2):
        length = head[1] & 0x7F
        if length >= 126:
            length = int.from_bytes(stream.read(2 if length == 126 else 8), "big")
        payload = stream.read(length)
        assert len(payload) == length, "a frame that breaks off"
        yield head[0] & 0x0F, payload
        if head[0] & 0x0F == 8:
            return


def test_who_reads_too_slowly_gets_whole_frames_and_then_the_reason(self_signed):
    """A write that had to wait lies half in a record of TLS: what is queued behind it may go, the record may not."""
    host, port = self_signed.url.removeprefix("https://").rsplit(":", 1)
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.settimeout(bound(20))
    plain.connect((host, int(port)))
    join = b'{"type":"join-room","room":"room","name":"slow"}'

    async def flood():
        async with Signaling(self_signed, ssl=trusting()) as ada:
            slow_id = (await ada.join("room", "ada"))["users"][0]["id"]
            for number in range(300):
                # Of different lengths, so that records end anywhere within frames.
                await ada.send({"type": "answer", "to": slow_id, "session": "s", "sdp": "x" * (20_000 + 97 * number)})
            await ada.receive("user-disconnected")
    with trusting().wrap_socket(plain) as slow:
        slow.sendall(UPGRADE + b"\r\n" + bytes([0x81, 0x80 | len(join)]) + bytes(4) + join)
        stream = slow.makefile("rb")
        assert b" 101 " in stream.readline()
        while stream.readline() != b"\r\n":
            pass
        asyncio.run(asyncio.wait_for(flood(), bound(60)))
        frames = list(frames_of(stream))
    assert frames[-1][0] == 8 and int.from_bytes(frames[-1][1][:2], "big") == 1013
    assert 3 < len(frames) < 300
    for opcode, payload in frames[:-1]:
        assert opcode == 1 and json.loads(payload)


# Who believes whom


def test_a_pinned_certificate_is_believed(self_signed, run_vchat, join):
    server = self_signed
    for fingerprint in (fingerprint_printed(server), fingerprint_printed(server).replace(":", "").lower()):
        listed = run_vchat("list-rooms", "--server", server.url, "--tls-fingerprint", fingerprint)
        assert listed.returncode == 0, listed.stderr
    alice = join("alice", "--tls-fingerprint", fingerprint_printed(server), server=server, camera="none", microphone="none")
    link = run_vchat("join", f"{server.url}/r/test", "--tls-fingerprint", fingerprint_printed(server), "--duration", "0.2s",
                     *(word for kind in ("camera", "microphone", "speaker", "display") for word in (f"--{kind}", "none")))
    assert link.returncode == 0, link.stderr
    alice.wait_event("user-joined")


@pytest.mark.parametrize("command", [["list-rooms"], ["join", "tea", "--camera", "none", "--microphone", "none"]])
def test_an_unknown_certificate_is_an_error_that_says_how_to_pin_it(self_signed, run_vchat, command):
    result = run_vchat(*command, "--server", self_signed.url)
    assert result.returncode == 3
    assert f"--tls-fingerprint {fingerprint_printed(self_signed)}" in result.stderr


def test_another_certificate_than_the_pinned_one_is_refused_whoever_vouches_for_it(start_server, run_vchat, tmp_path):
    path = make_certificate(tmp_path, "localhost")
    server = start_server(*tls_options(path))
    result = run_vchat("list-rooms", "--server", server.url, "--tls-ca", f"{path}.pem", "--tls-fingerprint", "ab" * 32)
    assert result.returncode == 3 and "another certificate" in result.stderr
    assert run_vchat("list-rooms", "--server", server.url, "--tls-ca", f"{path}.pem").returncode == 0
    assert run_vchat("list-rooms", "--server", server.url, "--tls-fingerprint", "ab").returncode == 2


def test_an_authority_is_believed_for_its_names_only(start_server, run_vchat, tmp_path):
    authority = make_certificate(tmp_path, "authority", alternative="DNS:authority")
    server = start_server(*tls_options(make_certificate(tmp_path, "elsewhere", alternative="DNS:elsewhere.example")))
    result = run_vchat("list-rooms", "--server", server.url, "--tls-ca", f"{tmp_path}/elsewhere.pem")
    assert result.returncode == 3 and "another name" in result.stderr and "--tls-fingerprint" in result.stderr
    result = run_vchat("list-rooms", "--server", server.url, "--tls-ca", f"{authority}.pem")
    assert result.returncode == 3 and "nobody known here" in result.stderr
    pinned = run_vchat("list-rooms", "--server", server.url, "--tls-fingerprint", fingerprint_printed(server))
    assert pinned.returncode == 0, pinned.stderr
    missing = run_vchat("list-rooms", "--server", server.url, "--tls-ca", f"{tmp_path}/none.pem")
    assert missing.returncode == 2


# Files that change


def test_a_new_certificate_is_used_without_dropping_anyone(start_server, tmp_path):
    path = make_certificate(tmp_path, "server")
    server = start_server(*tls_options(path))
    before = fingerprint_shown(server)
    fresh = make_certificate(tmp_path, "fresh")

    async def test():
        async with Signaling(server, ssl=trusting()) as ada:
            await ada.join("room", "ada")
            # Key first: while the two do not fit together the old ones stay.
            for suffix in ("key", "pem"):
                os.replace(f"{fresh}.{suffix}", f"{path}.{suffix}")
            await asyncio.to_thread(wait_until, lambda: fingerprint_shown(server) != before, "the new certificate")
            await ada.send({"type": "dance"})
            await ada.error("unknown-type")
    asyncio.run(asyncio.wait_for(test(), bound(60)))


def test_hang_up_reads_a_certificate_anew_and_a_broken_one_changes_nothing(start_server, tmp_path):
    path = make_certificate(tmp_path, "server")
    server = start_server(*tls_options(path))
    before = fingerprint_shown(server)
    with open(f"{path}.pem", "w", encoding="ascii") as broken:
        broken.write("no certificate\n")
    server.send_signal(signal.SIGHUP)
    server.wait_stderr("the certificate from before stays in use")
    assert fingerprint_shown(server) == before


@pytest.mark.parametrize("options, code, text", [
    (["--tls-cert", "x.pem"], 2, "--tls-key"),
    (["--tls-cert", "x.pem", "--tls-key", "x.key"], 1, "x.pem"),
    (["--tls-cert", "x.pem", "--tls-key", "x.key", "--tls", "self-signed"], 2, "self-signed"),
    (["--tls", "snake-oil"], 2, "self-signed"),
])
def test_says_what_is_wrong_with_the_options(run_vchat, options, code, text):
    result = run_vchat("serve", "--listen", "127.0.0.1:0", *options)
    assert result.returncode == code and text in result.stderr


def test_a_key_with_a_passphrase_is_an_error_and_no_question(run_vchat, tmp_path):
    path = make_certificate(tmp_path, "server")
    subprocess.run(["openssl", "pkey", "-in", f"{path}.key", "-aes256", "-passout", "pass:x", "-out", f"{path}.locked"],
                   check=True, capture_output=True, timeout=bound(20))
    result = run_vchat("serve", "--listen", "127.0.0.1:0", "--tls-cert", f"{path}.pem", "--tls-key", f"{path}.locked")
    assert result.returncode == 1 and f"{path}.locked" in result.stderr


@pytest.mark.parametrize("listen, options, warns", [
    ("0.0.0.0:0", [], True), ("0.0.0.0:0", ["--behind-proxy"], False), ("0.0.0.0:0", ["--tls", "self-signed"], False),
    ("127.0.0.1:0", [], False), ("[::1]:0", [], False),
])
def test_warns_of_plain_text_that_others_can_reach(start_server, listen, options, warns):
    server = start_server(*options, listen=listen)
    server.send_signal(signal.SIGTERM)
    assert server.wait_exit() == 0
    assert ("plain text" in server.stderr) == warns


# Stalls


def test_handshakes_that_stall_keep_nobody_out_and_are_cut(start_server):
    server = start_server("--tls", "self-signed", "--request-timeout", "2")
    host, port = server.url.removeprefix("https://").rsplit(":", 1)
    hello = bytes.fromhex("160301020001000000")  # the beginning of a ClientHello
    with contextlib.ExitStack() as stack:
        stalled = [stack.enter_context(socket.create_connection((host, int(port)), timeout=bound(10))) for _ in range(100)]
        for connection in stalled:
            connection.sendall(hello)
        assert get(server, "/healthz")[0] == 200
        for connection in stalled:
            assert connection.recv(100) == b""
