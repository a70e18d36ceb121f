"""Who may enter: the rooms file, passwords, and the limits that keep guessing and flooding small."""
import asyncio
import contextlib
import json
import signal

import pytest

from harness.rooms import SECRET, answer, listed, password_checks, verdict, write
from harness.signaling import Signaling, run
from harness.waiting import wait_until

PASSWORD = "correct horse \u00e9"


@pytest.fixture
def hashed(run_vchat):
    """The hash of PASSWORD."""
    made = run_vchat("hash-password", stdin=PASSWORD + "\n")
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


@pytest.fixture
def start_with_rooms(start_server, tmp_path):
    """A factory: `start_with_rooms(text, *options)` starts a server with this rooms file, `tmp_path / "rooms"`."""
    def start(text, *options):
        return start_server("--rooms", write(tmp_path / "rooms", text), *options)
    return start


def test_a_password_opens_its_room(start_with_rooms, hashed):
    server = start_with_rooms(f"[tea]\npassword-hash={hashed}\n")

    async def test():
        assert await verdict(server, password=PASSWORD) == "entered"
        assert await verdict(server, password="correct horse e\u0301") == "entered"
        for wrong in ({}, {"password": ""}, {"password": PASSWORD + " "}, {"password": "x" * 1024}, {"token": "x"}):
            assert await verdict(server, **wrong) == "unauthorized"
        assert await verdict(server, room="other") == "entered"
    run(test())


def test_a_wrong_room_looks_like_a_wrong_password(start_with_rooms, hashed, tmp_path):
    server = start_with_rooms(f"[tea]\npassword-hash={hashed}\n[key]\njoin=token\nhidden=true\n",
                              "--only-configured-rooms", "--token-key", write(tmp_path / "key", SECRET), "--metrics",
                              "127.0.0.1:0")

    async def test():
        for secret in ({"password": "guess"}, {"token": "guess"}, {}):
            refusals = [await answer(server, room=room, **secret) for room in ("tea", "nowhere", "key")]
            assert refusals[0][0]["code"] == "unauthorized" and refusals[0][1] == 4401
            assert all(refusal == refusals[0] for refusal in refusals)
        assert await verdict(server, room="nowhere", password=PASSWORD) == "unauthorized"
        assert password_checks(server) == 4, "the same work for each of them"
    run(test())


def test_an_unknown_room_is_named_where_there_is_nothing_to_hide(start_with_rooms):
    server = start_with_rooms("[tea]\n", "--only-configured-rooms")

    async def test():
        message, close_code = await answer(server, room="nowhere")
        assert message["code"] == "room-not-found" and close_code == 4404
        assert await verdict(server, room="nowhere", password="guess") == "unauthorized"
        assert await verdict(server) == "entered"
    run(test())


def test_lists_show_locks_and_limits_and_nothing_hidden(start_with_rooms, hashed, run_vchat):
    server = start_with_rooms(f"[tea]\nmax-users=3\n[den]\npassword-hash={hashed}\n[nook]\nhidden=true\n[*]\nmax-users=0\n")

    async def test():
        async with contextlib.AsyncExitStack() as stack:
            for room in ("tea", "den", "nook", "other"):
                client = await stack.enter_async_context(Signaling(server))
                await client.join(room, "bob", password=PASSWORD)
            shown = await asyncio.to_thread(listed, server)
            lines = (await asyncio.to_thread(run_vchat, "list-rooms", "--server", server.url, "--json")).stdout
        assert {name: (room["maxUsers"], room["locked"]) for name, room in shown.items()} == {
            "tea": (3, False), "den": (32, True), "other": (0, False)}
        assert {room["name"]: (room["max_users"], room["locked"]) for room in map(json.loads, lines.splitlines())} == {
            "tea": (3, False), "den": (32, True), "other": (0, False)}
    run(test())


def test_a_room_takes_no_more_than_it_holds(start_with_rooms):
    server = start_with_rooms("[tea]\nmax-users=1\n", "--max-users", "2", "--max-rooms", "1")

    async def test():
        async with Signaling(server) as first, Signaling(server) as second, Signaling(server) as third:
            await first.join("tea")
            message, close_code = await answer(server)
            assert message["code"] == "room-full" and close_code == 4403
            # Rooms of the file do not count for those that are made on demand, and have a place always.
            assert await verdict(server, room="other") == "server-full"
            await first.send({"type": "leave-room"})
            await first.closed()
            await second.join("other")
            await third.join("other")
            assert await verdict(server, room="other") == "room-full"
            assert await verdict(server) == "entered"
    run(test())


def test_reads_the_rooms_again(start_with_rooms, tmp_path, hashed):
    server = start_with_rooms("[tea]\n", "--log-level", "debug")

    async def test():
        async with Signaling(server) as inside:
            await inside.join("tea")
            write(tmp_path / "rooms", f"[tea]\npassword-hash={hashed}\n")
            server.send_signal(signal.SIGHUP)
            await asyncio.to_thread(server.wait_stderr, "read the rooms again")
            assert await verdict(server) == "unauthorized"
            assert await verdict(server, password=PASSWORD) == "entered"
            write(tmp_path / "rooms", "[tea]\n\nnonsense\n")
            server.send_signal(signal.SIGHUP)
            await asyncio.to_thread(server.wait_stderr, f"{tmp_path / 'rooms'}:3: ")
            assert await verdict(server) == "unauthorized", "it stays as it was"
            assert listed(server)["tea"]["users"] == 1, "who is inside stays"
    run(test())
    assert hashed not in server.stderr and "nonsense" not in server.stderr


@pytest.mark.parametrize("text, options, reason", [
    ("[tea]\nmax-users=many\n", [], "rooms:2: 'max-users'"),
    ("tea\n", [], "rooms:1: "),
    ("[tea]\njoin=token\n", [], "--token-key"),
    ("[tea]\n", ["--token-key", "/nonexistent"], "/nonexistent"),
    ("[tea]\n", ["--token-key", "/dev/null"], "32 bytes"),
])
def test_does_not_start_with_files_that_it_cannot_use(run_vchat, tmp_path, text, options, reason):
    ended = run_vchat("serve", "--listen", "127.0.0.1:0", "--rooms", write(tmp_path / "rooms", text), *options)
    assert ended.returncode == 2 and reason in ended.stderr and ended.stdout == ""


def test_does_not_start_without_any_room(run_vchat):
    assert run_vchat("serve", "--listen", "127.0.0.1:0", "--only-configured-rooms").returncode == 2


def test_guessing_is_slow(start_with_rooms, hashed):
    server = start_with_rooms(f"[tea]\npassword-hash={hashed}\n", "--max-failed-passwords", "3")

    async def test():
        # All at once, in different rooms and ways: counted before it is known that they are wrong.
        guesses = [verdict(server, password=f"guess {i}") for i in range(10)]
        guesses += [verdict(server, room="other", token=f"guess {i}") for i in range(10)]
        codes = await asyncio.gather(*guesses)
        assert codes.count("unauthorized") <= 4 and codes.count("rate-limited") >= 16
        message, close_code = await answer(server, password=PASSWORD)
        assert message["code"] == "rate-limited" and close_code == 4429 and message["retryAfter"] >= 1
        # Others, and who claims nothing, are not held up.
        assert await verdict(server, address="127.0.0.2", password=PASSWORD) == "entered"
        assert await verdict(server, room="other") == "entered"
    run(test())


def test_hashing_holds_nobody_up(start_with_rooms, hashed):
    server = start_with_rooms(f"[tea]\npassword-hash={hashed}\n", "--max-failed-passwords", "0")

    async def test():
        async with Signaling(server) as other:
            await other.join("other")
            guesses = [asyncio.create_task(verdict(server, password="guess")) for _ in range(40)]
            done, _ = await asyncio.wait(guesses, return_when=asyncio.FIRST_COMPLETED)
            await other.send({"type": "ping"})
            await other.receive("pong")
            assert sum(guess.done() for guess in guesses) < 40
            assert set(await asyncio.gather(*guesses)) == {"unauthorized"}
    run(test())


def test_passwords_beyond_what_can_be_checked_are_turned_away(start_with_rooms, hashed):
    server = start_with_rooms(f"[tea]\npassword-hash={hashed}\n", "--max-failed-passwords", "0")

    async def test():
        clients = [Signaling(server) for _ in range(150)]
        async with contextlib.AsyncExitStack() as stack:
            for client in clients:
                await stack.enter_async_context(client)
            for client in clients:
                await client.send({"type": "join-room", "room": "tea", "name": "n", "password": "guess"})
            codes = [(await client.receive("error", 60))["code"] for client in clients]
        assert set(codes) == {"unauthorized", "rate-limited"}
    run(test())


def test_a_flood_of_joins_from_one_address(start_server):
    server = start_server("--max-joins-per-address", "5")

    async def test():
        codes = [await verdict(server, room=f"room-{i}") for i in range(20)]
        assert codes[:5] == ["entered"] * 5 and codes[5:] == ["rate-limited"] * 15
        message, _ = await answer(server)
        assert 1 <= message["retryAfter"] <= 60
        assert await verdict(server, address="127.0.0.2") == "entered"
    run(test())


def test_a_flood_of_joins_from_many_addresses(start_server):
    server = start_server("--max-rooms", "4", "--max-users", "3", "--max-joins-per-address", "2")

    async def test():
        async with contextlib.AsyncExitStack() as stack:
            codes = []
            for i in range(60):
                client = await stack.enter_async_context(
                    Signaling(server, local_addr=(f"127.0.{1 + i // 250}.{1 + i % 250}", 0)))
                await client.send({"type": "join-room", "room": f"room-{i % 10}", "name": "n"})
                message = await client.receive()
                while message["type"] not in ("room-users", "error"):
                    message = await client.receive()
                codes.append(message.get("code", "entered"))
            assert codes.count("entered") == 12, "four rooms of three"
            assert set(codes) == {"entered", "server-full", "room-full"}
            assert sum(room["users"] for room in listed(server).values()) == 12
    run(test())
    wait_until(lambda: listed(server) == {}, "that all have gone", 60)
