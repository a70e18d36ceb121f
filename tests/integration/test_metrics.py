"""`vchat serve --metrics`: the format, held by a strict reader, and the figures."""
import asyncio
import re
import time
import urllib.error
import urllib.request

import pytest

from harness.signaling import Signaling
from harness.waiting import bound, wait_until

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf'({NAME})(?:\{{({NAME})="((?:[^"\\\n]|\\[\\"n])*)"\}})? (\S+)')


def parse(text):
    """{(name, label value or None): figure}; fails on all that the text format 0.0.4 does not allow."""
    assert text.endswith("\n")
    types, figures, family = {}, {}, None
    for line in text.splitlines():
        if line.startswith("#"):
            kind, name, rest = re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line).groups()
            if kind == "HELP":
                assert name not in types, f"{name} is not in one piece"
                family = name
            else:
                assert name == family and rest in ("counter", "gauge") and name not in types
                types[name] = rest
            continue
        name, _, value, figure = SAMPLE.fullmatch(line).groups()
        assert name == family and name in types, f"{name} stands in the family {family}"
        assert (types[name] == "counter") == name.endswith("_total"), name
        assert (name, value) not in figures
        figures[name, value] = float(figure)
        assert figures[name, value] >= 0
    return figures


@pytest.fixture
def server(start_server):
    server = start_server("--metrics", "127.0.0.1:0")
    server.metrics_url = server.wait_event("metrics")["url"]
    return server


def read(server):
    with urllib.request.urlopen(server.metrics_url, timeout=bound(10)) as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        return parse(answer.read().decode())


def test_counts_what_happens(server):
    async def test():
        async with Signaling(server) as ada, Signaling(server) as bob:
            await ada.join("tea", "ada")
            await bob.join("tea", "bob")
            await ada.receive("user-joined")
            await ada.send({"type": "offer", "to": bob.id, "session": "s", "purpose": "call", "sdp": "v=0"})
            await bob.receive("offer")
            for _ in range(3):
                await bob.send({"type": 'dance"\n{'})
                await bob.error("unknown-type")
            return read(server)
    figures = asyncio.run(asyncio.wait_for(test(), bound(60)))
    assert figures["vchat_rooms", None] == 1 and figures["vchat_users", None] == 2
    assert figures["vchat_websockets", None] == figures["vchat_websockets_total", None] == 2
    assert figures["vchat_connections_total", None] >= figures["vchat_connections", None] >= 2
    assert figures["vchat_joins_total", None] == 2 and figures["vchat_leaves_total", None] == 0
    assert figures["vchat_messages_total", "join-room"] == 2 and figures["vchat_messages_total", "offer"] == 1
    assert figures["vchat_messages_total", "unknown"] == figures["vchat_refusals_total", "unknown-type"] == 3
    wait_until(lambda: read(server)["vchat_connections", None] == 0, "the end of all connections")


def test_tells_about_the_process(server):
    figures = read(server)
    assert abs(figures["process_resident_memory_bytes", None] / 1024 / server.resident_kib() - 1) < 0.2
    # The connection on which it answers is one of them.
    assert abs(figures["process_open_fds", None] - server.open_files()) <= 2
    assert figures["process_max_fds", None] >= figures["process_open_fds", None]
    assert 0 < figures["process_cpu_seconds_total", None] < 60
    assert abs(figures["process_start_time_seconds", None] + figures["vchat_uptime_seconds", None] - time.time()) < 5


def test_is_on_its_own_address_and_nothing_else_is_there(server):
    for url in (server.url + "/metrics", server.metrics_url.removesuffix("metrics"),
                server.metrics_url.replace("metrics", "api/rooms")):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url, timeout=bound(10))
        assert refused.value.code == 404, url
