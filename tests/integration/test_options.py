"""Every option of every --help stands in the man page and in the completion of each shell, and no other does."""
import re
import subprocess
from pathlib import Path

import pytest

from harness import shells
from harness.waiting import need_tools

ROOT = Path(__file__).resolve().parents[2]
SUBCOMMANDS = ["serve", "join", "list-rooms", "list-devices", "hash-password", "token", "compose"]
SHELLS = ["bash", "zsh", "fish"]


@pytest.fixture
def shell_environment(environment, vchat, tmp_path):
    """Where `vchat` is the binary under test, and sound has devices to list."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "vchat").symlink_to(vchat)
    return dict(environment, PATH=f"{tmp_path}/bin:{environment['PATH']}")


@pytest.fixture(params=SHELLS)
def complete(request, shell_environment, tmp_path):
    """Asks one of the shells: `complete("vchat join --")`."""
    def ask(line, **env):
        own = dict(shell_environment, **env)
        if request.param == "zsh":
            return shells.zsh(line, own, tmp_path / "zsh")
        return getattr(shells, request.param)(line, own)
    return ask


def options_of(run_vchat, *subcommand):
    """The long options that --help shows."""
    shown = run_vchat(*subcommand, "--help")
    assert shown.returncode == 0, shown.stderr
    options = {option for line in shown.stdout.splitlines() if re.match(r"\s+-", line)
               for option in re.findall(r"--[a-z][a-z-]*", re.split(r"\s{2,}(?=[^-\s])", line.strip())[0])}
    assert "--help" in options
    return options


def options_of_the_man_page(name):
    """The long options that the page describes: the heads of its lists."""
    source = (ROOT / "man" / f"{name}.1").read_text()
    heads = "\n".join(re.findall(r"^\.It (?:Fl.*)$", source, re.MULTILINE))
    return {f"--{option}" for option in re.findall(r"Fl Fl ([a-z-]+)", heads)}


def test_the_man_page_of_vchat_has_its_options(run_vchat):
    assert options_of_the_man_page("vchat") == options_of(run_vchat)


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
def test_the_man_page_of_a_subcommand_has_its_options(run_vchat, subcommand):
    assert options_of_the_man_page(f"vchat-{subcommand}") - {"--log-level"} == options_of(run_vchat, subcommand) - {"--log-level"}


@pytest.mark.parametrize("page", sorted((ROOT / "man").glob("*.1")), ids=lambda page: page.name)
def test_the_man_page_is_clean(page):
    need_tools("mandoc")
    findings = subprocess.run(["mandoc", "-Tlint", "-W", "warning", page], capture_output=True, text=True, check=False)
    assert findings.returncode == 0, findings.stdout


def test_each_subcommand_has_a_man_page():
    assert {page.stem for page in (ROOT / "man").glob("*.1")} == {"vchat", *(f"vchat-{name}" for name in SUBCOMMANDS)}


def test_completion_offers_the_subcommands(complete):
    assert set(SUBCOMMANDS) <= set(complete("vchat "))
    assert complete("vchat j") == ["join"]


def test_completion_offers_the_options_of_vchat(complete, run_vchat):
    assert set(complete("vchat --")) == options_of(run_vchat)


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
def test_completion_offers_the_options_of_a_subcommand(complete, run_vchat, subcommand):
    assert set(complete(f"vchat {subcommand} --")) - {"--log-level"} == options_of(run_vchat, subcommand) - {"--log-level"}


@pytest.mark.parametrize("line, values", [
    ("vchat join --codec ", {"auto", "vp8", "h264"}),
    ("vchat join --log-level ", {"error", "warning", "info", "debug"}),
    ("vchat join --display ", {"auto", "none", "gst:"}),
    ("vchat join tea --codec v", {"vp8"}),
    ("vchat join tea --server ht", {"http://", "https://"}),
    ("vchat serve --ice-server ", {"stun://", "turn://", "turns://"}),
])
def test_completion_offers_values(complete, line, values):
    assert set(complete(line)) == values


def test_completion_offers_files_to_play(complete, tmp_path):
    (tmp_path / "film.webm").touch()
    offered = complete(f"vchat join --camera file:{tmp_path}/fil")
    assert len(offered) == 1 and offered[0].endswith("film.webm")


def test_completion_offers_the_rooms_of_the_server(complete, join, server):
    join("alice", room="tearoom", camera="none", microphone="none")
    assert complete(f"vchat join --server {server.url} te") == ["tearoom"]
    assert complete("vchat join te", VCHAT_SERVER=server.url) == ["tearoom"]


def test_completion_of_rooms_is_silent_without_a_server(complete):
    assert complete("vchat join te", VCHAT_SERVER="http://127.0.0.1:1") == []


def test_completion_offers_devices(complete, start_pulse):
    pulse = start_pulse("earpiece")
    assert "earpiece_microphone" in complete("vchat join --microphone ", **pulse.env)
    assert "earpiece" in complete("vchat join --speaker ", **pulse.env)
    assert {"auto", "none", "test", "file:", "gst:"} <= set(complete("vchat join --microphone ", **pulse.env))
