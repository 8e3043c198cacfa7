"""A course of one lesson with one question of each kind, and a record of a few weeks with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import yaml

from quizzes.graders import reference
from quizzes.model import Question, Quiz
from tests.quizzes.questions import QUESTIONS
from tutor.content.course import Course, load_course
from tutor.store import Record, RunRecord

COURSE = """\
format: 1
title: Deep learning in your terminal
parts:
  - {id: neurons, title: Neurons, lessons: [demo]}
"""

LESSON = """\
---
id: demo
title: One artificial neuron
goal: After this you can compute a neuron's output by hand.
minutes: 15
labs: [logic-gates]
---

## How it began {#story}

In 1943.

## What it is made of {#parts}

Weights, a bias, an activation.

## The weighted sum {#sum}

Multiply and add.

## One straight line {#line}

XOR is out of reach.
"""


def write_course(folder: Path, questions: Iterable[Question] = QUESTIONS, lab: Path | None = None) -> Course:
    """Write the course to ``folder`` and load it; its lab is the one in the file ``lab``, else a mere name."""
    lesson, quizzes = folder / "lessons" / "demo", folder / "quizzes"
    lesson.mkdir(parents=True)
    quizzes.mkdir()
    (folder / "lessons" / "course.yaml").write_text(COURSE, encoding="utf-8")
    text = LESSON if lab is None else LESSON.replace("logic-gates", lab.stem)
    (lesson / "lesson.md").write_text(text, encoding="utf-8")
    if lab is not None:
        shutil.copy(lab, lesson)
    quiz = msgspec.to_builtins(Quiz(format=1, lesson="demo", questions=list(questions)))
    (quizzes / "demo.yaml").write_text(yaml.safe_dump(quiz, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_course(folder / "lessons")


def take_quiz(record: Record, at: datetime, missed: Iterable[str] = (), lesson: str = "demo") -> None:
    """A finished quiz at ``at`` in which the questions ``missed`` were answered wrong."""
    attempt = record.start_attempt(lesson, "quiz", 1, [question.id for question in QUESTIONS], at)
    for number, question in enumerate(QUESTIONS):
        moment = at + timedelta(seconds=20 * number)
        record.answer(attempt, question.id, reference(question), question.id not in set(missed), 12.5, moment)
    record.finish_attempt(attempt, at + timedelta(minutes=2))


def run_lab(record: Record, at: datetime, accuracy: float, lab: str = "logic-gates") -> None:
    """A run of a lab whose bar is an accuracy of 1."""
    record.save_run(
        RunRecord(
            id=f"{lab}-{at:%Y%m%d%H%M%S}",
            lab=lab,
            knobs={"rate": 0.1},
            seed=1,
            device="CPU",
            steps=100,
            seconds=1.0,
            metrics={"accuracy": accuracy},
            bar_met=accuracy >= 1.0,
            curve=[(1, 1.0), (100, 0.1)],
            at=at,
        )
    )
