"""Somebody in between: relays the signaling of one server, and alters it on its way."""
import asyncio
import threading

import websockets


class TamperingProxy:
    """Hands every frame between clients and `server` through `alter(text) -> text`; used as a context manager, `url`."""

    def __init__(self, server, alter):
        self.upstream = server.url.replace("http", "ws", 1) + "/ws"
        self.alter = alter
        self.url = None
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = None
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _run(self):
        self._stop = asyncio.Event()
        async with websockets.serve(self._relay, "127.0.0.1", 0, subprotocols=["vchat.v1"], compression=None) as listening:
            self.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
            self._ready.set()
            await self._stop.wait()

    async def _relay(self, client, *_):
        async with websockets.connect(self.upstream, subprotocols=["vchat.v1"], compression=None) as server:
            ends = [asyncio.ensure_future(self._pump(client, server)), asyncio.ensure_future(self._pump(server, client))]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for end in ends:
                end.cancel()

    async def _pump(self, source, target):
        async for frame in source:
            await target.send(self.alter(frame))
