"""A small course of the tests' own, so that no edit of the real one changes what they see."""

from __future__ import annotations

from pathlib import Path

from tutor.content.course import Course, load_course

COURSE = """\
format: 1
title: A small course
parts:
  - {id: story, title: The story, lessons: [history]}
  - {id: basics, title: First things, lessons: [unit, layers]}
"""

HISTORY = """\
---
id: history
title: Where it came from
goal: After this you can put the milestones in order.
minutes: 10
---

## The beginning {#beginning}

It began with [a unit](lesson:unit#sum), and you can walk along [the timeline](timeline:1958-perceptron).

## What to remember {#summary}

Old ideas, new machines.
"""

UNIT = (
    """\
---
id: unit
title: One artificial unit
goal: After this you can compute what a unit says and explain what each weight does to it.
minutes: 15
needs: [history]
labs: [gates]
---

## A question first {#question}

What does a unit do with two inputs? Guess before you go on.

## The weighted sum {#sum}

A unit adds up its inputs, each *times its weight*, and a bias:

$$ z = \\sum_{i=1}^{n} w_i x_i + b $$

Turn the weights yourself in [the lab](lab:gates), or look at [layers](lesson:layers).

```figure
x₁ ──w₁──╲
          Σ ── z
x₂ ──w₂──╱
```

## A long section {#long}

"""
    + "\n\n".join(f"Paragraph {n} says a little more about the same thing." for n in range(1, 31))
    + """

## What to remember {#summary}

One unit draws one line. Then take [the quiz](quiz:unit).
"""
)

LAYERS = """\
---
id: layers
title: Layers upon layers
goal: After this you can say why one layer is not enough.
minutes: 20
needs: [unit]
labs: [gates-two, gates-three]
---

## One is not enough {#one}

A single [layer](term:layer) cannot cut out a corner.

## What to remember {#summary}

Layers bend lines.
"""

TIMELINE = """\
format: 1
eras:
  - {id: first, title: First neurons (1943–1962)}
  - {id: winter, title: The winter (1969–1985)}
  - {id: depth, title: Depth (2012–2017)}
entries:
  - id: 1943-unit
    year: "1943"
    sort: 1943
    era: first
    title: The first unit
    who: McCulloch and Pitts
    made_possible: A nerve cell became mathematics.
    could_not: It could not learn.
    note: It was logic on paper.
    jump: lab:gates
  - id: 1958-perceptron
    year: "1957–58"
    sort: 1958
    era: first
    title: The perceptron
    who: Frank Rosenblatt
    made_possible: A machine that learns from examples.
    could_not: It could not learn XOR.
    jump: lesson:unit
  - id: 1969-perceptrons
    year: "1969"
    sort: 1969
    era: winter
    title: The wall
    who: Minsky and Papert
    made_possible: A proof of what one layer cannot do.
    could_not: It said nothing of how to train two.
    coming: Why one line is not enough
  - id: 2012-alexnet
    year: "2012"
    sort: 2012
    era: depth
    title: AlexNet
    who: Krizhevsky, Sutskever and Hinton
    made_possible: Deep nets win at pictures.
    could_not: It needed a million labels.
    jump: lesson:layers
  - id: 2017-transformer
    year: "2017"
    sort: 2017
    era: depth
    title: The Transformer
    who: Vaswani and others
    made_possible: Everything looks at everything.
    could_not: Its cost grows with the square of the length.
    coming: Attention
"""

GLOSSARY = """\
format: 1
terms:
  - id: bias
    term: bias
    text: What is added to the sum.
    lesson: unit#sum
    see: [weight]
  - id: layer
    term: layer
    text: Units side by side.
    lesson: layers#one
  - id: weight
    term: weight
    also: [coefficient]
    text: What an input is multiplied with.
    lesson: unit#sum
"""

QUIZ = """\
format: 1
lesson: {lesson}
questions:
  - kind: fill
    id: {lesson}-one
    section: summary
    prompt: Say ___.
    answers: [yes please]
    hints: [It is polite.]
    explain: Because.
"""

LAB = '''\
"""A lab that is never run here."""

from engine.lab import Bar, Lab


class {name}(Lab):
    """Nothing to see."""

    id = "{id}"
    title = "{id}"
    knobs = ()
    bar = Bar("accuracy", ">=", 1.0)
    steps = 1
'''


def small_course(folder: Path) -> Course:
    """Write the course to ``folder`` and load it."""
    lessons, quizzes = folder / "lessons", folder / "quizzes"
    quizzes.mkdir(parents=True)
    for lesson_id, text in (("history", HISTORY), ("unit", UNIT), ("layers", LAYERS)):
        (lessons / lesson_id).mkdir(parents=True)
        (lessons / lesson_id / "lesson.md").write_text(text, encoding="utf-8")
        (quizzes / f"{lesson_id}.yaml").write_text(QUIZ.format(lesson=lesson_id), encoding="utf-8")
    (lessons / "course.yaml").write_text(COURSE, encoding="utf-8")
    (lessons / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    (lessons / "history" / "timeline.yaml").write_text(TIMELINE, encoding="utf-8")
    for lesson_id, lab in (("unit", "gates"), ("layers", "gates-two"), ("layers", "gates-three")):
        name = lab.replace("-", "_")
        code = LAB.format(name=name.title().replace("_", ""), id=lab)
        (lessons / lesson_id / f"{name}.py").write_text(code, encoding="utf-8")
    return load_course(lessons)
