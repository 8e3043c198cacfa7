"""What the progress page shows, gathered from the record, and how it is put in words and signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from tutor import progress
from tutor.progress import PASS, LessonState, NextStep, PassedLab, ScorePoint, Streak, Weak, plural
from tutor.quiz_text import one_line
from tutor.screens import standing
from tutor.screens.quiz_choices import RIGHT

if TYPE_CHECKING:
    from quizzes.model import Question
    from tutor.content.course import Course, Lesson
    from tutor.store import Record

BARS = "▁▂▃▄▅▆▇█"
SHADES = "·░▒▓█"
BUSY = (1, 5, 15, 40)
"""Answers and runs of a day from which on its shade gets darker."""
MOST_WEAK = 8
WORDS = 38
"""Columns of a lesson's line beside its title and its bar, with the states in short."""


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

    states: Mapping[str, LessonState]
    scores: Sequence[ScorePoint]
    labs: Sequence[PassedLab]
    weak: Sequence[WeakSpot]
    days: Mapping[date, int]
    streak: Streak
    next: NextStep

    @property
    def empty(self) -> bool:
        """Whether nothing was done yet."""
        untouched = all(state.state == "not started" for state in self.states.values())
        return untouched and not self.days


def read_overview(course: Course, today: date, record: Record) -> Overview:
    """Gather it; slow the first time, for the record's thread."""
    days = progress.days_learned(record)
    return Overview(
        states=progress.lesson_states(course, record),
        scores=progress.scores_over_time(record),
        labs=progress.passed_labs(record),
        weak=list(_weak_spots(course, progress.weak_questions(record)))[:MOST_WEAK],
        days=days,
        streak=progress.streak(days, today),
        next=progress.next_step(course, record),
    )


def _weak_spots(course: Course, weak: Sequence[Weak]) -> Iterator[WeakSpot]:
    """The weak questions that the course still has."""
    from tutor.content.course import ContentError, UnknownContent
    from tutor.content.quiz import find_question

    for item in weak:
        try:
            question = find_question(item.question, course.quizzes)
            lesson = _lesson_of(course, item.question)
            yield WeakSpot(item, lesson.id, question, lesson.section(question.section).title)
        except (ContentError, UnknownContent):
            continue


def _lesson_of(course: Course, question: str) -> Lesson:
    """The lesson whose id the question's starts with, the longest if several do. Raises UnknownContent."""
    ids = [lesson.id for lesson in course.lessons if question.startswith(f"{lesson.id}-")]
    return course.lesson(max(ids, key=len, default=question))


# -- in words and signs ------------------------------------------------------------------------------------


def bar(share: float, width: int, style: str) -> Content:
    """A bar of ``width`` cells, ``share`` (0 to 1) of it full."""
    full = max(1, round(share * width)) if share > 0 else 0
    return Content.assemble(("━" * full, style), ("─" * (width - full), "$text-disabled"))


def name_width(width: int) -> int:
    """Columns for a lesson's title in a line of ``width``."""
    return max(10, min(34, (width - WORDS) * 3 // 4))


def lesson_lines(course: Course, states: Mapping[str, LessonState], width: int) -> Iterator[Content]:
    """Each lesson with its bar, its per cent, and what is read, passed and best."""
    name_room = name_width(width)
    bar_room = max(4, min(24, width - WORDS - name_room))
    for lesson in course.lessons:
        state = states[lesson.id]
        name = Content(lesson.title).truncate(name_room, ellipsis=True, pad=True)
        share = Content.styled(f"{state.share * 100:4.0f} %", "bold")
        head = Content.assemble(name, " ", bar(state.share, bar_room, standing.reading(state)[1]), share, "  ")
        yield head + _state_words(state, width - head.cell_length)


def _state_words(state: LessonState, room: int) -> Content:
    """What is read, passed and best: in full where there is room, else short."""
    shown = Content("")
    for short in (False, True):
        words = (part(state, short) for part in (standing.reading, standing.labs, standing.quiz))
        shown = Content("  ").join(Content.styled(text, style) for text, style in words if text)
        if shown.cell_length <= room:
            break
    return shown


def score_lines(course: Course, scores: Sequence[ScorePoint], today: date, width: int) -> Iterator[Content]:
    """One line a lesson: a column for each finished quiz, the last score and the best."""
    name_room = name_width(width)
    for lesson in course.lessons:
        points = [point for point in scores if point.lesson == lesson.id]
        if points:
            name = Content(lesson.title).truncate(name_room, ellipsis=True, pad=True)
            yield Content.assemble(name, " ", _score_words(points, today, max(4, width // 8)))


def _score_words(points: Sequence[ScorePoint], today: date, columns: int) -> Content:
    spark = Content.assemble(*(_score_column(point.score) for point in points[-columns:]))
    last, best = points[-1].score, max(point.score for point in points)
    words = f"  last {last * 100:.0f} %, best {best * 100:.0f} %"
    count = "1 on" if len(points) == 1 else f"{len(points)} since"
    return Content.assemble(spark, words, (f"  {count} {day_name(points[0].at, today)}", "$text-muted"))


def _score_column(score: float) -> Content:
    """One quiz as a column, its height the score."""
    glyph = BARS[min(len(BARS) - 1, int(score * len(BARS)))]
    return Content.styled(glyph, "$text-success" if score >= PASS else "$text-warning")


def lab_lines(course: Course, labs: Sequence[PassedLab], today: date) -> Iterator[Content]:
    """Every lab of the course: passed with its best metric and the day, or still open."""
    passed = {item.lab: item for item in labs}
    room = max((len(lab) for lab in course.lab_ids), default=0) + 2
    for lab in course.lab_ids:
        item = passed.get(lab)
        if item is None:
            yield Content.assemble(
                (f"{standing.OPEN} ", "$text-muted"), lab.ljust(room), ("not passed yet", "$text-muted")
            )
            continue
        best = f"{item.metric} {item.best:.4g}" if item.best is not None else "passed"
        runs = f"  {day_name(item.first, today)}, {item.runs} {plural('run', item.runs)}"
        yield Content.assemble((f"{RIGHT} ", "$text-success"), lab.ljust(room), best, (runs, "$text-muted"))


def weak_line(spot: WeakSpot) -> Content:
    """A weak question and, below it, how often it was missed and its section."""
    times = f"missed {spot.weak.missed} of {spot.weak.asked}"
    return Content.assemble(one_line(spot.question.prompt), (f"\n  {times} → {spot.section}", "$text-muted"))


def streak_words(streak: Streak) -> str:
    """Days in a row, calmly."""
    if not streak.longest:
        return "No day yet."
    row = f"{streak.days} {plural('day', streak.days)} in a row"
    if streak.days and not streak.today:
        row += ", today still open"
    return row if streak.longest <= streak.days else f"{row}; the longest was {streak.longest}"


def calendar(days: Mapping[date, int], today: date, weeks: int) -> Content:
    """The last weeks, a column each, Monday on top; darker is more."""
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    rows = []
    for weekday, name in enumerate(("Mon", "", "Wed", "", "Fri", "", "Sun")):
        cells = [_day_cell(days, monday + timedelta(days=weekday + 7 * week), today) for week in range(weeks)]
        rows.append(Content.assemble((name.ljust(4), "$text-muted"), *cells))
    return Content("\n").join(rows)


def _day_cell(days: Mapping[date, int], day: date, today: date) -> Content:
    if day > today:
        return Content("  ")
    level = sum(days.get(day, 0) >= least for least in BUSY)
    style = "$text-disabled" if level == 0 else "$text-success"
    return Content.styled(SHADES[level] + " ", f"bold {style}" if day == today else style)


def recent_days(days: Mapping[date, int], today: date, count: int = 14) -> Content:
    """The last days in one line, today last, for small terminals."""
    cells = [_day_cell(days, today - timedelta(days=back), today) for back in range(count - 1, -1, -1)]
    return Content.assemble(*cells, (f" the last {count} days", "$text-muted"))


def day_name(moment: datetime, today: date) -> str:
    """A moment's day where the learner is: "1 Mar", with the year if it is another one."""
    local = moment.astimezone()
    return f"{local.day} {local:%b}" + (f" {local.year}" if local.year != today.year else "")
