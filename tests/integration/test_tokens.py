"""Tokens (JWT) as others make them, with openssl and Python alone, and as `vchat token` does."""
import base64
import hashlib
import hmac
import json
import subprocess
import time

import pytest

from harness.rooms import SECRET, answer, verdict, write
from harness.signaling import Signaling, run


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signing_input(claims, header):
    return f"{base64url(json.dumps(header).encode())}.{base64url(json.dumps(claims).encode())}"


def hs256(claims, secret=SECRET, header=None):
    text = signing_input(claims, header or {"alg": "HS256", "typ": "JWT"})
    return f"{text}.{base64url(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())}"


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True).stdout


def raw_ecdsa(der):
    """r and s with 32 bytes each (RFC 7518, section 3.4) out of what openssl writes."""
    numbers, at = b"", 2
    for _ in range(2):
        length = der[at + 1]
        numbers += der[at + 2:at + 2 + length].lstrip(b"\0").rjust(32, b"\0")
        at += 2 + length
    return numbers


def signed_by(key, algorithm, claims):
    text = signing_input(claims, {"alg": algorithm, "typ": "JWT"})
    signature = openssl("dgst", "-sha256", "-sign", key, data=text.encode())
    return f"{text}.{base64url(raw_ecdsa(signature) if algorithm == 'ES256' else signature)}"


def claims(**changes):
    """Claims that are good for the room `tea`; None takes one out."""
    good = {"room": "tea", "aud": "vchat", "exp": time.time() + 600, **changes}
    return {key: value for key, value in good.items() if value is not None}


@pytest.fixture
def start(start_server, tmp_path):
    """A factory of servers whose room `tea` takes tokens alone; `key` is the text of their key file."""
    def start(key=SECRET + "\n", *options):
        return start_server("--rooms", write(tmp_path / "rooms", "[tea]\njoin=token\n"), "--token-key",
                            write(tmp_path / "token-key", key), "--max-failed-passwords", "0", *options)
    return start


def test_a_good_token_opens_the_room(start):
    server = start()

    async def test():
        for good in (claims(), claims(aud=["other", "vchat"]), claims(room="t*"), claims(nbf=time.time() - 5),
                     claims(room="*", sub="unknown claims are passed over")):
            assert await verdict(server, token=hs256(good)) == "entered"
        assert await verdict(server) == "unauthorized"
    run(test())


def test_what_is_expired_altered_or_for_others_does_not(start):
    server = start()
    header, body, signature = hs256(claims()).split(".")
    altered = base64url(json.dumps(claims(moderator=True)).encode())
    bad = {
        "expired": hs256(claims(exp=time.time() - 60)), "without an end": hs256(claims(exp=None)),
        "not yet": hs256(claims(nbf=time.time() + 60)), "wrong audience": hs256(claims(aud="other")),
        "no audience": hs256(claims(aud=None)), "wrong room": hs256(claims(room="coffee")),
        "no room": hs256(claims(room=None)), "wrong key": hs256(claims(), secret=SECRET[::-1]),
        "altered": f"{header}.{altered}.{signature}", "cut": f"{header}.{body}.", "two parts": f"{header}.{body}",
        "other signature": f"{header}.{body}.{signature[:-5]}AAAAA",
        "alg none": signing_input(claims(), {"alg": "none"}) + ".",
        "alg none, signed": hs256(claims(), header={"alg": "none"}),
        "another algorithm": hs256(claims(), header={"alg": "HS512"}),
        "critical header": hs256(claims(), header={"alg": "HS256", "crit": ["exp"]}),
        "nonsense": "a.b.c", "long": "a" * 8192, "name that cannot be": hs256(claims(name="\u001b")),
    }

    async def test():
        refusals = {what: await answer(server, token=token) for what, token in bad.items()}
        expected = next(iter(refusals.values()))
        assert expected[0]["code"] == "unauthorized" and expected[1] == 4401
        assert {what: refusal for what, refusal in refusals.items() if refusal != expected} == {}
    run(test())


@pytest.mark.parametrize("algorithm, options", [("RS256", ["RSA"]), ("ES256", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"])])
def test_a_public_key_takes_its_own_algorithm_alone(start, tmp_path, run_vchat, algorithm, options):
    for name in ("private", "other"):
        openssl("genpkey", "-algorithm", *options, "-out", tmp_path / name)
    public = openssl("pkey", "-in", tmp_path / "private", "-pubout").decode()
    server = start(public)
    own = run_vchat("token", "--room", "tea", "--key-file", tmp_path / "private").stdout.strip()

    async def test():
        assert await verdict(server, token=signed_by(tmp_path / "private", algorithm, claims())) == "entered"
        assert await verdict(server, token=own) == "entered"
        assert await verdict(server, token=signed_by(tmp_path / "other", algorithm, claims())) == "unauthorized"
        # With the public key, which is no secret, taken for one.
        assert await verdict(server, token=hs256(claims(), secret=public)) == "unauthorized"
        assert await verdict(server, token=hs256(claims(), secret=public.strip())) == "unauthorized"
    run(test())


def test_a_token_says_who_its_bearer_is(start):
    server = start()

    async def test():
        async with Signaling(server) as ana, Signaling(server) as bob:
            answered = await ana.join("tea", "someone else", token=hs256(claims(name=" Zoe\u0308 ", moderator=True)))
            assert answered["self"]["name"] == "Zo\u00eb" and answered["self"]["moderator"] is True
            answered = await bob.join("tea", "bob", token=hs256(claims()))
            assert answered["self"]["name"] == "bob" and answered["self"]["moderator"] is False
            assert [(user["name"], user["moderator"]) for user in answered["users"]] == [("Zo\u00eb", True)]
            assert (await ana.receive("user-joined"))["user"]["moderator"] is False
    run(test())


def test_an_open_room_refuses_a_bad_token_too(start):
    server = start()

    async def test():
        assert await verdict(server, room="open") == "entered"
        assert await verdict(server, room="open", token=hs256(claims(room="open", exp=1))) == "unauthorized"
    run(test())


def test_vchat_makes_tokens(start, tmp_path, run_vchat):
    server = start(SECRET, "--token-audience", "us")
    made = run_vchat("token", "--room", "te*", "--name", "Ana", "--ttl", "1h", "--moderator", "--audience", "us",
                     "--key-file", tmp_path / "token-key")
    assert made.returncode == 0 and len(made.stdout.splitlines()) == 1
    body = made.stdout.split(".")[1]
    content = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert content["exp"] - content["iat"] == 3600 and content["room"] == "te*"

    async def test():
        message, _ = await answer(server, token=made.stdout.strip())
        assert message["self"] == {**message["self"], "name": "Ana", "moderator": True}
        assert await verdict(server, room="coffee", token=made.stdout.strip()) == "unauthorized"
    run(test())


@pytest.mark.parametrize("changes, reason", [
    ({"--room": "a b"}, "not the name of a room"), ({"--name": "\u001b"}, "name"), ({"--ttl": "soon"}, "soon"),
    ({"--ttl": "0"}, "second"), ({"--key-file": "/nonexistent"}, "/nonexistent"), ({"--key-file": "/dev/null"}, "32 bytes"),
])
def test_vchat_makes_no_useless_tokens(run_vchat, tmp_path, changes, reason):
    options = {"--room": "tea", "--key-file": write(tmp_path / "key", SECRET), **changes}
    ended = run_vchat("token", *(word for option in options.items() for word in option))
    assert ended.returncode == 2 and reason in ended.stderr and ended.stdout == ""
