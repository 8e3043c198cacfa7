"""``tutor lessons``, ``tutor labs``, ``tutor progress`` and the plain course: what there is and how far one got."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from engine.words import limit
from tutor.commands.shared import console, print_json, record, record_or_memory

if TYPE_CHECKING:
    from engine.lab import Knob, Lab
    from tutor.content.course import Course


def plain_course(course: Course) -> str:
    """The course as text with this learner's state and what to run next."""
    from tutor.content.plain import course_text
    from tutor.learner.review import are_due
    from tutor.learner.standing import read_learner

    with record_or_memory() as kept:
        learner = read_learner(course, kept, date.today())
    due = are_due(learner.reviews) if learner.reviews.due else ""
    return course_text(course, learner.states, learner.next, due)


def lessons_data(course: Course) -> list[dict[str, Any]]:
    """Every lesson with this learner's state, in the order of the course."""
    from tutor.learner.progress import lesson_states

    with record_or_memory() as kept:
        states = lesson_states(course, kept)
    return [
        {
            "id": lesson.id,
            "title": lesson.title,
            "part": lesson.part,
            "state": states[lesson.id].state,
            "quiz_best": states[lesson.id].quiz_best,
            "labs": list(lesson.labs),
        }
        for lesson in course.lessons
    ]


def show_lessons(course: Course, as_json: bool) -> None:
    """Print the lessons."""
    if as_json:
        print_json(lessons_data(course))
    else:
        click.echo(plain_course(course), nl=False)


def knob_data(knob: Knob) -> dict[str, Any]:
    """A knob as plain data; its parameter binding stays inside."""
    data = {"name": knob.name, "kind": knob.kind, **asdict(knob)}
    data.pop("moves", None)
    return data


def lab_data(lab: type[Lab], lesson: str) -> dict[str, Any]:
    """A lab as plain data: knobs, bar, presets."""
    return {
        "id": lab.id,
        "lesson": lesson,
        "title": lab.title,
        "knobs": [knob_data(knob) for knob in lab.knobs],
        "bar": {"metric": lab.bar.metric, "op": lab.bar.op, "value": lab.bar.value},
        "steps": lab.steps,
        "presets": [{"name": p.name, "knobs": dict(p.knobs), "why": p.why} for p in lab.presets],
    }


def labs_data(course: Course) -> list[dict[str, Any]]:
    """Every lab of the course, in its order."""
    from engine.lab import load_lab

    return [lab_data(load_lab(course.lab_file(lab)), lesson.id) for lesson in course.lessons for lab in lesson.labs]


def show_labs(course: Course, as_json: bool) -> None:
    """Print the labs with their knobs."""
    from engine.lab import bar_said, load_lab

    labs = labs_data(course)
    if as_json:
        print_json(labs)
        return
    for lab in labs:
        bar, said = lab["bar"], bar_said(load_lab(course.lab_file(lab["id"])))
        click.echo(f"{lab['id']}: {lab['title']}")
        click.echo(f"  of lesson {lab['lesson']}; bar: {bar['metric']} {bar['op']} {bar['value']:g}")
        if said:
            click.echo(f"  to pass: {said}")
        for knob in lab["knobs"]:
            click.echo(f"  --set {knob['name']}={knob['default']}   {_allowed(knob)}. {knob['help']}")
        click.echo(f"  run it: tutor lab {lab['id']}\n")


def _allowed(knob: dict[str, Any]) -> str:
    if knob["kind"] == "choice":
        return "one of " + ", ".join(knob["options"])
    if knob["kind"] == "words":
        return "text"
    return f"{limit(knob['low'])} to {limit(knob['high'])}"


def show_progress(course: Course, as_json: bool) -> None:
    """Print how well each lesson is known, scores, labs passed, streak, what is due and what is weak."""
    from tutor.learner.summary import summary

    with record() as kept:
        data = summary(course, kept)
    if as_json:
        print_json(data)
        return
    out = console()
    for line in progress_lines(data):
        out.print(line, markup=False, soft_wrap=True)


def progress_lines(data: dict[str, Any]) -> Iterator[str]:
    """A summary as plain lines."""
    yield from (_progress_line(lesson) for lesson in data["lessons"])
    yield f"\nDays in a row: {data['streak']['days']}"
    coming, due = data["reviews"]["next"], data["reviews"]["due"]
    later = f" Next: {coming['questions']} on {coming['day']}." if coming else ""
    yield f"Due for review: {due}.{later}" + (" Run: tutor review" if due else "")
    if data["weakest_concepts"]:
        yield "Known least:"
    for concept in data["weakest_concepts"][:5]:
        again = f"read again: tutor read {concept['lesson']}, section {concept['section']}"
        yield f"  {concept['title']}: {concept['mastery']:.0%}, {again}"
    if data["weak"]:
        yield (
            "Missed lately: " + ", ".join(item["question"] for item in data["weak"][:5]) + ". Run: tutor quiz --missed"
        )
    yield f"Next: {data['next']['sentence']}"


def _progress_line(lesson: dict[str, Any]) -> str:
    from tutor.learner.progress import quiz_words

    if lesson["state"] == "not started" and lesson["mastery"] is None:
        return f"{lesson['id']}: not started"
    quiz = quiz_words(lesson["quiz_best"], lesson["quiz_begun"])
    known = "no answers yet" if lesson["mastery"] is None else f"mastery {lesson['mastery']:.0%}"
    labs = f", labs passed: {', '.join(lesson['labs_passed']) or 'none'}" if lesson["labs"] else ""
    read = f"{lesson['sections_read']}/{lesson['sections']} sections"
    return f"{lesson['id']}: {lesson['state']}, {known}, {read}, {quiz}{labs}"
