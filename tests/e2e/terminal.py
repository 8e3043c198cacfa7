"""A real terminal for end-to-end tests: a pseudo-terminal and a screen that understands what is written to it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pexpect
import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "ctrl+c": "\x03",
    "ctrl+z": "\x1a",
    "tab": "\t",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "ctrl+p": "\x10",
}


COLOURS = re.compile(rb"\x1b\[[\d;]*m")
BEGUN = re.compile(rb"\x1b(\[[\d;]*)?$")
"""A sequence of which the rest has not come yet."""


class Words(pyte.Screen):
    """What stands on the screen. Its ``colours`` only if wanted: most of the time would go into them."""

    colours = False

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._stream, self._begun, self._lines = pyte.ByteStream(self), b"", list[str]()

    def feed(self, written: bytes) -> None:
        """Take what a program writes."""
        written = self._begun + written
        begun = BEGUN.search(written)
        end = begun.start() if begun else len(written)
        self._begun = written[end:]
        self._stream.feed(written[:end] if self.colours else COLOURS.sub(b"", written[:end]))

    @property
    def text(self) -> str:
        """Line by line; only lines that were written to are put together anew."""
        if len(self._lines) != self.lines:
            self._lines, self.dirty = [""] * self.lines, set(range(self.lines))
        for y in self.dirty & set(range(self.lines)):
            self._lines[y] = "".join(self.buffer[y][x].data for x in range(self.columns)).rstrip()
        self.dirty.clear()
        return "\n".join(self._lines)


class Terminal:
    """``tutor`` in a terminal of ``columns`` × ``lines``; use it in a ``with`` block, which ends the program."""

    def __init__(
        self, *arguments: str, home: Path, columns: int = 100, lines: int = 30, module: str = "tutor", **env: str
    ) -> None:
        import os

        settings = {**os.environ, "TERM": "xterm-256color", "TUTOR_HOME": str(home), "TEXTUAL_ANIMATIONS": "none"}
        for name in ("COLUMNS", "LINES"):
            settings.pop(name, None)  # a test runner may set them, and they win over the terminal's real size
        self.screen = Words(columns, lines)
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", module, *arguments],
            env={**settings, **env},
            dimensions=(lines, columns),
            timeout=60,
        )
        self.process.delaybeforesend = None  # it would wait before each key

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.process.close(force=True)

    @property
    def pid(self) -> int:
        """The program's process."""
        assert self.process.pid is not None
        return self.process.pid

    @property
    def text(self) -> str:
        """What the screen shows, line by line."""
        return self.screen.text

    @property
    def is_coloured(self) -> bool:
        """Whether anything on the screen has a colour that is no shade of grey; if colours were wanted."""
        inks = {cell.fg for line in self.screen.buffer.values() for cell in line.values()}
        return any(len({ink[0:2], ink[2:4], ink[4:6]}) > 1 for ink in inks - {"default"})

    def press(self, *keys: str) -> None:
        """Type keys: names such as "enter", or characters."""
        for key in keys:
            self.process.send(KEYS.get(key, key))

    def read(self, seconds: float) -> None:
        """Take what the program writes within ``seconds``."""
        try:
            part: Any = self.process.read_nonblocking(65536, timeout=seconds)  # bytes: no encoding was asked for
            self.screen.feed(part)
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            time.sleep(0)

    def wait_until(self, holds: Callable[[str], bool], what: str, within: float = 60) -> str:
        """Read until the screen's text fulfils ``holds``; returns it. Fails with the screen otherwise."""
        end = time.monotonic() + within
        while not holds(self.text):
            assert time.monotonic() < end, f"{what}: not within {within} s; the screen shows\n{self.text}"
            assert self.process.isalive() or holds(self.text), f"{what}: the program ended; it left\n{self.text}"
            self.read(0.2)
        return self.text

    def wait_for(self, *words: str, within: float = 60) -> str:
        """Read until the screen shows all ``words``."""
        return self.wait_until(lambda text: all(word in text for word in words), f"waiting for {words}", within)

    def wait_to_end(self, within: float = 30) -> int | None:
        """Read until the program ends; its exit code."""
        end = time.monotonic() + within
        while self.process.isalive() and time.monotonic() < end:
            self.read(0.1)
        assert not self.process.isalive(), f"the program is still running; the screen shows\n{self.text}"
        code: int | None = self.process.exitstatus
        return code
