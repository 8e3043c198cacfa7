"""Saying and asking, line by line: the one place where plain mode reads and writes."""

from __future__ import annotations

from textwrap import TextWrapper, wrap
from typing import TextIO

from tutor.content.spoken_signs import said

WIDTH = 76


class Leave(Exception):  # noqa: N818
    """The learner wants to go, or the input has ended."""


class Talk:
    """Lines out, words in. Ctrl-C is the same as the end of the input.

    It stands in for both ends of the plain quiz (``write``, ``flush``, ``readline``). What is typed is repeated where
    nobody sees it being typed, so that what a script did can be read.
    """

    def __init__(self, input: TextIO, output: TextIO) -> None:
        self._input, self._output = input, output
        self.encoding = getattr(output, "encoding", None) or "utf-8"
        self._echo = not input.isatty()

    def write(self, text: str) -> int:
        """Write ``text``; what the output cannot show becomes question marks."""
        return self._output.write(text.encode(self.encoding, "replace").decode(self.encoding))

    def flush(self) -> None:
        """Let it be seen."""
        self._output.flush()

    def readline(self) -> str:
        """A line as typed, "" at the end of the input or after Ctrl-C."""
        self.flush()
        try:
            line = self._input.readline()
        except KeyboardInterrupt:
            self.write("\n")
            return ""
        if self._echo and line:
            self.write(line if line.endswith("\n") else f"{line}\n")
        return line

    def say(self, *lines: str) -> None:
        """Lines as they are."""
        for line in lines:
            self.write(f"{line}\n")
        self.flush()

    def tell(self, text: str, lead: str = "", rest: str = "") -> None:
        """A sentence or a paragraph, wrapped, its signs in words."""
        shape = TextWrapper(
            WIDTH, initial_indent=lead, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        )
        self.say(*shape.wrap(said(text)))

    def ask(self, prompt: str) -> str:
        """What is typed after ``prompt``, without blanks around it. Raises Leave."""
        *above, last = wrap(prompt, WIDTH)
        self.say(*above)
        self.write(f"{last} ")
        line = self.readline()
        if not line:
            raise Leave
        return line.strip()
