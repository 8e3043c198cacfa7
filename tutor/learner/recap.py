"""What one has learned, as a Markdown text of one's own: lessons with their cards, scores, labs with their curves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from tutor.lab.text_chart import text_chart
from tutor.learner.activity import Streak, local_day, streak
from tutor.learner.mastery import weakest
from tutor.learner.progress import BEHIND, PASS, plural
from tutor.learner.results import ScorePoint, scores_of
from tutor.learner.review import are_due, count_words, day_words
from tutor.learner.standing import Learner, read_history, read_learner
from tutor.numbers import percent

if TYPE_CHECKING:
    from tutor.content.course import Course, Lesson
    from tutor.store import Record, RunRecord

CARD = "summary"
"""The section of every lesson that one could put on a card."""

MOST_CONCEPTS = 8
BEGIN = "Nothing is here yet: what you read, answer and train from now on will be."
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")
_FIGURE = re.compile(r"^(\s*(?:`{3,}|~{3,}))figure\b.*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,3} ", re.MULTILINE)


@dataclass(frozen=True)
class Learned:
    """Everything a recap tells, read at one moment."""

    learner: Learner
    scores: Sequence[ScorePoint]
    runs: Mapping[str, Sequence[RunRecord]]
    streak: Streak
    days: int
    today: date
    zone: tzinfo | None = None


def read_recap(course: Course, record: Record, today: date, zone: tzinfo | None = None) -> str:
    """The recap of everything in the record, as Markdown."""
    history = read_history(record, zone)
    runs: defaultdict[str, list[RunRecord]] = defaultdict(list)
    for run in history.runs:
        runs[run.lab].append(run)
    learned = Learned(
        learner=read_learner(course, record, today, zone, history),
        scores=scores_of(history.attempts),
        runs=runs,
        streak=streak(history.days, today),
        days=len(history.days),
        today=today,
        zone=zone,
    )
    return recap(course, learned)


def recap(course: Course, learned: Learned) -> str:
    """The recap as Markdown, one paragraph or block after the other."""
    return "\n\n".join(_blocks(course, learned)) + "\n"


def _blocks(course: Course, learned: Learned) -> Iterator[str]:
    yield f"# {course.title}: what I have learned"
    yield _overview(learned)
    if not learned.days:
        yield BEGIN
    begun = [lesson for lesson in course.lessons if _begun(lesson, learned)]
    for part in course.parts:
        here = [lesson for lesson in part.lessons if lesson in begun]
        if here:
            yield f"## {part.title}"
        for lesson in here:
            yield from _lesson(lesson, learned)
    yield from _weak(course, learned)
    yield from _reviews(course, learned)
    yield "## What comes next"
    yield learned.learner.next.sentence
    ahead = [lesson.title for lesson in course.lessons if lesson not in begun]
    if ahead:
        yield "Still ahead: " + "; ".join(ahead) + "."


def _begun(lesson: Lesson, learned: Learned) -> bool:
    """Whether there is something to tell of a lesson."""
    begun = learned.learner.states[lesson.id].state != "not started"
    answered = learned.learner.mastery[lesson.id].value is not None
    return begun or answered or any(learned.runs.get(lab) for lab in lesson.labs)


def _overview(learned: Learned) -> str:
    states = [state.state for state in learned.learner.states.values()]
    words = [f"{states.count('done')} of {len(states)} lessons done"]
    if known := states.count("known"):
        words.append(f"{known} known by a placement test")
    if learned.days:
        words.append(
            f"{learned.days} {plural('day', learned.days)} of learning, {learned.streak.longest} in a row at best"
        )
    return f"{_day(learned.today)} · " + " · ".join(words)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# -- lessons -----------------------------------------------------------------------------------------------


def _lesson(lesson: Lesson, learned: Learned) -> Iterator[str]:
    state = learned.learner.states[lesson.id]
    yield f"### {lesson.title}"
    yield f"*{lesson.goal}*"
    yield "\n".join(f"- {line}" for line in _standing(lesson, learned))
    if state.state in BEHIND or state.state == "read":
        yield f"**On a card**\n\n{card(lesson)}"
    for lab in lesson.labs:
        if learned.runs.get(lab):
            yield from _lab(lab, learned.runs[lab], learned)


def _standing(lesson: Lesson, learned: Learned) -> Iterator[str]:
    state, mastery = learned.learner.states[lesson.id], learned.learner.mastery[lesson.id]
    how = "known by a placement test" if state.state == "known" else state.state
    yield f"{how}: {state.read} of {state.sections} sections read"
    if mastery.value is not None:
        yield f"mastery {mastery.value * 100:.0f} %"
    scores = [point for point in learned.scores if point.lesson == lesson.id]
    if scores:
        listed = ", ".join(f"{percent(p.score)} ({_day(local_day(p.at, learned.zone))})" for p in scores)
        yield f"{'quiz' if len(scores) == 1 else 'quizzes'}: {listed}"


def card(lesson: Lesson) -> str:
    """A lesson's summary, less what only the app can do with it; its goal where it has no summary."""
    text = next((section.text for section in lesson.sections if section.id == CARD), "")
    kept = [paragraph for paragraph in re.split(r"\n{2,}", text) if "](quiz:" not in paragraph]
    plain = _LINK.sub(r"\1", "\n\n".join(kept))
    return _HEADING.sub("#### ", _FIGURE.sub(r"\1text", plain)).strip() or lesson.goal


# -- labs --------------------------------------------------------------------------------------------------


def _lab(lab: str, runs: Sequence[RunRecord], learned: Learned) -> Iterator[str]:
    """How often it ran, and the run worth keeping: the last that passed, else the last."""
    passed = [run for run in runs if run.bar_met]
    run = (passed or runs)[-1]
    times = f"{len(runs)} {plural('run', len(runs))}"
    yield f"#### Lab {lab}: {'passed' if passed else 'not passed yet'}, {times}"
    knobs = ", ".join(f"{name} = {_value(value)}" for name, value in run.knobs.items())
    metrics = ", ".join(f"{name} {_value(value)}" for name, value in run.metrics.items())
    at = f"On {_day(local_day(run.at, learned.zone))}, {run.steps} steps, seed {run.seed}, {run.device}"
    yield "\n".join(f"- {line}" for line in (at, f"knobs: {knobs or 'none'}", f"metrics: {metrics or 'none'}"))
    if chart := text_chart(run.curve):
        yield "\n".join(["```text", "loss", *chart, "```"])


def _value(value: float | int | bool | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


# -- what is weak, what is due -----------------------------------------------------------------------------


def _weak(course: Course, learned: Learned) -> Iterator[str]:
    concepts = weakest(learned.learner.mastery, PASS, MOST_CONCEPTS)
    if concepts:
        yield "## Worth reading again"
        yield "\n".join(
            f"- {one.title} ({course.lesson(one.lesson).title}): {(one.value or 0) * 100:.0f} %" for one in concepts
        )


def _reviews(course: Course, learned: Learned) -> Iterator[str]:
    reviews = learned.learner.reviews
    if not reviews.scheduled:
        return
    yield "## Reviews"
    lines = [are_due(reviews) if reviews.due else "Nothing is due today."]
    lines += [f"{course.lesson(lesson).title}: {count_words(count)} due" for lesson, count in reviews.by_lesson.items()]
    for day, count in sorted(reviews.agenda.coming.items())[:3]:
        lines.append(f"{day_words(day, learned.today)}: {count_words(count)}")
    yield "\n".join(f"- {line}" for line in lines)
