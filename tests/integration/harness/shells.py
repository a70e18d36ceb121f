"""What bash, zsh and fish offer for a command line, asked in the real shells."""
import os
import pty
import subprocess
from pathlib import Path

from .waiting import bound, need_tools, wait_until

COMPLETIONS = Path(__file__).resolve().parents[3] / "completions"

BASH = """
source "$1"
compopt() { :; }  # there is no readline here to tell
COMP_LINE=$2 COMP_POINT=${#2}
read -ra COMP_WORDS <<<"$2"
_vchat
printf '%s\\n' "${COMPREPLY[@]}"
"""

ZSHRC = """
fpath=("$COMPLETIONS" $fpath)
autoload -Uz compinit && compinit -u -D
compadd() {
  local -a matches
  # Calls that only sort matches into arrays are none of ours.
  if (( ! ${argv[(I)-[OAD]]} )); then
    builtin compadd -O matches "$@"
    print -rl -- $matches >>"$CAPTURE"
  fi
  builtin compadd "$@"
}
capture() { _main_complete; print -r -- "END" >>"$CAPTURE" }
zle -C capture complete-word capture
bindkey '^T' capture
PS1='ready> '
"""


def bash(line, env):
    """Candidates for the end of `line`."""
    need_tools("bash")
    return _lines(["bash", "--norc", "-c", BASH, "bash", COMPLETIONS / "bash" / "vchat", line], env)


def fish(line, env):
    """Candidates for the end of `line`, without their descriptions."""
    need_tools("fish")
    script = f"source {COMPLETIONS}/fish/vchat.fish; complete -C $argv[1]"
    return [candidate.split("\t")[0] for candidate in _lines(["fish", "--no-config", "-c", script, line], env)]


def zsh(line, env, folder):
    """Candidates for the end of `line`: an interactive zsh on a terminal, where Ctrl-T runs the completion."""
    need_tools("zsh")
    folder.mkdir(exist_ok=True)
    capture = folder / "candidates"
    capture.write_text("")
    (folder / ".zshrc").write_text(ZSHRC)
    own = dict(env, ZDOTDIR=str(folder), COMPLETIONS=str(COMPLETIONS / "zsh"), CAPTURE=str(capture), TERM="vt100")
    terminal, inside = pty.openpty()
    shell = subprocess.Popen(["zsh", "-i", "+d"], env=own, stdin=inside, stdout=inside, stderr=inside, start_new_session=True)
    os.close(inside)
    os.set_blocking(terminal, False)
    shown = bytearray()

    def read():
        try:
            shown.extend(os.read(terminal, 65536))
        except (BlockingIOError, OSError):
            pass
        return shown

    try:
        wait_until(lambda: b"ready> " in read(), "the prompt of zsh")
        os.write(terminal, line.encode() + b"\x14")
        wait_until(lambda: read() and capture.read_text().endswith("END\n"), f"the completion of zsh, which shows {shown}")
    finally:
        shell.kill()
        shell.wait()
        os.close(terminal)
    return sorted(set(capture.read_text().splitlines()) - {"", "END"})


def _lines(command, env):
    result = subprocess.run(list(map(str, command)), env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                            timeout=bound(30), check=False)
    assert not result.stderr, result.stderr
    return [line for line in result.stdout.splitlines() if line]
