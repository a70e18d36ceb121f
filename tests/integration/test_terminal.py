"""`vchat join` on a terminal: the line being typed stays whole, and the terminal is put back."""
import os
import signal
import termios

import pytest

from harness.terminal import Terminal

SILENT = {"camera": "none", "microphone": "none"}


@pytest.fixture
def terminal(vchat, server, environment):
    shown = Terminal([vchat, "join", "test", "--server", server.url, "--name", "alice", "--camera", "none",
                      "--microphone", "none", "--speaker", "none", "--display", "none"], environment)
    shown.wait_shown("You are in test as alice")
    yield shown
    shown.close()


def test_what_is_typed_stays_whole(terminal, join):
    bob = join("bob", **SILENT)
    terminal.wait_shown("bob joined")
    terminal.wait_shown("2 people")
    terminal.type("half 日本")
    terminal.wait_shown("> half 日本")
    mark = len(terminal.output)
    bob.write("incoming \x1b[2J")
    # The lines at the bottom are taken away, then the message, then they are drawn again with all that was typed.
    terminal.wait_shown("<bob> incoming  [2J\r", mark)
    terminal.wait_shown("> half 日本", mark)
    assert b"\x1b[2J" not in terminal.output
    terminal.type(" done\r")
    assert bob.wait_event("chat")["text"] == "half 日本 done"


def test_ctrl_d_does_not_end_the_call(terminal):
    terminal.type("\x04")
    terminal.wait_shown("Ctrl-D does not end the call")
    terminal.type("/leave\r")
    assert terminal.end() == (0, terminal.before)


def test_ctrl_c_leaves(terminal):
    terminal.type("half a line\x03")
    assert terminal.end() == (0, terminal.before)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGABRT, signal.SIGQUIT])
def test_signals_put_the_terminal_back(terminal, number):
    assert termios.tcgetattr(terminal.slave) != terminal.before
    terminal.process.send_signal(number)
    code, settings = terminal.end()
    assert code == (0 if number == signal.SIGTERM else -number)
    assert settings == terminal.before


def test_stops_and_goes_on(terminal):
    terminal.type("kept")
    terminal.wait_shown("> kept")
    terminal.process.send_signal(signal.SIGTSTP)
    os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED)
    assert termios.tcgetattr(terminal.slave) == terminal.before
    mark = len(terminal.output)
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_shown("> kept", mark)
    assert termios.tcgetattr(terminal.slave) != terminal.before
    terminal.type("\x15/leave\r")
    assert terminal.end() == (0, terminal.before)


def test_no_colours_where_they_are_not_wanted(vchat, server, environment):
    shown = Terminal([vchat, "join", "test", "--server", server.url, "--name", "alice", "--camera", "none",
                      "--microphone", "none", "--speaker", "none", "--display", "none", "--duration", "1s"],
                     dict(environment, NO_COLOR="1"))
    try:
        assert shown.end()[0] == 0
        assert b"\x1b[3" not in shown.output and b"\x1b[1m" not in shown.output
    finally:
        shown.close()
