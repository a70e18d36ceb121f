"""Moderators: sending people out and asking them to be quiet, over the wire and in the terminal."""
import pytest

from harness.rooms import SECRET, write
from harness.signaling import Signaling, run

SILENT = {"camera": "none"}


@pytest.fixture
def key(tmp_path):
    return write(tmp_path / "token-key", SECRET)


@pytest.fixture
def server(start_server, key):
    return start_server("--token-key", key)


@pytest.fixture
def token(run_vchat, key):
    return run_vchat("token", "--room", "*", "--moderator", "--key-file", key).stdout.strip()


def test_a_moderator_sends_someone_out(server, token):
    async def test():
        async with Signaling(server) as ana, Signaling(server) as bob, Signaling(server) as eve:
            await ana.join("tea", "ana", token=token)
            kept = (await bob.join("tea", "bob"))["resume"]
            await eve.join("tea", "eve")
            for _ in range(2):
                await ana.receive("user-joined")
            await bob.receive("user-joined")
            await ana.send({"type": "kick", "to": bob.id, "reason": "noise"})
            assert (await bob.error("kicked"))["message"] == "ana sent you out of the room: noise"
            assert await bob.closed() == 4410
            for other in (ana, eve):
                assert await other.receive() == {"type": "user-disconnected", "id": bob.id, "reason": "kicked"}
            async with Signaling(server) as again:
                await again.send({"type": "join-room", "room": "tea", "name": "bob", "resume": kept})
                await again.error("resume-failed")
                await again.join("tea", "bob")
                assert again.id != bob.id
    run(test())


def test_only_moderators_do_and_only_in_their_room(server, token):
    async def test():
        async with Signaling(server) as ana, Signaling(server) as bob, Signaling(server) as eve:
            await ana.join("tea", "ana", token=token)
            await bob.join("tea", "bob")
            await eve.join("other", "eve")
            await ana.receive("user-joined")
            for message in ({"type": "kick", "to": ana.id}, {"type": "mute-request", "to": ana.id}):
                await bob.send(message)
                assert (await bob.error("forbidden"))["about"] == message["type"]
            for to in (eve.id, "nobody"):
                await ana.send({"type": "kick", "to": to})
                await ana.error("no-such-user")
                await ana.send({"type": "mute-request", "to": to})
                await ana.error("no-such-user")
            await ana.send({"type": "kick", "to": ana.id})
            await ana.error("bad-message")
            await ana.send({"type": "mute-request", "to": bob.id, "from": "forged", "more": 1})
            assert await bob.receive() == {"type": "mute-request", "from": ana.id, "more": 1}
    run(test())


def test_the_terminal_sends_out_and_mutes(join, token):
    ana = join("ana", env={"VCHAT_TOKEN": token}, **SILENT)
    bob = join("bob", **SILENT)
    twins = [join("twin", microphone="none", **SILENT) for _ in range(2)]
    ana.wait_event("user-joined", lambda event: event["id"] == twins[1].id)
    ana.command("/who")
    assert [user["moderator"] for user in ana.wait_event("who")["users"]] == [True, False, False, False]

    ana.command("/mute bob")
    assert bob.wait_event("mute-request")["name"] == "ana"
    ana.wait_event("media-state", lambda event: event["id"] == bob.id and event["audio"] is False)
    mark = ana.mark()
    bob.command("/unmute")
    ana.wait_event("media-state", lambda event: event["id"] == bob.id and event["audio"] is True, after=mark)
    bob.command("/kick ana")
    bob.wait_event("warning", lambda event: event["code"] == "forbidden")

    ana.command("/kick twin")
    ambiguous = ana.wait_event("warning", lambda event: event["code"] == "input")["message"]
    assert all(twin.id in ambiguous for twin in twins)
    ana.command(f"/kick {twins[1].id}")
    assert twins[1].wait_exit() == 4
    assert [event["code"] for event in twins[1].find_events("error")] == ["kicked"]
    assert "ana sent you out of the room" in twins[1].stderr
    assert ana.wait_event("user-left") == {**ana.wait_event("user-left"), "id": twins[1].id, "reason": "kicked"}
    mark = ana.mark()
    ana.command("/kick nobody")
    assert "/who" in ana.wait_event("warning", lambda event: event["code"] == "input", after=mark)["message"]
    ana.command("/kick twin")
    assert twins[0].wait_exit() == 4
    assert ana.leave() == 0 and bob.leave() == 0
