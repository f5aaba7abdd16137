"""Programs in a pseudo-terminal: the studio, and the peers that the bench holds it against."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

PEERS = {
    "posting": ("posting==2.7.1", "tree-sitter<0.25"),  # 2.11 ends in a segmentation fault with newer ones
    "harlequin": ("harlequin==2.17.0",),
}
"""Peers, each at one version, so that ratios can be compared; they need other versions of Textual than the studio."""


def install_peer(name: str) -> str | None:
    """The command of a peer, in an environment of its own; None where it cannot be installed."""
    place = Path(__file__).parent.parent.parent / ".bench" / name
    if not (place / "bin" / name).exists():
        uv = Path(sys.executable).parent / "uv"
        python = str(place / "bin" / "python")
        for command in (
            ["venv", "-q", "--clear", "--python", sys.executable, str(place)],
            ["pip", "install", "-q", "--compile-bytecode", "--python", python, *PEERS[name]],
        ):
            if subprocess.run([str(uv), *command], check=False).returncode:
                return None
    return str(place / "bin" / name)


class Terminal:
    """A program in a pseudo-terminal of so many columns and lines."""

    def __init__(self, command: Sequence[str], *, cwd: Path, home: Path, size: tuple[int, int] = (120, 40)) -> None:
        columns, lines = size
        self.written = 0
        """Bytes that it wrote and that were read."""
        self.began = time.monotonic()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
            environment |= {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(lines), "HOME": str(home),
                            "XDG_STATE_HOME": str(home), "TEXTUAL_ANIMATIONS": "none"}  # fmt: skip
            os.execvpe(command[0], list(command), environment)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, columns * 10, lines * 20))

    def read(self) -> bytes:
        """What the program wrote; its questions are answered as a terminal without graphics does."""
        data = os.read(self.handle, 65536)
        self.written += len(data)
        if b"\x1b[c" in data:
            os.write(self.handle, b"\x1b[?62;22c")
        return data

    def until(self, words: bytes, *, seconds: float = 60) -> float:
        """When some words came, on the monotonic clock; NaN when they did not."""
        seen, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.handle], [], [], 0.2)[0]:
                try:
                    seen += self.read()
                except OSError:
                    break
                if words in seen:
                    return time.monotonic()
        return float("nan")

    def rest(self, seconds: float) -> None:
        """Read on for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.handle], [], [], 0.05)[0]:
                self.read()

    def key(self, letter: str) -> float:
        """Press a key; when it was."""
        os.write(self.handle, letter.encode())
        return time.monotonic()

    @property
    def cpu_s(self) -> float:
        """Seconds of processor the program used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Kill it."""
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.handle)
