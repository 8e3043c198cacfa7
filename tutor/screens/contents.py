"""A lesson's table of contents: its sections, and at the end its labs, its quiz and what else it offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets.option_list import Option

from tutor.screens.menu import Menu
from tutor.screens.standing import FULL, OPEN

if TYPE_CHECKING:
    from tutor.content.course import Course, Lesson


class Contents(Menu):
    """Its options' ids are links within the course, so that choosing one is following it."""

    DEFAULT_CSS = """
    Contents {
        width: auto; min-width: 30; max-width: 34%; height: 1fr; padding: 1 2 1 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def show(self, course: Course, lesson: Lesson, present: int, read: set[str]) -> None:
        """Draw the lesson's contents with the section ``present`` marked and those in ``read`` ticked."""
        self.border_title = lesson.title
        self.set_options([*_sections(lesson, present, read), None, *_work(course, lesson)])
        self.highlighted = present


def _sections(lesson: Lesson, present: int, read: set[str]) -> Iterator[Option]:
    for number, section in enumerate(lesson.sections):
        mark = (FULL, "$text-success") if section.id in read else (OPEN, "$text-muted")
        title = Content.styled(section.title, "bold" if number == present else "")
        yield Option(Content.assemble(mark, " ", title), id=f"lesson:{lesson.id}#{section.id}")


def _work(course: Course, lesson: Lesson) -> Iterator[Option]:
    for lab in lesson.labs:
        yield Option(Content.assemble(("▶ ", "$text-primary"), f"Lab {course.lab_name(lab)}"), id=f"lab:{lab}")
    if has_timeline(lesson):
        yield Option(Content.assemble(("↔ ", "$text-primary"), "The timeline"), id="timeline:")
    yield Option(Content.assemble(("? ", "$text-primary"), "The quiz"), id=f"quiz:{lesson.id}")


def has_timeline(lesson: Lesson) -> bool:
    """Whether the milestones belong to this lesson."""
    return lesson.path.with_name("timeline.yaml").exists()
