"""The timeline of a course: eras and milestones, read from a lesson's ``timeline.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tutor.content import strict
from tutor.content.course import check_format
from tutor.content.errors import read_text
from tutor.content.formats import TimelineFile


@dataclass(frozen=True)
class Era:
    """A stretch of the timeline that can be shown alone."""

    id: str
    title: str


@dataclass(frozen=True)
class Milestone:
    """One entry of the timeline.

    ``year`` is shown as written, ``sort`` places it. ``jump`` is a link ("lesson:neuron", "lab:xor") or "",
    ``coming`` the title of a later lesson that is not there yet or "", ``note`` says what is disputed or "".
    """

    id: str
    year: str
    sort: float
    era: str
    title: str
    who: str
    made_possible: str
    could_not: str
    note: str
    jump: str
    coming: str


@dataclass(frozen=True)
class Timeline:
    """Eras and milestones, oldest first."""

    eras: tuple[Era, ...]
    entries: tuple[Milestone, ...]


def read_timeline(file: Path) -> Timeline:
    """The timeline in ``file``, entries oldest first. Raises ContentError with every mistake."""
    document = strict.read(read_text(file), file)
    check_format(document)
    content = strict.convert(document, TimelineFile)
    entries = (Milestone(**{name: getattr(e, name) for name in e.__struct_fields__}) for e in content.entries)
    return Timeline(tuple(Era(e.id, e.title) for e in content.eras), _oldest_first(entries))


def _oldest_first(entries: Iterable[Milestone]) -> tuple[Milestone, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.sort))
