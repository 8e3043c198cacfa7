"""What the progress page shows, gathered from the record, and how it is put in words and signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from engine.words import words
from tutor.learner import activity, results
from tutor.learner.activity import Streak
from tutor.learner.mastery import Concept, weakest
from tutor.learner.progress import PASS, LessonState, plural
from tutor.learner.results import PassedLab, ScorePoint, Weak
from tutor.learner.standing import Learner, read_history, read_learner
from tutor.numbers import number, percent
from tutor.quiz.text import headline
from tutor.screens import standing
from tutor.screens.quiz.choices import RIGHT

if TYPE_CHECKING:
    from quizzes.model import Question
    from tutor.content.course import Course
    from tutor.store import Record

BARS = "▁▂▃▄▅▆▇█"
MOST_WEAK, MOST_CONCEPTS = 8, 5
WIDTHS = {False: (15, 15, 17), True: (8, 8, 6)}
"""Columns of what is read, passed and best, in full and in short."""

WORDS, LEAST_BAR, MOST_BAR = 31, 5, 20
"""Columns of a lesson's line beside its name and its bar, with the states in short; the shortest and longest bar."""


@dataclass(frozen=True)
class WeakSpot:
    """A weak question with its lesson, its text and the title of its section."""

    weak: Weak
    lesson: str
    question: Question
    section: str


@dataclass(frozen=True)
class Overview:
    """Everything on the page, as the record had it at one moment."""

    learner: Learner
    scores: Sequence[ScorePoint]
    labs: Sequence[PassedLab]
    concepts: Sequence[Concept]
    weak: Sequence[WeakSpot]
    days: Mapping[date, int]
    streak: Streak

    @property
    def empty(self) -> bool:
        """Whether nothing was done yet."""
        return self.learner.untouched and not self.days


def read_overview(course: Course, today: date, record: Record) -> Overview:
    """Gather it; slow the first time, for the record's thread."""
    history = read_history(record)
    learner = read_learner(course, record, today, history=history)
    return Overview(
        learner=learner,
        scores=results.scores_of(history.attempts),
        labs=results.passed_among(history.runs, course.bar_of),
        concepts=weakest(learner.mastery, PASS, MOST_CONCEPTS),
        weak=list(_weak_spots(course, results.weak_among(history.answers)))[:MOST_WEAK],
        days=history.days,
        streak=activity.streak(history.days, today),
    )


def _weak_spots(course: Course, weak: Sequence[Weak]) -> Iterator[WeakSpot]:
    """The weak questions that the course still has."""
    from tutor.content.course import UnknownContent
    from tutor.learner.review import questions_of

    questions = questions_of(course)
    for item in weak:
        if item.question in questions:
            lesson, question = questions[item.question]
            try:
                yield WeakSpot(item, lesson, question, course.lesson(lesson).section(question.section).title)
            except UnknownContent:
                continue


# -- in words and signs ------------------------------------------------------------------------------------


def name_width(course: Course, width: int) -> int:
    """Columns for lessons' names in lines of ``width``: as many as the longest needs, if the shortest bar fits too."""
    longest = max(len(lesson.name) for lesson in course.lessons)
    return max(10, min(longest, width - WORDS - LEAST_BAR))


def lesson_lines(course: Course, learner: Learner, width: int) -> Iterator[Content]:
    """Each lesson with how well it is known, and what is read, passed and best."""
    name_room = name_width(course, width)
    bar_room = max(LEAST_BAR, min(MOST_BAR, width - WORDS - name_room))
    for lesson in course.lessons:
        name = Content(lesson.name).truncate(name_room, ellipsis=True, pad=True)
        known = Content.styled(*standing.mastered(learner.mastery[lesson.id].value, bar_room))
        head = Content.assemble(name, " ", known, "  ")
        yield head + _state_words(learner.states[lesson.id], width - head.cell_length)


def _state_words(state: LessonState, room: int) -> Content:
    """What is read, passed and best: in full where there is room, else short."""
    short = room < sum(WIDTHS[False])
    words = (part(state, short) for part in (standing.reading, standing.labs, standing.quiz))
    cells = zip(words, WIDTHS[short], strict=True)
    return Content.assemble(*(Content.styled(text.ljust(width), style) for (text, style), width in cells))


def score_lines(course: Course, scores: Sequence[ScorePoint], today: date, width: int) -> Iterator[Content]:
    """One line a lesson: the last score, the best, when that was; before it as many columns of quizzes as fit."""
    name_room = name_width(course, width)
    for lesson in course.lessons:
        points = [point for point in scores if point.lesson == lesson.id]
        if points:
            name = Content(lesson.name).truncate(name_room, ellipsis=True, pad=True)
            words = _score_words(points, today)
            columns = max(1, width - name_room - 1 - words.cell_length)
            spark = Content.assemble(*(_score_column(point.score) for point in points[-columns:]))
            yield Content.assemble(name, " ", spark, words)


def _score_words(points: Sequence[ScorePoint], today: date) -> Content:
    last, since = points[-1], day_name(points[0].at, today)
    if len(points) == 1:
        return Content.assemble(f"  {percent(last.score)}", (f", {since}", "$text-muted"))
    told = f"  {percent(last.score)}, best {percent(max(point.score for point in points))}"
    return Content.assemble(told, (f", {len(points)} since {since}", "$text-muted"))


def _score_column(score: float) -> Content:
    """One quiz as a column, its height the score."""
    glyph = BARS[min(len(BARS) - 1, int(score * len(BARS)))]
    return Content.styled(glyph, "$text-success" if score >= PASS else "$text-warning")


def lab_lines(course: Course, labs: Sequence[PassedLab], today: date) -> Iterator[Content]:
    """Every lab of the course: still open, or passed and below it since when and its best metric."""
    passed = {item.lab: item for item in labs}
    for lab in course.lab_ids:
        name, item = course.lab_name(lab), passed.get(lab)
        if item is None:
            yield Content.styled(f"{standing.OPEN} {name}", "$text-muted")
            continue
        best = f"{words(item.metric)} {number(item.best)}" if item.best is not None else "passed"
        told = f"\n  {day_name(item.first, today)}, {item.runs} {plural('run', item.runs)}, {best}"
        yield Content.assemble((f"{RIGHT} ", "$text-success"), name, (told, "$text-muted"))


def weak_line(spot: WeakSpot) -> Content:
    """A weak question and, below it, how often it was missed and the section to read again."""
    times = f"missed {spot.weak.missed} of {spot.weak.asked}"
    return Content.assemble(headline(spot.question), (f"\n  {times} → {spot.section}", "$text-muted"))


def concept_line(course: Course, concept: Concept) -> Content:
    """A concept, how well it is known, and below its lesson and what that rests on."""
    lesson = course.lesson(concept.lesson).name
    asked = f"{concept.asked} of {concept.questions} asked"
    known = Content.styled(*standing.mastered(concept.value))
    return Content.assemble(known, "  ", concept.title, (f"\n  {asked} · {lesson}", "$text-muted"))


def day_name(moment: datetime, today: date) -> str:
    """A moment's day where the learner is, "1 Mar"; of another year its month, "Mar 2025"."""
    local = moment.astimezone()
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local:%b} {local.year}"
