"""The recap: what it tells of lessons, labs and reviews, as Markdown that stands on its own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quizzes.demo_course import LESSON, run_lab, take_quiz, write_course
from tests.quizzes.part_course import part_course, took
from tutor.commands.recap import free_file, write_recap
from tutor.content.course import Course, load_course
from tutor.lab.text_chart import EIGHTHS, text_chart
from tutor.learner.recap import card, read_recap
from tutor.store import Record

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
CARD = """\
## Summary {#summary}

- A unit adds up, [weights](term:weight) first; see [the sum](lesson:demo#sum) and [a paper](https://example.org/a).

```figure An input goes into a sum.
x ──w──▶ Σ
```

### Once more

[Play](lab:logic-gates), then take the [quiz](quiz:demo).
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    root = write_course(tmp_path / "course").root
    (root / "demo" / "lesson.md").write_text(f"{LESSON}\n{CARD}", encoding="utf-8")
    return load_course(root)


@pytest.fixture
def record() -> Iterator[Record]:
    with Record.in_memory() as opened:
        yield opened


def recap_of(course: Course, record: Record, days: int = 0) -> str:
    return read_recap(course, record, DAY.date() + timedelta(days=days), UTC)


def test_it_tells_scores_mastery_labs_with_their_curves_and_what_is_due(course: Course, record: Record) -> None:
    for section in ("story", "parts", "sum", "line", "summary"):
        record.mark_read("demo", section, DAY)
    take_quiz(record, DAY, ["demo-xor"])
    run_lab(record, DAY, 0.75)
    run_lab(record, DAY + timedelta(minutes=1), 1.0)
    text = recap_of(course, record)
    for words in (
        "# Deep learning in your terminal: what I have learned\n",
        "1 March 2026 · 1 of 1 lessons done · 1 day of learning, 1 in a row at best",
        "## Neurons\n\n### One artificial neuron\n\n*After this you can compute a neuron's output by hand.*",
        "- done: 5 of 5 sections read\n- mastery 80 %\n- quiz: 80 % (1 March 2026)",
        "#### Lab logic-gates: passed, 2 runs\n\n- On 1 March 2026, 100 steps, seed 1, CPU",
        "- knobs: rate = 0.1\n- metrics: accuracy 1\n\n```text\nloss\n",
        "## Worth reading again\n\n- One straight line (One artificial neuron): 0 %",
        "## Reviews\n\n- Nothing is due today.\n- tomorrow: 1 question",
        "## What comes next\n\nYou have been through the whole course.",
    ):
        assert words in text
    assert "- 1 question is due.\n- One artificial neuron: 1 question due" in recap_of(course, record, 1)
    assert text.count("```") % 2 == 0, "a fence is left open"


def test_a_card_stands_on_its_own(course: Course) -> None:
    """Links into the course become words, links to the web stay; no invitation, no heading above its lesson's."""
    shown = card(course.lesson("demo"))
    assert "weights first; see the sum and [a paper](https://example.org/a)." in shown
    assert "```text\nx ──w──▶ Σ\n```" in shown and "#### Once more" in shown
    assert "quiz" not in shown and "](l" not in shown


def test_a_lesson_without_a_summary_has_its_goal_on_the_card(course: Course) -> None:
    lesson = replace(course.lesson("demo"), sections=())
    assert card(lesson) == lesson.goal


def test_an_empty_record_says_how_to_begin(course: Course, record: Record) -> None:
    text = recap_of(course, record)
    assert "Start “One artificial neuron”" in text and "Still ahead: One artificial neuron." in text
    assert "###" not in text and "Reviews" not in text and "0 days" not in text
    assert "Nothing is here yet" in text


def test_what_is_half_read_has_no_card_yet_and_what_is_known_has(tmp_path: Path, record: Record) -> None:
    course = part_course(tmp_path)
    record.mark_read("one", "start", DAY)
    took(record, DAY, "placement", "basics", {"two-q0": True})
    text = recap_of(course, record)
    one, two = text.index("### The first lesson"), text.index("### The second lesson")
    assert "reading: 1 of 4 sections read" in text[one:two] and "On a card" not in text[one:two]
    assert "known by a placement test: 0 of 4 sections read" in text[two:] and "On a card" in text[two:]
    assert "Still ahead: The third lesson." in text


def test_a_lab_that_never_passed_is_told_as_it_is(course: Course, record: Record) -> None:
    run_lab(record, DAY, 0.5)
    assert "#### Lab logic-gates: not passed yet, 1 run" in recap_of(course, record)


# -- files -------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "me.md"
    write_recap("one", file)
    with pytest.raises(FileExistsError):
        write_recap("two", file)
    assert file.read_text() == "one"
    write_recap("two", file, force=True)
    assert file.read_text() == "two"


def test_a_free_name_is_found_beside_earlier_ones(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        file = free_file(tmp_path, DAY.date())
        write_recap("", file)
        names.append(file.name)
    assert names == ["tutor-recap-2026-03-01.md", "tutor-recap-2026-03-01-2.md", "tutor-recap-2026-03-01-3.md"]


# -- the chart ---------------------------------------------------------------------------------------------


def test_a_falling_curve_falls() -> None:
    lines = text_chart([(step, 100.0 - step) for step in range(101)], width=10, height=4)
    heights = [sum(line[6 + column : 7 + column] in EIGHTHS[1:] for line in lines[:-1]) for column in range(9)]
    assert len(lines) == 5 and heights == sorted(heights, reverse=True) and heights[0] == 4
    assert lines[0].startswith("95.5 ┤") and lines[-1].split() == ["0", "step", "100"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.floats()), max_size=80))
def test_any_curve_fits_its_frame(points: list[tuple[int, float]]) -> None:
    finite = [point for point in points if math.isfinite(point[1]) and abs(point[1]) < 1e300]
    lines = text_chart(finite, width=20, height=5)
    assert len(lines) == (6 if finite else 0)
    assert all(len(line.partition("┤")[2]) <= 20 for line in lines)


def test_values_that_are_no_numbers_are_left_out() -> None:
    assert text_chart([(1, math.nan), (2, math.inf)]) == []
    assert len(text_chart([(1, math.nan), (2, 0.5)])) == 8
