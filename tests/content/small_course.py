"""A small course without mistakes, written as real files, for tests to break one thing at a time."""

from __future__ import annotations

from pathlib import Path

COURSE = """\
format: 1
title: A small course
parts:
  - id: basics
    title: Basics
    lessons: [sums]
  - {id: more, title: More, lessons: [lines]}
"""

SUMS = """\
---
id: sums
title: "Sums: adding things"
goal: After this you can add.
minutes: 5
needs: []
labs: []
---

## A question first {#question}

How much is *1 + 1*? See [the summary](#SUMMARY), [lines](lesson:lines#slope) and
[the lab](lab:straight-line), [the quiz](quiz:sums), [1900](timeline:1900-line), [all](timeline:).

```python
## not a heading
```

## In symbols {#symbols}

$$
\\hat{y} = \\sum_{i=1}^{n} w_i x_i
$$

```figure
  ●───●   two points
```

## Summary {#summary}

- Adding is `+`.
""".replace("#SUMMARY", "lesson:sums#summary")

LINES = """\
---
id: lines
title: Straight lines
goal: After this you can draw a line.
minutes: 10
needs: [sums]
labs: [straight-line]
---

## A question first {#question}

Where does a [line](term:line) [rise](term:slope)?

## Slope {#slope}

It rises everywhere.

## Summary {#summary}

A line has one slope.
"""

GLOSSARY = """\
format: 1
terms:
  - id: slope
    term: slope
    also: [steepness, gradient]
    text: How much a line rises on one step to the right.
    lesson: lines#question
    see: [line]
  - id: line
    term: straight line
    text: A curve that has the same slope everywhere.
    lesson: lines#question
"""

TIMELINE = """\
format: 1
eras:
  - {id: old, title: Long ago}
entries:
  - id: 1900-line
    year: "1900"
    sort: 1900
    era: old
    title: The line
    who: Nobody
    made_possible: Lines.
    could_not: Curves.
    jump: lab:straight-line
"""

LAB = '''\
"""A line through points. Bar: error at most 0.1."""

from engine.lab import Bar, Choice, Lab, Number, Preset


class StraightLine(Lab):
    """One weight, one bias."""

    id = "straight-line"
    title = "A straight line"
    knobs = (
        Choice("noise", "little", ("little", "much"), "How far points lie off."),
        Number("slope", 0, -3, 3, "How steep the line is.", live=True, moves=("w", 0)),
        Number("learning_rate", 0.1, 0.001, 1, "How far a step goes.", log=True),
    )
    bar = Bar("error", "<=", 0.1)
    steps = 100
    presets = (Preset("wild", {"noise": "much"}, "Points far off."),)

    def parameters(self, rng):
        """One weight and one bias."""
        return {"w": rng.normal(size=1), "b": rng.normal(size=1)}

    def data(self, rng):
        """One point."""
        return {"x": rng.normal(size=(1, 1)), "y": rng.normal(size=(1, 1))}

    def loss(self, params, batch):
        """How far off."""
        return ((batch["x"] * params["w"] + params["b"] - batch["y"]) ** 2).mean()

    def observe(self, params, data):
        """Nothing."""
        return {}

    def metrics(self, seen, data):
        """How far off."""
        return {"error": 0.0}

    def views(self, seen, data, params, gradients):
        """None."""
        return []
'''

SINGLE = """\
  - id: {lesson}-single-{n}
    kind: single
    section: question
    prompt: How much is 1 + {n}?
    explain: Count on your fingers.
    hints: [Start at one., Look again.]
    choices:
      - {{text: right, why: It is, right: true}}
      - {{text: wrong, why: It is not}}
"""

OTHERS = """\
  - id: {lesson}-several
    kind: several
    section: question
    prompt: Which are even?
    explain: Even numbers are twice a whole number.
    hints: [Halve them., Look again.]
    choices:
      - text: two
        why: Twice one.
        right: true
      - text: four
        why: Twice two.
        right: true
      - text: five
        why: Half of it is 2.5.
  - id: {lesson}-number
    kind: number
    section: question
    prompt: How much is a half?
    explain: One divided by two.
    hints: [Divide., Look again.]
    answer: 0.5
    tolerance: 0.01
    mistakes:
      - {{answer: "2", why: That is twice.}}
  - id: {lesson}-order
    kind: order
    section: question
    prompt: Put them in order.
    explain: Small ones come first.
    hints: [Start small., Look again.]
    items: [one, two, three]
  - id: {lesson}-fill
    kind: fill
    section: question
    prompt: One and one is ___.
    explain: Count.
    hints: [Count., Look again.]
    answers: [two, "2"]
  - id: {lesson}-match
    kind: match
    section: question
    prompt: Match each with its double.
    explain: Twice one is two.
    hints: [Double each., Look again.]
    pairs:
      - {{left: one, right: two, why: 1 + 1.}}
      - {{left: two, right: four, why: 2 + 2.}}
      - {{left: three, right: six, why: 3 + 3.}}
    extra:
      - {{text: nine, why: Nothing doubled is nine.}}
  - id: {lesson}-spot
    kind: spot
    section: question
    prompt: Which line is wrong?
    explain: Two and two is four.
    hints: [Add again., Look again.]
    lines:
      - {{text: "sums:"}}
      - {{text: "  1 + 1 = 2", why: That is right.}}
      - {{text: "  2 + 2 = 5", wrong: true, why: It is four.}}
      - {{text: "  3 + 3 = 6", why: That is right too.}}
  - id: {lesson}-predict
    kind: predict
    section: question
    prompt: How large is the error after 20 steps?
    explain: It shrinks.
    hints: [The line moves to the points., Look again.]
    lab: straight-line
    knobs: {{noise: much, learning_rate: 0.5}}
    steps: 20
    metric: error
    outcomes:
      - {{text: below one, high: 1, why: The points lie far off.}}
      - {{text: one or more, low: 1, expected: true, why: No line comes near.}}
      - {{text: no number, diverges: true, why: The steps are small enough.}}
"""


def quiz(lesson: str) -> str:
    """A quiz of twelve questions, of every kind but code."""
    singles = "".join(SINGLE.format(lesson=lesson, n=n) for n in range(1, 6))
    return f"format: 1\nlesson: {lesson}\nquestions:\n{singles}{OTHERS.format(lesson=lesson)}"


FILES = {
    "lessons/course.yaml": COURSE,
    "lessons/glossary.yaml": GLOSSARY,
    "lessons/sums/lesson.md": SUMS,
    "lessons/lines/lesson.md": LINES,
    "lessons/lines/timeline.yaml": TIMELINE,
    "lessons/lines/straight_line.py": LAB,
    "quizzes/sums.yaml": quiz("sums"),
    "quizzes/lines.yaml": quiz("lines"),
}


def write_course(folder: Path) -> Path:
    """Write the course under ``folder``; its ``lessons`` folder is returned."""
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / "lessons"


def change(folder: Path, name: str, old: str, new: str) -> Path:
    """Replace ``old``, which must be there, in one file of a written course."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def line_of(file: Path, wanted: str) -> int:
    """The first line that holds ``wanted``."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return next(n for n, line in enumerate(lines, 1) if wanted in line)
