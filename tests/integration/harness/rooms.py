"""Rooms files, secrets, and trying to enter with them."""
import json
import re
import urllib.request

from .signaling import Signaling
from .waiting import bound

SECRET = "a secret of the tests, with more than 32 bytes"


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


async def answer(server, room="tea", address="127.0.0.1", **fields):
    """Tries to enter: the `room-users`, or the error and the close code."""
    async with Signaling(server, local_addr=(address, 0)) as client:
        await client.send({"type": "join-room", "room": room, "name": "bob", **fields})
        message = await client.receive()
        return (message, None) if message["type"] == "room-users" else (message, await client.closed())


async def verdict(*arguments, **fields):
    """The code of the refusal, or `entered`."""
    return (await answer(*arguments, **fields))[0].get("code", "entered")


def listed(server):
    """What /api/rooms says, by room."""
    with urllib.request.urlopen(server.url + "/api/rooms", timeout=bound(10)) as response:
        return {room["name"]: room for room in json.load(response)["rooms"]}


def password_checks(server):
    """How many hashes a server with --metrics has computed."""
    with urllib.request.urlopen(server.wait_event("metrics")["url"], timeout=bound(10)) as response:
        return int(re.search("^vchat_password_checks_total ([0-9]+)$", response.read().decode(), re.MULTILINE)[1])
