"""Mistakes in course files, told so that their writer can mend them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One mistake: where it is, what is wrong, and what to write instead ("" where that is plain)."""

    file: Path
    line: int
    message: str
    instead: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" + (f" {self.instead}" if self.instead else "")


class ContentError(Exception):
    """Course files that cannot be read as they are. ``problems`` holds every mistake found, at least one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


LISTED = {"lesson": "lessons", "quiz": "lessons", "lab": "labs", "term": "glossary"}
"""The command that lists everything of a kind."""


class UnknownContent(LookupError):  # noqa: N818 - it names what is wrong
    """Something asked for by id that the course does not have: one sentence, and a hint what to ask for."""

    def __init__(self, kind: str, asked: str, known: Sequence[str]) -> None:
        self.message, self.hint = f"There is no {kind} called {asked!r}.", did_you_mean(asked, known)
        if kind in LISTED and known and self.hint.startswith("The nearest"):
            self.hint += f" `tutor {LISTED[kind]}` lists all."
        super().__init__(self.message)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint that names the nearest known word, or all of them when none is near; "" when there are none."""
    from engine import lab

    return lab.did_you_mean(word, known) if known else ""


def read_text(file: Path) -> str:
    """The text of a course file. Raises ContentError when it is missing, unreadable or not UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ContentError([Problem(file, 1, "This file is missing.", "Write it, or take its id out.")]) from None
    except OSError as error:
        raise ContentError([Problem(file, 1, f"This file cannot be read: {error.strerror}.")]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ContentError([Problem(file, line, "This is not UTF-8 text.", "Save the file as UTF-8.")]) from None
