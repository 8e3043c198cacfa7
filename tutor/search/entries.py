"""What can be found in a course: lessons, their sections, the glossary, labs, questions, milestones."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.words import words
from tutor.search.index import Entry, Index

if TYPE_CHECKING:
    from engine.lab import Lab
    from tutor.content.course import Course

_FORMULAS = re.compile(r"\$\$.*?\$\$|^```[^\n]*$", re.MULTILINE | re.DOTALL)
_LINKS = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_STRONG = re.compile(r"(?<!\w)[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}(?!\w)|`")
_SIGNS = re.compile(r"^#+\s|^\s*[-|>]\s|\s\|(?=\s)|\|$|[-–─═|:]{3,}", re.MULTILINE)


def index_of(course: Course) -> Index:
    """The index of a course, made in about 0.4 s. Raises ContentError."""
    return Index(entries_of(course))


def entries_of(course: Course) -> Iterator[Entry]:
    """Everything that can be found, in the order of the course. Raises ContentError."""
    yield from _lessons(course)
    yield from _terms(course)
    yield from _labs(course)
    yield from _questions(course)
    yield from _milestones(course)


def without_marks(markdown: str) -> str:
    """A section's Markdown as one line of words."""
    text = _LINKS.sub(r"\1", _FORMULAS.sub(" ", markdown))
    return " ".join(_SIGNS.sub(" ", _STRONG.sub("", text)).split())


def _lessons(course: Course) -> Iterator[Entry]:
    for lesson in course.lessons:
        yield Entry("lesson", lesson.title, "", lesson.goal, f"lesson:{lesson.id}", lesson.id)
        for section in lesson.sections:
            link = f"lesson:{lesson.id}#{section.id}"
            yield Entry("section", section.title, lesson.title, without_marks(section.text), link)


def _terms(course: Course) -> Iterator[Entry]:
    for term in course.glossary().terms:
        yield Entry("term", term.term, ", ".join(term.also), term.text, f"term:{term.id}", " ".join(term.also))


def _labs(course: Course) -> Iterator[Entry]:
    from engine.lab import LabError, load_lab

    for lab_id in course.lab_ids:
        try:
            lab = load_lab(course.lab_file(lab_id))
        except LabError:
            continue  # `tutor check` tells what is wrong with it
        place = f"{lab_id} · {course.lesson_of_lab(lab_id).title}"
        yield Entry("lab", lab.title, place, " ".join(_of_lab(lab)), f"lab:{lab_id}", lab_id)


def _of_lab(lab: type[Lab]) -> Iterator[str]:
    """What is said in a lab's file: what to see, its knobs, its presets."""
    yield without_marks(inspect.getdoc(inspect.getmodule(lab)) or "")
    for knob in lab.knobs:
        options = ", ".join(getattr(knob, "options", ()))
        yield f"Knob {words(knob.name)}: {knob.help}" + (f" {options}." if options else "")
    for preset in lab.presets:
        yield f"Preset “{preset.name}”: {preset.why}"


def _questions(course: Course) -> Iterator[Entry]:
    """Only what is asked: an answer found by searching would be learned by nobody."""
    from tutor.content.quiz import all_questions
    from tutor.quiz.text import headline, one_line

    for lesson, question in all_questions(course):
        head, whole = headline(question), one_line(question.prompt)
        place = f"Quiz · {course.lesson(lesson).title}"
        yield Entry("question", head, place, "" if whole == head else whole, f"question:{question.id}")


def _milestones(course: Course) -> Iterator[Entry]:
    for milestone in course.timeline().entries:
        told = (milestone.who, milestone.made_possible, milestone.could_not, milestone.note)
        text = " ".join(" ".join(part.split()) for part in told if part)
        yield Entry("milestone", milestone.title, milestone.year, text, f"timeline:{milestone.id}", milestone.year)
