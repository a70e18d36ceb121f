"""A client of the signaling protocol that can also misbehave."""
import asyncio
import json

import websockets

from .waiting import bound


class Signaling:
    """One WebSocket to a server; used as `async with Signaling(server) as client`."""

    def __init__(self, server, subprotocols=("vchat.v1",), **options):
        self.url = server.url.replace("http", "ws", 1) + "/ws"
        self.options = dict({"subprotocols": subprotocols, "max_size": None, "ping_interval": None, "compression": None,
                             "open_timeout": bound(20), "close_timeout": bound(5)}, **options)
        self.id = None
        self.socket = None

    async def __aenter__(self):
        self.socket = await websockets.connect(self.url, **self.options)
        return self

    async def __aexit__(self, *_):
        await self.socket.close()

    async def send(self, message):
        """Sends an object as JSON, and text as it is."""
        await self.socket.send(message if isinstance(message, (str, bytes)) else json.dumps(message))

    async def receive(self, kind=None, timeout=None):
        """The next message; `kind` says which type it must have."""
        frame = await asyncio.wait_for(self.socket.recv(), bound(timeout or 10))
        assert isinstance(frame, str)
        message = json.loads(frame)
        assert kind is None or message["type"] == kind, message
        return message

    async def error(self, code, timeout=None):
        message = await self.receive("error", timeout)
        assert message["code"] == code, message
        assert message["message"]
        return message

    async def join(self, room="room", name="someone", **fields):
        """Joins and returns the `room-users` that came."""
        await self.send({"type": "join-room", "room": room, "name": name, **fields})
        answer = await self.receive("room-users")
        self.id = answer["self"]["id"]
        return answer

    async def closed(self, timeout=None):
        """Waits until the server has closed; returns the code."""
        await asyncio.wait_for(self.socket.wait_closed(), bound(timeout or 10))
        return self.socket.close_code


def run(test):
    """Runs a coroutine test to its end."""
    asyncio.run(asyncio.wait_for(test, bound(120)))
