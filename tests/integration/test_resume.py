"""Connections that are lost, and servers that are started anew: nobody notices."""
import asyncio
import signal
import time

import pytest

from harness.network import free_port
from harness.signaling import Signaling
from harness.waiting import bound

SMALL = ["--size", "320x180", "--framerate", "10"]
OFFER = {"session": "s1", "purpose": "call", "sdp": "v=0\r\n"}


def run(test):
    """Runs a coroutine test to its end."""
    asyncio.run(asyncio.wait_for(test, bound(120)))


async def lose(client):
    """The network goes: no goodbye."""
    client.socket.transport.abort()
    await client.socket.wait_closed()


async def refused(client, room, token):
    await client.send({"type": "join-room", "room": room, "name": "x", "resume": token})
    return await client.error("resume-failed")


def people_of(events):
    """What a person was told of others, but for figures, media, and that this machine is busy."""
    return [event for event in events if event["event"] in ("user-joined", "user-left", "session", "joined", "warning", "error")
            and event.get("code") not in ("cpu-overload", "upload-slow", "upload-lossy")]


# The server


def test_a_lost_connection_is_resumed_with_what_waited(server):
    async def test():
        async with Signaling(server) as ada, Signaling(server) as bob, Signaling(server) as again:
            first = await ada.join("room", "ada")
            await bob.join("room", "bob")
            await ada.receive("user-joined")
            await lose(ada)
            for number in range(3):
                await bob.send({"type": "offer", "to": ada.id, **OFFER, "sdp": str(number)})
            back = await again.join("room", "whoever", resume=first["resume"])
            assert back["self"] == first["self"] and [user["id"] for user in back["users"]] == [bob.id]
            assert [(await again.receive("offer"))["sdp"] for _ in range(3)] == ["0", "1", "2"]
            # Bob has heard of nothing, and nothing was lost: the next that comes to him is an answer.
            await again.send({"type": "answer", "to": bob.id, "session": "s1", "sdp": "v=0\r\n"})
            assert (await bob.receive("answer"))["from"] == ada.id
    run(test())


def test_a_token_serves_once_and_takes_over(server):
    async def test():
        async with Signaling(server) as ada, Signaling(server) as again, Signaling(server) as thief:
            token = (await ada.join("room", "ada"))["resume"]
            # The old connection is thought alive, as after a change of networks.
            newer = (await again.join("room", "ada", resume=token))["resume"]
            assert again.id == ada.id and newer != token
            assert await ada.error("replaced") and await ada.closed() == 4409
            for wrong, room in ((token, "room"), (newer, "elsewhere"), ("x" * 22, "room"), (newer[:-2] + "AA", "room")):
                message = await refused(thief, room, wrong)
                assert message == {"type": "error", "code": "resume-failed", "about": "join-room",
                                   "message": message["message"]}
            # The same connection may join anew.
            assert len((await thief.join("room", "thief"))["users"]) == 1 and thief.id != ada.id
    run(test())


def test_goodbyes_are_final_and_losses_end(start_server):
    server = start_server("--resume-seconds", "1")

    async def test():
        async with Signaling(server) as ada, Signaling(server) as bob, Signaling(server) as eve, Signaling(server) as again:
            await eve.join("room", "eve")
            tokens = []
            for client, name in ((ada, "ada"), (bob, "bob")):
                tokens.append((await client.join("room", name))["resume"])
                await eve.receive("user-joined")
            await ada.socket.close()
            assert await eve.receive() == {"type": "user-disconnected", "id": ada.id, "reason": "lost"}
            await lose(bob)
            assert await eve.receive() == {"type": "user-disconnected", "id": bob.id, "reason": "lost"}
            for token in tokens:
                await refused(again, "room", token)
    run(test())


def test_who_has_too_much_waiting_is_dropped(start_server):
    server = start_server("--max-message-rate", "0")

    async def test():
        async with Signaling(server) as ada, Signaling(server) as bob, Signaling(server) as again:
            token = (await ada.join("room", "ada"))["resume"]
            await bob.join("room", "bob")
            await lose(ada)
            for _ in range(400):
                await bob.send({"type": "offer", "to": ada.id, **OFFER})
            message = await bob.receive()
            while message["type"] == "error":
                message = await bob.receive()
            assert message == {"type": "user-disconnected", "id": ada.id, "reason": "lost"}
            await refused(again, "room", token)
    run(test())


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_restart_is_survived_in_the_order_of_joining(start_server, end):
    listen = f"127.0.0.1:{free_port()}"
    server = start_server(listen=listen)

    async def before():
        async with Signaling(server) as ada, Signaling(server) as bob:
            first = await ada.join("room", "ada"), await bob.join("room", "bob")
            server.send_signal(end)
            assert await bob.closed() == (1001 if end == signal.SIGTERM else 1006)
            return first

    async def after(ada_before, bob_before):
        async with Signaling(server) as bob, Signaling(server) as ada, Signaling(server) as replay:
            await bob.join("room", "bob", resume=bob_before["resume"])
            await ada.join("room", "ada", resume=ada_before["resume"])
            came = (await bob.receive("user-joined"))["user"]
            assert {key: came[key] for key in ("id", "name", "joined")} == {
                key: ada_before["self"][key] for key in ("id", "name", "joined")}
            assert bob.id == bob_before["self"]["id"] and came["joined"] < bob_before["self"]["joined"]
            await refused(replay, "room", ada_before["resume"])
            late = await replay.join("room", "late")
            assert [user["name"] for user in late["users"]] == ["ada", "bob"]
    tokens = asyncio.run(asyncio.wait_for(before(), bound(60)))
    server.wait_exit()
    server = start_server(listen=listen)
    run(after(*tokens))


def test_a_server_without_its_key_takes_no_token(start_server, tmp_path):
    listen = f"127.0.0.1:{free_port()}"
    servers = [start_server("--state-dir", tmp_path / "state", listen=listen)]
    assert (tmp_path / "state" / "resume.key").stat().st_mode & 0o777 == 0o600

    async def token():
        async with Signaling(servers[-1]) as ada:
            return (await ada.join("room", "ada"))["resume"]

    async def resumed(old):
        async with Signaling(servers[-1]) as ada:
            await refused(ada, "room", old)
    old = asyncio.run(token())
    servers[-1].kill()
    servers.append(start_server("--state-dir", tmp_path / "other", listen=listen))
    run(resumed(old))


# Floods


def test_a_flood_of_messages_ends_the_connection(start_server):
    server = start_server("--max-message-rate", "10", "--max-message-burst", "20", "--resume-seconds", "0")

    async def test():
        async with Signaling(server) as ada, Signaling(server) as bob:
            await bob.join("room", "bob")
            await ada.join("room", "ada")
            await bob.receive("user-joined")
            for _ in range(40):
                await ada.send({"type": "ping"})
            for _ in range(19):
                await ada.receive("pong")
            while (message := await ada.receive())["type"] == "pong":
                pass
            assert message["code"] == "rate-limited" and message["retryAfter"] == 2
            assert await ada.closed() == 4429
            assert (await bob.receive("user-disconnected"))["id"] == ada.id
    run(test())


def test_a_room_of_ten_that_is_entered_at_once_is_no_flood(server):
    """Each of ten opens a session with each other one, with 30 candidates a side, all in the same moment."""
    async def test():
        people = [Signaling(server) for _ in range(10)]
        for person in people:
            await person.__aenter__()
        await asyncio.gather(*(person.join("room", "n") for person in people))

        async def talk(person):
            for other in people:
                if other is person:
                    continue
                await person.send({"type": "offer", "to": other.id, **OFFER})
                for number in range(30):
                    await person.send({"type": "ice-candidate", "to": other.id, "session": "s1",
                                       "candidate": {"candidate": f"candidate:{number} 1 UDP 1 192.0.2.1 9 typ host",
                                                     "sdpMid": "0", "sdpMLineIndex": 0}})

        async def listen(person):
            got = 0
            while got < 9 * 31:
                message = await person.receive()
                assert message["type"] != "error", message
                got += message["type"] in ("offer", "ice-candidate")
        await asyncio.gather(*(talk(person) for person in people), *(listen(person) for person in people))
        await asyncio.gather(*(person.socket.close() for person in people))
    run(test())


# Calls


def all_pairs(people):
    return [(one, other) for one in people for other in people if one is not other]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_call_survives_a_restart_of_the_server(join, start_server, end):
    listen = f"127.0.0.1:{free_port()}"
    server = start_server(listen=listen)
    people = [join(name, *SMALL, server=server) for name in ("alice", "bob", "carol", "dave")]
    for one, other in all_pairs(people):
        one.wait_media_from(other)
    ids = [person.id for person in people]
    marks = [person.mark() for person in people]
    server.send_signal(end)
    server.wait_exit()
    for person, mark in zip(people, marks):
        person.wait_event("reconnecting", after=mark)
    # The picture goes on while there is no server.
    for one, other in all_pairs(people):
        one.wait_frames_growing(other, frames=5)
    server = start_server(listen=listen)
    begin = time.monotonic()
    for person, mark in zip(people, marks):
        assert person.wait_event("reconnected", after=mark)["resumed"] is True
    assert time.monotonic() - begin < bound(10)
    for one, other in all_pairs(people):
        one.wait_frames_growing(other, frames=5)
    for person, mark in zip(people, marks):
        assert people_of(person.events[mark:]) == [], person.name
    # Who comes now sees all, in the order in which they joined, and each of them offers.
    fifth = join("erin", *SMALL, server=server)
    assert [user["id"] for user in fifth.wait_event("joined")["users"]] == ids
    for person in people:
        fifth.wait_media_from(person)
        person.wait_media_from(fifth)
    people[0].command("still here")
    for person in [*people[1:], fifth]:
        assert person.wait_event("chat")["text"] == "still here"
    assert [person.leave() for person in people] == [0] * 4
