"""What links of a course may point at, and where in a file something stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutor.content.course import Course
from tutor.content.errors import did_you_mean
from tutor.content.glossary import Glossary
from tutor.content.markup import link_parts
from tutor.content.timeline import Timeline

KINDS = "lesson:ID, lesson:ID#SECTION, lab:ID, quiz:ID, timeline:ID or term:ID"


def line_of(file: Path, wanted: str, otherwise: int = 1) -> int:
    """The first line of ``file`` that holds ``wanted``."""
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((n for n, line in enumerate(lines, 1) if wanted in line), otherwise)


@dataclass(frozen=True)
class Known:
    """Every target a link can have.

    A lesson that could not be read has None for its sections; then, and when timeline or glossary cannot be read,
    there may be labs, milestones and terms nobody knows of (None). Links to all these, and to quizzes
    that are still missing, are taken on trust: the real mistake is reported where it is.
    """

    lessons: dict[str, frozenset[str] | None]
    labs: frozenset[str] | None
    quizzes: frozenset[str]
    milestones: frozenset[str] | None
    terms: frozenset[str] | None = frozenset()

    @classmethod
    def of(cls, course: Course, declared: list[str], timeline: Timeline | None, glossary: Glossary | None) -> Known:
        """What there is in ``course``; ``declared`` are the lessons named in course.yaml, readable or not."""
        lessons: dict[str, frozenset[str] | None] = dict.fromkeys(declared)
        lessons |= {lesson.id: frozenset(s.id for s in lesson.sections) for lesson in course.lessons}
        labs = None if None in lessons.values() else frozenset(course.lab_ids)
        unread = timeline is None or (labs is None and not timeline.entries)
        milestones = None if timeline is None or unread else frozenset(entry.id for entry in timeline.entries)
        terms = None if glossary is None else frozenset(glossary.by_id)
        return cls(lessons, labs, frozenset(declared), milestones, terms)

    def fault(self, href: str) -> tuple[str, str] | None:
        """What is wrong with a link and what to write instead; None when it leads somewhere."""
        if href.startswith(("https://", "http://")):
            return None
        parts = link_parts(href)
        if parts is None:
            return f"The link {href!r} leads nowhere.", f"Write {KINDS}."
        kind, target, section = parts
        if kind == "lesson" and target in self.lessons:
            return _section_fault(href, section, self.lessons[target])
        targets = {"lesson": self.lessons, "lab": self.labs, "quiz": self.quizzes}
        known = {**targets, "timeline": self.milestones, "term": self.terms}[kind]
        if section:
            return f"The link {href!r} names a section.", "Only lessons have sections."
        if known is None or target in known or (kind == "timeline" and not target):
            return None
        what = "milestone" if kind == "timeline" else kind
        return f"The link {href!r} leads nowhere: there is no such {what}.", did_you_mean(target, sorted(known))


def _section_fault(href: str, section: str, sections: frozenset[str] | None) -> tuple[str, str] | None:
    if not section or sections is None or section in sections:
        return None
    return f"The link {href!r} leads nowhere: there is no such section.", did_you_mean(section, sorted(sections))
