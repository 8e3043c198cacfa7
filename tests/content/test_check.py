"""`tutor check`: each mistake alone is told once, where it is, with what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.content.small_course import change, line_of
from tutor.content.check import check

COURSE, SUMS, LINES = "lessons/course.yaml", "lessons/sums/lesson.md", "lessons/lines/lesson.md"
GLOSSARY = "lessons/glossary.yaml"
TIMELINE, LAB, QUIZ = "lessons/lines/timeline.yaml", "lessons/lines/straight_line.py", "quizzes/lines.yaml"


class Mistake(NamedTuple):
    """Replace ``old`` by ``new`` in ``file``: one problem is told, on the line with ``at``, saying ``says``."""

    file: str
    old: str
    new: str
    at: str
    says: str
    up: int = 0
    """Lines from the one with ``at`` up to the one meant."""


MISTAKES = [
    # glossary.yaml
    Mistake(GLOSSARY, "format: 1", "format: 2", "format: 2", "Write `format: 1`"),
    Mistake(GLOSSARY, "text: A curve", "txt: A curve", "txt:", "Did you mean text?"),
    Mistake(GLOSSARY, "term: straight line", "term: Steepness", "id: line", "a name of both 'slope' and 'line'"),
    Mistake(GLOSSARY, "see: [line]", "see: [lime]", "id: slope", "Did you mean line?"),
    Mistake(GLOSSARY, "see: [line]", "see: [slope]", "id: slope", "says to see 'slope'"),
    Mistake(GLOSSARY, "lines#question", "lines", "id: slope", "Write `lesson: LESSON#SECTION`"),
    Mistake(GLOSSARY, "lines#question", "lines#slop", "id: slope", "Did you mean slope?"),
    Mistake(GLOSSARY, "lines#question", "lines#summary", "id: slope", "Link its first use there: [slope](term:slope)."),
    Mistake(GLOSSARY, "How much a", f"How {'much ' * 90}a", "id: slope", "Say it in 400 at most"),
    # course.yaml
    Mistake(COURSE, "format: 1", "format: 2", "format: 2", "Write `format: 1`"),
    Mistake(COURSE, "title: A small", "titel: A small", "titel:", "Did you mean title?"),
    Mistake(COURSE, "title: A small course\n", "", "format", "'title' is missing"),
    Mistake(COURSE, "title: A small course", "title:", "title:", "'title' is empty. Write text."),
    Mistake(COURSE, "[sums]", "sums", "lessons: sums", "a list of at least 1"),
    Mistake(COURSE, "[sums]", "[Sums!]", "Sums!", "lower-case letters, digits and dashes"),
    Mistake(COURSE, "[sums]", "[sums, sums]", "[sums, sums]", "The lesson 'sums' is there twice"),
    Mistake(COURSE, "id: more", "id: basics", "title: More", "The part 'basics' is there twice"),
    Mistake(COURSE, "title: A small", "title: x\ntitle: A small", "title: A small", "there twice"),
    Mistake(COURSE, "title: A small course", "title: a: b", "a: b", "quotes around text"),
    Mistake(COURSE, "title: A small", "title: &x A small", "&x", "Anchors"),
    Mistake(COURSE, "title: A small course", "title: [A, B]", "[A, B]", "'title' is a list of 2. Write text."),
    # a lesson's header
    Mistake(LINES, "---\nid", "id", "id: lines", "must start with a header"),
    Mistake(LINES, "id: lines", "id: curves", "id: curves", "Write `id: lines`"),
    Mistake(LINES, "minutes: 10", "minutes: ten", "minutes: ten", "'minutes' is 'ten'. Write a whole number, 1 or"),
    Mistake(LINES, "minutes: 10", "minutes: 0", "minutes: 0", "1 or more"),
    Mistake(LINES, "goal: ", "gaol: ", "gaol: ", "Did you mean goal?"),
    Mistake(LINES, "[sums]", "[summs]", "needs:", "Did you mean sums?"),
    Mistake(LINES, "[sums]", "[lines]", "needs:", "lines → lines"),
    Mistake(SUMS, "needs: []", "needs: [lines]", "needs: [lines]", "sums → lines → sums"),
    Mistake(LINES, "[straight-line]", "[straight-line, straight-line]", "labs:", "is there twice"),
    Mistake(LINES, "[straight-line]", "[straight-line, bent-line]", "labs:", "no file bent_line.py"),
    # sections
    Mistake(LINES, "{#slope}", "", "## Slope", "Write `## Slope {#slope}`."),
    Mistake(LINES, "{#slope}", "{#Slope!}", "## Slope", "Write `## Slope {#slope}`."),
    Mistake(LINES, "{#slope}", "{#question}", "## Slope", "'question' is there twice"),
    Mistake(LINES, "## Slope", "# Slope", "# Slope", "headings with '##'"),
    Mistake(LINES, "## A question", "Hello.\n\n## A question", "Hello.", "before the first section"),
    Mistake(LINES, "It rises everywhere.", "```\nx", "```", "never closed. End it with a line"),
    Mistake(LINES, "It rises everywhere.", "$$\nx", "$$", "This formula is never closed"),
    Mistake(LINES, "It rises everywhere.", "", "## Slope", "The section 'slope' is empty", up=-1),
    Mistake(LINES, "It rises everywhere.", "up\n" * 61, "up", "has 61 lines. Split it: 60 at most."),
    Mistake(LINES, "{#summary}", "{#end}", "A line has one slope", "The summary is missing"),
    Mistake(LINES, "one slope.", "one slope.\n\n## More {#more}\n\nx", "one slope", "not the last section"),
    Mistake(SUMS, "## In symbols {#symbols}", "", "---", "The lesson has 2 sections. Write 3 to 8."),
    # text
    Mistake(SUMS, "lesson:lines#slope", "lesson:lines#slop", "#slop)", "Did you mean slope?"),
    Mistake(SUMS, "lesson:lines#slope", "lesson:line", "lesson:line)", "Did you mean lines?"),
    Mistake(SUMS, "lab:straight-line", "lab:strait-line", "strait", "Did you mean straight-line?"),
    Mistake(SUMS, "quiz:sums", "quiz:sum", "quiz:sum)", "Did you mean sums?"),
    Mistake(SUMS, "timeline:1900-line", "timeline:1901-line", "1901", "Did you mean 1900-line?"),
    Mistake(SUMS, "quiz:sums", "sums.md", "sums.md", "Write lesson:ID"),
    Mistake(SUMS, "quiz:sums", "quiz:sums#x", "quiz:sums#x", "Only lessons have sections"),
    Mistake(SUMS, "\\sum_", "\\summ_", "$$", "\\summ cannot be set. Did you mean \\sum?"),
    Mistake(SUMS, "{i=1}", "{i=1", "$$", "cannot be set: Expected }, got the end"),
    Mistake(SUMS, "w_i x_i", "w_i x_i + " * 12 + "b", "$$", "columns wide. Split it: 72 at most"),
    Mistake(SUMS, "●───●", "●" + "─" * 72 + "●", "●──", "columns wide. Make it 72 at most"),
    Mistake(SUMS, "●───●", "●\t●", "●\t●", "tab"),
    Mistake(SUMS, "*1 + 1*", "$1 + 1$", "$1 + 1$", "not set inside a line"),
    Mistake(SUMS, "*1 + 1*", "y\u0302", "y\u0302", "made of characters put together"),
    # the timeline
    Mistake(TIMELINE, "era: old", "era: odd", "id: 1900-line", "Did you mean old?"),
    Mistake(
        TIMELINE, "{id: old, title: Long ago}", "{id: new, title: Now}\n  - {id: old, title: O}", "new", "no miles"
    ),
    Mistake(TIMELINE, "sort: 1900", "sort: soon", "sort: soon", "Write a number"),
    Mistake(TIMELINE, "jump: lab:straight-line", "jump: lab:bent", "jump: lab:bent", "there is no such lab"),
    Mistake(TIMELINE, "jump:", "coming: Curves\n    jump:", "id: 1900-line", "both `jump` and `coming`"),
    Mistake(TIMELINE, "could_not:", "could_nt:", "could_nt:", "Did you mean could_not?"),
    # labs
    Mistake(LAB, 'id = "straight-line"', 'id = "straight"', 'id = "straight"', "Write 'straight-line'"),
    Mistake(LAB, "    steps = 100\n", "", "class StraightLine", "Set steps in the class"),
    Mistake(LAB, "def loss(", "def los(", "class StraightLine", "no method loss. Define loss in the class"),
    Mistake(LAB, "steps = 100", "steps = 0", "steps = 0", "trains 0 steps"),
    Mistake(LAB, "steps = 100", "steps = 1 / 0", "1 / 0", "ZeroDivisionError"),
    Mistake(LAB, "steps = 100", "steps = (", "steps = (", "not Python"),
    Mistake(LAB, "(Lab)", "", '"""', "must define exactly one Lab"),
    Mistake(LAB, '"learning_rate"', '"slope"', '"slope"', "The knob 'slope' is there twice"),
    Mistake(LAB, '"learning_rate"', '"learning rate"', '"learning rate"', "digits and underscores"),
    Mistake(LAB, '"How steep the line is."', '""', '"slope"', "no help"),
    Mistake(LAB, '"slope", 0', '"slope", 9', '"slope"', "The default of 'slope' is not allowed"),
    Mistake(LAB, "0, -3, 3", "0, 0, 0", '"slope"', "goes from 0 to 0"),
    Mistake(LAB, "0.1, 0.001, 1", "0.1, -1, 1", '"learning_rate"', "log scale from -1"),
    Mistake(LAB, '("little", "much")', '("little",)', '"noise"', "two at least"),
    Mistake(LAB, '("w", 0)', '("v", 0)', '"slope"', "moves 'v', which is no parameter"),
    Mistake(LAB, '("w", 0)', '("w", -1)', '"slope"', "Count from 0"),
    Mistake(LAB, 'Bar("error"', 'Bar("loss"', "Bar(", "about 'loss', which the lab never measures"),
    Mistake(LAB, '"<="', '"<<"', "Bar(", "compares by '<<'"),
    Mistake(LAB, '"<=", 0.1', '"<=", float("nan")', "Bar(", "The bar is at nan"),
    Mistake(LAB, '"error"', '"the error"', "Bar(", "cannot be a metric's name"),
    Mistake(LAB, '{"noise": "much"}', '{"noise": "mch"}', '"wild"', "The preset 'wild' does not work"),
    Mistake(LAB, '{"noise": "much"}', '{"nose": "much"}', '"wild"', "Did you mean noise?"),
    Mistake(LAB, '"Points far off."', '" "', '"wild"', "does not say why"),
    # quizzes
    Mistake(QUIZ, "lesson: lines", "lesson: sums", "lesson: sums", "Write `lesson: lines`"),
    Mistake(QUIZ, "kind: order", "kind: ordering", "kind: ordering", "Did you mean order?"),
    Mistake(QUIZ, "    kind: order\n", "", "id: lines-order", "Write `kind:` and one of single, several"),
    Mistake(QUIZ, "explain: Small", "explian: Small", "explian:", "Did you mean explain?"),
    Mistake(QUIZ, "    explain: Small ones come first.\n", "", "id: lines-order", "'explain' is missing"),
    Mistake(QUIZ, "        why: Twice one.\n", "", "text: two", "'why' is missing"),
    Mistake(QUIZ, "why: Twice one.", 'why: " "', 'why: " "', "The reason is blank"),
    Mistake(QUIZ, "right: true", "right: yes", "right: yes", "Write true or false"),
    Mistake(QUIZ, "[Start small., Look again.]", "[]", "hints: []", "a list of at least 1"),
    Mistake(QUIZ, "[Start small., Look again.]", "[Start small.]", "hints: [Start small.]", "Write 2 at least"),
    Mistake(QUIZ, "answer: 0.5", "answer: half", "answer: half", "Write a number"),
    Mistake(QUIZ, "answer: 0.5", "answer: nan", "answer: nan", "finite number"),
    Mistake(QUIZ, "tolerance: 0.01", "tolerance: -1", "tolerance: -1", "0 or more"),
    Mistake(QUIZ, "tolerance: 0.01", "tolerance: 0", "tolerance: 0", "a tolerance above 0"),
    Mistake(QUIZ, "tolerance: 0.01", "tolerance: 0.3", "tolerance: 0.3", "nearly anything"),
    Mistake(QUIZ, '{answer: "2", why', '{answer: "0.5", why', 'answer: "0.5"', "graded as right"),
    Mistake(QUIZ, '{answer: "2", why', '{answer: "two", why', 'answer: "two"', "Nobody can answer 'two'"),
    Mistake(QUIZ, "[one, two, three]", "[one, two, two]", "items:", "'two' is there twice"),
    Mistake(QUIZ, "is ___.", "is what?", "is what?", "Write ___ where"),
    Mistake(QUIZ, "One and one is ___.", "Two ones are ___.", "answers:", "gives the answer 'two' away"),
    Mistake(QUIZ, '[two, "2"]', "[two, Two]", "answers:", "'two' is there twice"),
    Mistake(QUIZ, "right, why: It is, right: true", "right, why: It is", "choices:", "No choice is marked right"),
    Mistake(QUIZ, "why: It is not", "why: It is not, right: true", "choices:", "2 choices are marked right"),
    Mistake(QUIZ, "2.5.", "2.5.\n        right: true", "text: two", "leave one wrong", up=1),
    Mistake(QUIZ, "text: wrong", "text: Right", "choices:", "'right' is there twice"),
    Mistake(QUIZ, "id: lines-several", "id: lines-single-4", "kind: several", "is there twice", up=1),
    Mistake(QUIZ, "id: lines-order", "id: order-three", "id: order-three", "Write `id: lines-order-three`"),
    Mistake(QUIZ, "id: lines-order", "id: Lines-Order", "id: Lines-Order", "lower-case letters"),
    Mistake(QUIZ, "section: question", "section: qestion", "section: qestion", "Did you mean question?"),
    Mistake(QUIZ, "prompt: Put them", "prompt: 'Put them", "prompt: 'Put", "not YAML"),
]


@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda m: f"{Path(m.file).name}: {m.new.strip()[:30]!r} for {m.old[:20]!r}"
)
def test_a_mistake_is_told_where_it_is(mistake: Mistake, lessons: Path) -> None:
    file = change(lessons.parent, mistake.file, mistake.old, mistake.new)
    [problem] = check(lessons).problems
    assert (problem.file, problem.line) == (file, line_of(file, mistake.at) - mistake.up)
    assert mistake.says in f"{problem.message} {problem.instead}"
