"""The shapes of the YAML that describes a course: course.yaml, a lesson's header, timeline.yaml, glossary.yaml."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from quizzes.model import Id, Text

FORMAT = 1
"""The version of these shapes that this program reads."""


class PartFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the course: the ids of its lessons, in order."""

    id: Id
    title: Text
    lessons: Annotated[list[Id], Meta(min_length=1)]


class CourseFile(Struct, frozen=True, forbid_unknown_fields=True):
    """course.yaml."""

    format: int
    title: Text
    parts: Annotated[list[PartFile], Meta(min_length=1)]


class LessonHeader(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands between the ``---`` lines at the top of lesson.md."""

    id: Id
    title: Text
    goal: Text
    minutes: Annotated[int, Meta(ge=1)]
    needs: list[Id] = []
    labs: list[Id] = []


class EraEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An era of timeline.yaml."""

    id: Id
    title: Text


class MilestoneEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A milestone of timeline.yaml; ``sort`` places it, ``year`` is what is shown."""

    id: Id
    year: Text
    sort: float
    era: Id
    title: Text
    who: Text
    made_possible: Text
    could_not: Text
    note: str = ""
    jump: str = ""
    coming: str = ""


class TermEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A term of glossary.yaml; ``lesson`` is the section that explains it, such as "neuron#weights"."""

    id: Id
    term: Text
    text: Text
    lesson: Text
    also: list[Text] = []
    see: list[Id] = []


class GlossaryFile(Struct, frozen=True, forbid_unknown_fields=True):
    """glossary.yaml."""

    format: int
    terms: Annotated[list[TermEntry], Meta(min_length=1)]


class TimelineFile(Struct, frozen=True, forbid_unknown_fields=True):
    """timeline.yaml."""

    format: int
    eras: Annotated[list[EraEntry], Meta(min_length=1)]
    entries: Annotated[list[MilestoneEntry], Meta(min_length=1)]
