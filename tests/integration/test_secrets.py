"""Passwords and tokens on their way into `vchat join`: files, the environment, and a terminal that shows nothing."""
import os
import re
import signal
import termios
from pathlib import Path

import pytest

from harness.rooms import write
from harness.terminal import Terminal
from harness.waiting import wait_until

PASSWORD = "correct horse"
QUIET = ["--camera", "none", "--microphone", "none", "--speaker", "none", "--display", "none"]


@pytest.fixture
def server(start_server, run_vchat, tmp_path):
    made = run_vchat("hash-password", stdin=PASSWORD + "\n").stdout
    return start_server("--rooms", write(tmp_path / "rooms", f"[tea]\npassword-hash={made}\n"))


@pytest.fixture
def enter(run_vchat, server):
    def enter(*options, **environment):
        return run_vchat("join", "tea", "--server", server.url, "--json", "--duration", "200ms", *QUIET, *options,
                         env=environment)
    return enter


@pytest.fixture
def open_terminal(vchat, environment):
    """A factory: `open_terminal("join", …)` runs vchat on a terminal of its own."""
    opened = []

    def start(*arguments, term="xterm", **env):
        opened.append(Terminal([vchat, *arguments], dict(environment, **env), term))
        return opened[-1]
    yield start
    for terminal in opened:
        terminal.close()


def test_from_a_file_and_from_the_environment(enter, tmp_path, environment):
    right = write(tmp_path / "right", PASSWORD + "\n")
    wrong = write(tmp_path / "wrong", "wrong")
    assert enter("--password-file", right).returncode == 0
    assert enter(VCHAT_PASSWORD=PASSWORD).returncode == 0
    assert enter("--password-file", right, VCHAT_PASSWORD="wrong").returncode == 0
    config = Path(environment["XDG_CONFIG_HOME"]) / "vchat"
    config.mkdir(parents=True)
    write(config / "config.toml", f'[join]\npassword-file = "{wrong}"\n')
    assert enter().returncode == 4
    assert enter(VCHAT_PASSWORD=PASSWORD).returncode == 0


def test_a_refusal_ends_with_4_where_nobody_can_be_asked(enter, tmp_path):
    for ended in (enter(), enter(VCHAT_PASSWORD="wrong"), enter("--token-file", write(tmp_path / "token", "x"))):
        assert ended.returncode == 4
        assert '"code":"unauthorized"' in ended.stdout and "--password-file" in ended.stderr


def test_a_rate_limit_ends_with_4_and_says_how_long(start_server, run_vchat):
    server = start_server("--max-joins-per-address", "1")
    arguments = ["join", "tea", "--server", server.url, "--duration", "100ms", *QUIET]
    assert run_vchat(*arguments).returncode == 0
    ended = run_vchat(*arguments)
    assert ended.returncode == 4 and re.search("try again in [0-9]+ s", ended.stderr)


@pytest.mark.parametrize("option", ["--password", "--token"])
def test_secrets_are_not_taken_on_the_command_line(run_vchat, option):
    assert run_vchat("join", "tea", option, "secret").returncode == 2


@pytest.mark.parametrize("content", [None, "", "\n", b"\xff"])
def test_a_file_without_a_secret_is_named(enter, tmp_path, content):
    if content is not None:
        (tmp_path / "secret").write_bytes(content if isinstance(content, bytes) else content.encode())
    ended = enter("--password-file", tmp_path / "secret")
    assert ended.returncode == 2 and str(tmp_path / "secret") in ended.stderr


@pytest.mark.parametrize("term", ["xterm", "dumb"], ids=["editor", "plain"])
def test_a_person_is_asked(open_terminal, server, term):
    terminal = open_terminal("join", "tea", "--server", server.url, "--name", "ana", *QUIET, term=term)
    terminal.wait_shown("Password of tea: ")
    wait_until(lambda: not termios.tcgetattr(terminal.slave)[3] & termios.ECHO, "that nothing is shown")
    terminal.type("wrong\r")
    terminal.wait_shown("That is not it. Password of tea: ")
    terminal.type(PASSWORD + "\r")
    terminal.wait_shown("You are in tea as ana")
    terminal.type("/leave\r")
    assert terminal.end() == (0, terminal.before)
    assert b"wrong" not in terminal.output and PASSWORD.encode() not in terminal.output


def test_a_person_is_asked_three_times(open_terminal, server):
    terminal = open_terminal("join", "tea", "--server", server.url, *QUIET, term="dumb", VCHAT_PASSWORD="wrong")
    for asked in range(1, 4):
        wait_until(lambda: terminal.output.count(b"That is not it.") >= asked, f"question {asked}")
        terminal.type(f"wrong {asked}\r")
    assert terminal.end() == (4, terminal.before)


@pytest.mark.parametrize("keys, code", [("\x04", 4), ("\x03", 0)], ids=["Ctrl-D", "Ctrl-C"])
def test_a_person_may_not_want_to_say(open_terminal, server, keys, code):
    terminal = open_terminal("join", "tea", "--server", server.url, *QUIET)
    terminal.wait_shown("Password of tea: ")
    terminal.type(keys)
    assert terminal.end() == (code, terminal.before)


def answer(terminal, question, text):
    terminal.wait_shown(question)
    wait_until(lambda: not termios.tcgetattr(terminal.slave)[3] & termios.ECHO, "that nothing is shown")
    terminal.type(text + "\n")


def test_hash_password_asks_twice(open_terminal):
    terminal = open_terminal("hash-password")
    answer(terminal, "Password: ", PASSWORD)
    answer(terminal, "Again: ", PASSWORD)
    assert terminal.end() == (0, terminal.before)
    terminal.wait_shown("$y$")
    assert PASSWORD.encode() not in terminal.output


def test_hash_password_makes_none_of_a_slip(open_terminal):
    terminal = open_terminal("hash-password")
    answer(terminal, "Password: ", PASSWORD)
    answer(terminal, "Again: ", PASSWORD + "!")
    assert terminal.end() == (2, terminal.before)
    assert b"$y$" not in terminal.output


@pytest.mark.parametrize("how", ["Ctrl-C", "Ctrl-D", "SIGTERM"])
def test_hash_password_leaves_the_terminal_as_it_was(open_terminal, how):
    terminal = open_terminal("hash-password")
    terminal.wait_shown("Password: ")
    if how == "SIGTERM":
        os.kill(terminal.process.pid, signal.SIGTERM)
    else:
        terminal.type({"Ctrl-C": "\x03", "Ctrl-D": "\x04"}[how])
    assert terminal.end() == (1, terminal.before)
