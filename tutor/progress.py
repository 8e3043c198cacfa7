"""How far the learner is, derived from the record: states of lessons, what comes next, what is weak, days in a row.

Nothing here is stored; everything follows from what happened.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from tutor.content.course import Course, Lesson
    from tutor.store import Record
    from tutor.store.model import GivenAnswer, RunRecord

PASS = 0.8
"""The share of right answers at which a quiz counts as done."""

LOOK_BACK = 3
"""How many of the latest answers to a question say whether it is weak."""

State = Literal["not started", "reading", "read", "done"]


@dataclass(frozen=True)
class LessonState:
    """How far one lesson is. ``read`` of ``sections`` sections, ``quiz_best`` 0 to 1 or None if never finished."""

    state: State
    read: int
    sections: int
    labs_passed: frozenset[str]
    labs: tuple[str, ...]
    quiz_best: float | None

    @property
    def share(self) -> float:
        """How much of the lesson is done, 0 to 1: sections, labs and the quiz, each thing counted once."""
        quiz = min(1.0, (self.quiz_best or 0.0) / PASS)
        return (self.read + len(self.labs_passed) + quiz) / (self.sections + len(self.labs) + 1)

    def __str__(self) -> str:
        words = [f"{self.read} of {self.sections} sections read"]
        if self.labs:
            words.append(f"{len(self.labs_passed)} of {len(self.labs)} {plural('lab', len(self.labs))} passed")
        words.append("quiz not taken" if self.quiz_best is None else f"best quiz {self.quiz_best * 100:.0f} %")
        return ", ".join(words)


@dataclass(frozen=True)
class NextStep:
    """What to do now. ``target``: a section, a lab, or the lesson of a quiz; "" when the course is done."""

    kind: Literal["read", "lab", "quiz", "done"]
    lesson: str
    target: str
    sentence: str

    @property
    def link(self) -> str:
        """The link that leads there, such as "lesson:cnn#pooling"; "" when the course is done."""
        links = {"read": f"lesson:{self.lesson}#{self.target}", "lab": f"lab:{self.target}"}
        return "" if self.kind == "done" else links.get(self.kind, f"quiz:{self.lesson}")


@dataclass(frozen=True)
class Weak:
    """A question that is missed: wrong ``missed`` times of ``asked``, last answered at ``last``."""

    question: str
    missed: int
    asked: int
    last: datetime


@dataclass(frozen=True)
class Streak:
    """Days in a row: ``days`` up to today (or yesterday, if nothing was done yet today), ``longest`` ever."""

    days: int
    longest: int
    today: bool


@dataclass(frozen=True)
class ScorePoint:
    """The score (0 to 1) of one finished quiz."""

    at: datetime
    lesson: str
    score: float


@dataclass(frozen=True)
class PassedLab:
    """A lab whose bar was met: the best run's metrics, when it was first passed, how often it was run."""

    lab: str
    metric: str
    best: float | None
    first: datetime
    runs: int = field(default=1)


def plural(noun: str, count: int) -> str:
    """ "1 lab", "2 labs": the noun alone."""
    return noun if count == 1 else f"{noun}s"


# -- lessons -----------------------------------------------------------------------------------------------


def lesson_state(course: Course, record: Record, lesson: str) -> LessonState:
    """The state of one lesson. Raises UnknownContent."""
    return _state(record, course.lesson(lesson), record.labs_passed())


def lesson_states(course: Course, record: Record) -> dict[str, LessonState]:
    """The states of all lessons, by id, in the course's order."""
    passed = record.labs_passed()
    return {lesson.id: _state(record, lesson, passed) for lesson in course.lessons}


def _state(record: Record, lesson: Lesson, passed: set[str]) -> LessonState:
    read = record.sections_read(lesson.id) & {section.id for section in lesson.sections}
    labs = frozenset(passed.intersection(lesson.labs))
    best = record.quiz_best(lesson.id)
    all_read = len(read) == len(lesson.sections)
    state: State
    if all_read and len(labs) == len(lesson.labs) and best is not None and best >= PASS:
        state = "done"
    elif all_read:
        state = "read"
    elif read or labs or best is not None or record.position(lesson.id) is not None:
        state = "reading"
    else:
        state = "not started"
    return LessonState(state, len(read), len(lesson.sections), labs, lesson.labs, best)


def next_step(course: Course, record: Record) -> NextStep:
    """What to do now: go on in the lesson of the last visit, else in the first one that is not done."""
    states = lesson_states(course, record)
    last = record.last_place()
    places = [last[0]] if last is not None and last[0] in states else []
    for lesson_id in (*places, *states):
        if states[lesson_id].state != "done":
            return _step_in(record, course.lesson(lesson_id), states[lesson_id])
    return NextStep("done", "", "", "You have done the whole course. Play with the labs, or take a quiz again.")


def _step_in(record: Record, lesson: Lesson, state: LessonState) -> NextStep:
    if state.read < state.sections:
        seen = record.sections_read(lesson.id)
        section = next(section for section in lesson.sections if section.id not in seen)
        verb = "Start" if state.state == "not started" else "Go on reading"
        return NextStep("read", lesson.id, section.id, f"{verb} “{lesson.title}”: {section.title}.")
    for lab in state.labs:
        if lab not in state.labs_passed:
            return NextStep("lab", lesson.id, lab, f"Run the lab {lab} of “{lesson.title}” and pass its bar.")
    if state.quiz_best is None:
        return NextStep("quiz", lesson.id, lesson.id, f"Take the quiz of “{lesson.title}”.")
    so_far = f"{state.quiz_best * 100:.0f} % so far, {PASS * 100:.0f} % is the goal."
    sentence = f"Take the quiz of “{lesson.title}” again: {so_far}"
    return NextStep("quiz", lesson.id, lesson.id, sentence)


# -- quizzes -----------------------------------------------------------------------------------------------


def scores_over_time(record: Record, lesson: str | None = None) -> list[ScorePoint]:
    """Every finished quiz, the oldest first; retries of missed questions do not count."""
    done = [a for a in record.attempts(lesson) if a.kind == "quiz" and a.finished is not None]
    points = [ScorePoint(a.finished, a.lesson, a.score) for a in done if a.finished is not None]
    return sorted(points, key=lambda point: point.at)


def weak_questions(record: Record) -> list[Weak]:
    """Questions missed in their latest answers, most missed first; two right in a row and one is off the list."""
    by_question: defaultdict[str, list[GivenAnswer]] = defaultdict(list)
    for answer in sorted(record.answers(), key=lambda given: given.at):
        by_question[answer.question].append(answer)
    weak = [
        (sum(not a.right for a in given[-LOOK_BACK:]), _weak(question, given))
        for question, given in by_question.items()
        if not all(a.right for a in given[-2:])
    ]
    ranked = sorted(weak, key=lambda item: (item[0], item[1].missed, item[1].last), reverse=True)
    return [item for _, item in ranked]


def _weak(question: str, given: list[GivenAnswer]) -> Weak:
    return Weak(question, sum(not a.right for a in given), len(given), given[-1].at)


# -- labs and days -----------------------------------------------------------------------------------------


def passed_labs(record: Record) -> list[PassedLab]:
    """Labs whose bar was met, in the order they were first passed, each with its best metric."""
    runs: defaultdict[str, list[RunRecord]] = defaultdict(list)
    for run in sorted(record.runs(), key=lambda run: run.at):
        runs[run.lab].append(run)
    passed = [_passed(lab, all_runs) for lab, all_runs in runs.items() if any(run.bar_met for run in all_runs)]
    return sorted(passed, key=lambda item: item.first)


def _passed(lab: str, runs: list[RunRecord]) -> PassedLab:
    """Accuracy where the run has one, else its first metric; errors are better when smaller."""
    good = [run for run in runs if run.bar_met]
    names = good[0].metrics
    metric = "accuracy" if "accuracy" in names else next(iter(names), "")
    values = [run.metrics[metric] for run in good if metric in run.metrics]
    best = min if metric in ("loss", "mse", "rmse", "mae", "perplexity") else max
    return PassedLab(lab, metric, best(values) if values else None, good[0].at, len(runs))


def days_learned(record: Record, zone: tzinfo | None = None) -> Counter[date]:
    """Answers and lab runs by day, in ``zone`` (None: the machine's own)."""
    moments = [*(answer.at for answer in record.answers()), *(run.at for run in record.runs())]
    return Counter(moment.astimezone(zone).date() for moment in moments)


def streak(days: Iterable[date], today: date) -> Streak:
    """Days in a row up to ``today``; a day that is not over yet does not break them."""
    known = set(days)
    current = _run_up_to(known, today if today in known else today - timedelta(days=1))
    last_days = (day for day in known if day + timedelta(days=1) not in known)
    longest = max((_run_up_to(known, day) for day in last_days), default=0)
    return Streak(current, longest, today in known)


def _run_up_to(days: set[date], day: date) -> int:
    count = 0
    while day in days:
        count, day = count + 1, day - timedelta(days=1)
    return count


# -- the whole ---------------------------------------------------------------------------------------------


def summary(course: Course, record: Record, today: date | None = None) -> dict[str, Any]:
    """Everything above as plain data, for ``tutor progress --json``."""
    days = days_learned(record)
    row = streak(days, today or datetime.now().astimezone().date())
    step = next_step(course, record)
    return {
        "lessons": [
            {
                "id": lesson,
                "state": state.state,
                "sections_read": state.read,
                "sections": state.sections,
                "labs_passed": sorted(state.labs_passed),
                "labs": list(state.labs),
                "quiz_best": state.quiz_best,
                "mastery": round(state.share, 4),
            }
            for lesson, state in lesson_states(course, record).items()
        ],
        "scores": [
            {"at": p.at.isoformat(), "lesson": p.lesson, "score": round(p.score, 4)} for p in scores_over_time(record)
        ],
        "labs": [
            {"lab": p.lab, "metric": p.metric, "best": p.best, "passed": p.first.isoformat(), "runs": p.runs}
            for p in passed_labs(record)
        ],
        "weak": [
            {"question": w.question, "missed": w.missed, "asked": w.asked, "last": w.last.isoformat()}
            for w in weak_questions(record)
        ],
        "streak": {"days": row.days, "longest": row.longest, "today": row.today},
        "next": {"kind": step.kind, "lesson": step.lesson, "target": step.target, "sentence": step.sentence},
    }
