"""`vchat join` as a script sees it: commands, events, exit codes, configuration, and a server that goes away."""
import json
import os
import re
import signal
import subprocess

import pytest

from harness.waiting import bound

SILENT = {"camera": "none", "microphone": "none"}
NO_MEDIA = ["--camera", "none", "--microphone", "none", "--speaker", "none", "--display", "none"]


def connected(participant, other):
    participant.wait_event("session", lambda event: event["id"] == other.id and event["state"] == "connected")


def test_two_exchange_chat(join):
    alice = join("alice", **SILENT)
    bob = join("bob", **SILENT)
    alice.wait_event("user-joined")
    # Both before they are connected and after it.
    alice.write("first: Zoë & 日本 \x1b[31m")
    connected(bob, alice)
    bob.write("back")
    assert bob.wait_event("chat")["text"] == "first: Zoë & 日本 \x1b[31m"
    heard = alice.wait_event("chat")
    assert (heard["id"], heard["name"], heard["text"]) == (bob.id, "bob", "back")
    assert alice.leave() == 0
    assert bob.wait_event("user-left")["reason"] == "left"
    assert bob.leave() == 0
    assert not alice.bad_lines and not bob.bad_lines
    # JSON escapes what could steer a terminal that it is shown on.
    assert not any("\x1b" in line for line in bob.lines)


def test_events_have_what_the_manual_says(join):
    alice = join("alice")
    bob = join("bob")
    frame, sound = alice.wait_media_from(bob)
    assert frame["width"] == 640 and frame["height"] == 360 and frame["ms"] > 0 and sound["ms"] > 0
    assert bob.wait_event("joined")["users"][0]["name"] == "alice"
    assert alice.wait_event("user-joined")["id"] == bob.id
    session = alice.wait_event("session", lambda event: event["state"] == "connected")
    assert session["purpose"] == "call" and re.fullmatch("[A-Za-z0-9_-]{1,32}", session["session"])
    figures = alice.wait_for(lambda: alice.latest_stats_of(bob), "stats of bob")
    assert set(figures) == {"id", "bars", "rtt_ms", "loss", "send_loss", "jitter_ms", "buffer_ms", "send_bps", "receive_bps",
                            "target_bps", "send_width", "send_height", "send_paused", "width", "height", "fps",
                            "frames_decoded", "freezes", "paused"}
    assert alice.wait_event("stats")["cpu_percent"] >= 0
    for event in alice.events:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}([+-]\d\d:\d\d|Z)", event["time"])


def test_room_commands(join):
    alice = join("alice")
    bob = join("bob")
    connected(alice, bob)
    mark = bob.mark()
    alice.command("/mute")
    bob.wait_event("media-state", lambda event: event["audio"] is False and event["video"] is True, after=mark)
    alice.command("/camera off")
    bob.wait_event("media-state", lambda event: event["video"] is False, after=mark)
    mark = bob.mark()
    alice.command("/camera on")
    alice.command("/unmute")
    bob.wait_event("media-state", lambda event: event["audio"] and event["video"], after=mark)
    alice.command("/who")
    assert [user["name"] for user in alice.wait_event("who")["users"]] == ["alice", "bob"]
    alice.command("/camera of")
    assert "Usage: /camera on|off" in alice.wait_event("warning", lambda event: event["code"] == "input")["message"]
    mark = alice.mark()
    alice.command("/quit")
    assert "/help" in alice.wait_event("warning", lambda event: event["code"] == "input", after=mark)["message"]
    alice.command("/help")
    alice.wait_stderr("/leave")
    assert not [event for event in bob.events if event["event"] == "chat"]
    assert alice.leave() == 0
    assert alice.events[-1]["event"] == "left" and alice.events[-1]["reason"] == "asked"


def test_lines_that_cannot_be_sent_are_named(join):
    alice = join("alice", **SILENT)
    bob = join("bob", **SILENT)
    alice.process.stdin.write(b"a\xff\n" + b"x" * 100_000 + b"\n" + b"y" * 4001 + b"\nfine\n")
    alice.process.stdin.flush()
    assert bob.wait_event("chat")["text"] == "fine"
    messages = [event["message"] for event in alice.find_events("warning") if event["code"] == "input"]
    assert len(messages) == 3
    assert "UTF-8" in messages[0] and "too long" in messages[1] and "4,000" in messages[2]


def test_the_end_of_input_does_not_end_the_call(join):
    alice = join("alice", **SILENT)
    alice.close_stdin()
    bob = join("bob", **SILENT)
    connected(alice, bob)
    alice.send_signal(signal.SIGTERM)
    assert alice.wait_exit() == 0
    assert bob.wait_event("user-left")["reason"] == "left"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_leave_cleanly(join, number):
    alice = join("alice", **SILENT)
    alice.send_signal(number)
    assert alice.wait_exit() == 0
    assert alice.events[-1]["reason"] == "signal"


def test_a_reader_that_goes_away_ends_the_call(vchat, environment, server, join):
    reader, writer = os.pipe()
    arguments = [vchat, "join", "test", "--server", server.url, "--json", *NO_MEDIA]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=writer, env=environment) as child:
        try:
            os.close(writer)
            assert b'"joined"' in os.read(reader, 4096)
            os.close(reader)
            join("bob", **SILENT)  # something to tell
            assert child.wait(bound()) == 0
        finally:
            child.kill()


def test_duration_leaves_by_itself(join):
    alice = join("alice", "--duration", "700ms", **SILENT)
    assert alice.wait_exit() == 0
    assert alice.events[-1]["reason"] == "duration"


def test_exit_when_alone(join):
    alice = join("alice", "--exit-when-alone", **SILENT)
    bob = join("bob", **SILENT)
    carol = join("carol", **SILENT)
    alice.wait_event("user-joined", lambda event: event["id"] == carol.id)
    bob.leave()
    mark = alice.mark()
    alice.command("/who")
    alice.wait_event("who", after=mark)
    carol.leave()
    assert alice.wait_exit() == 0
    assert alice.events[-1]["reason"] == "alone"


WRONG = [
    (["join"], "ROOM"),
    (["join", "r", "--no-such-option"], "--no-such-option"),
    (["join", "r", "s"], "s"),
    (["join", "a room!"], "not the name of a room"),
    (["join", "r" * 65], "not the name of a room"),
    (["join", "http://host/elsewhere"], "not the link of a room"),
    (["join", "http://host/r/%ff"], "UTF-8"),
    (["join", "r", "--server", "nonsense"], "not the URL of a server"),
    (["join", "r", "--server", "ftp://host"], "not the URL of a server"),
    (["join", "r", "--name", ""], "name"),
    (["join", "r", "--name", "a\nb"], "name"),
    (["join", "r", "--size", "640"], "640x360"),
    (["join", "r", "--size", "641x360"], "even"),
    (["join", "r", "--size", "640x360x1"], "640x360"),
    (["join", "r", "--framerate", "0"], "--framerate"),
    (["join", "r", "--framerate", "121"], "--framerate"),
    (["join", "r", "--bitrate", "fast"], "1500k"),
    (["join", "r", "--bitrate", "1"], "30k"),
    (["join", "r", "--codec", "av1"], "--codec"),
    (["join", "r", "--duration", "soon"], "1h30m"),
    (["join", "r", "--ice-server", "http://host"], "--ice-server"),
    (["join", "r", "--display", "hologram"], "gst:DESCRIPTION"),
    (["join", "r", "--camera", "file:"], "file:"),
    (["join", "r", "--camera"], "--camera"),
    (["--log-level", "loud", "join", "r"], "--log-level"),
    (["joim", "r"], "joim"),
    ([], "--help"),
]


@pytest.mark.parametrize("arguments, named", WRONG, ids=[" ".join(arguments)[:40] or "nothing" for arguments, _ in WRONG])
def test_wrong_arguments_are_named(run_vchat, arguments, named):
    ended = run_vchat(*arguments)
    assert ended.returncode == 2
    assert named in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize("variable, value", [("VCHAT_SERVER", "nonsense"), ("VCHAT_NAME", "\x01")])
def test_a_wrong_environment_is_named(run_vchat, variable, value):
    ended = run_vchat("join", "r", env={variable: value})
    assert ended.returncode == 2
    assert ended.stderr


def write_config(environment, text):
    folder = os.path.join(environment["XDG_CONFIG_HOME"], "vchat")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.toml"), "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)


@pytest.mark.parametrize("text, named", [
    ("[join\n", "config.toml:1"),
    ("\n[join]\nnmae = \"x\"\n", "config.toml:3: unknown key 'nmae'"),
    ("[joim]\nname = \"x\"\n", "unknown section [joim]"),
    ("[join]\nsize = \"big\"\n", "config.toml:2"),
    ("[join]\nframerate = 1000\n", "config.toml:2"),
    ("[join]\nname = Zoe\n", "config.toml:2"),
    ("[list-rooms]\nnothing = 1\n", "config.toml:2"),
    ("loud = true\n", "config.toml:1"),
])
def test_a_malformed_configuration_is_named(run_vchat, environment, text, named):
    write_config(environment, text)
    ended = run_vchat("join", "r", "--server", "http://127.0.0.1:1")
    assert ended.returncode == 2
    assert named in ended.stderr


@pytest.mark.parametrize("arguments, env, name", [
    ([], {}, "file"),
    ([], {"VCHAT_NAME": "environment"}, "environment"),
    (["--name", "line"], {"VCHAT_NAME": "environment"}, "line"),
])
def test_command_line_over_environment_over_file(run_vchat, server, environment, arguments, env, name):
    write_config(environment, "[join]\nname = \"file\"\nduration = \"500ms\"\nserver = \"http://127.0.0.1:1\"\n"
                              "camera = \"none\"\nmicrophone = 'none'\nspeaker = 'none'\ndisplay = 'none'\njson = true\n")
    ended = run_vchat("join", "r", *arguments, env={"VCHAT_SERVER": server.url, **env})
    assert ended.returncode == 0, ended.stderr
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    assert events[0]["event"] == "joined" and events[0]["name"] == name


def test_joins_by_the_link_of_a_browser(run_vchat, server):
    ended = run_vchat("join", f"{server.url}/r/caf%C3%A9", "--json", "--duration", "300ms", "--camera", "none",
                      "--microphone", "none", "--speaker", "none", "--display", "none")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout.splitlines()[0])["room"] == "café"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://vchat.invalid:8080"])
def test_a_server_that_is_not_there(run_vchat, url):
    ended = run_vchat("join", "r", "--server", url, "--json", *NO_MEDIA)
    assert ended.returncode == 3
    assert f"cannot reach {url}: " in ended.stderr
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [event["event"] for event in events] == ["error", "left"]
    assert events[0]["code"] == "unreachable"


def port_of(server):
    return server.url.rsplit(":", 1)[1]


def test_a_server_that_comes_back_with_another_key(join, start_server, tmp_path):
    """As after a loss of more than --resume-seconds: the room is entered anew, and nobody is there twice."""
    server = start_server()
    alice = join("alice", server=server, **SILENT)
    bob = join("bob", server=server, **SILENT)
    connected(alice, bob)
    server.kill()
    alice.wait_event("reconnecting")
    bob.wait_event("reconnecting")
    marks = alice.mark()
    start_server("--state-dir", tmp_path / "other", listen=f"127.0.0.1:{port_of(server)}")
    assert alice.wait_event("reconnected")["resumed"] is False
    assert bob.wait_event("reconnected")["resumed"] is False
    alice.wait_event("session", lambda event: event["state"] == "connected", after=marks)
    alice.command("/who")
    assert sorted(user["name"] for user in alice.wait_event("who")["users"]) == ["alice", "bob"]
    bob.write("still here")
    assert alice.wait_event("chat")["text"] == "still here"
    assert alice.leave() == 0 and bob.leave() == 0


def test_a_server_that_stays_away(join, start_server):
    server = start_server()
    alice = join("alice", server=server, **SILENT)
    server.send_signal(signal.SIGTERM)
    alice.wait_event("reconnecting")
    assert alice.wait_exit(60) == 3
    assert alice.wait_event("error")["code"] == "unreachable" and alice.events[-1]["reason"] == "error"
    assert server.url in alice.stderr


def test_leaving_while_the_server_is_away(join, start_server):
    server = start_server()
    alice = join("alice", server=server, **SILENT)
    server.kill()
    alice.wait_event("reconnecting")
    assert alice.leave(5) == 0


def test_plain_lines_without_json(run_vchat, join, server):
    bob = join("bob", **SILENT)
    ended = run_vchat("join", "test", "--server", server.url, "--name", "eve", "--duration", "500ms", *NO_MEDIA)
    assert ended.returncode == 0
    assert ended.stdout == "* You are in test as eve; here already: bob\n"
    assert bob.wait_event("user-left")["name"] == "eve"
