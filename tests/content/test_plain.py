"""The course and its lessons as text: everything is there without a terminal, without colours."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.content.small_course import change
from tutor.content.course import Course, load_course
from tutor.content.formulas import display
from tutor.content.markup import lesson_blocks
from tutor.content.plain import course_text, lesson_renderable, link_command
from tutor.learner.progress import LessonState, NextStep


@pytest.fixture
def course(lessons: Path) -> Course:
    """The small course."""
    return load_course(lessons)


def printed(course: Course, lesson: str, width: int = 80, **options: bool) -> str:
    """A lesson as `tutor read` prints it, into a pipe unless told otherwise; trailing blanks removed."""
    console = Console(file=io.StringIO(), width=width, **options)  # type: ignore[arg-type]
    console.print(lesson_renderable(course.lesson(lesson)))
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().split("\n"))


def test_a_new_learner_sees_every_lesson_and_where_to_start(course: Course) -> None:
    assert course_text(course, {}) == (
        "A small course\n"
        "==============\n"
        "\n"
        "Basics\n"
        "  sums: Sums: adding things (5 min)\n"
        "    Not started.\n"
        "    After this you can add.\n"
        "\n"
        "More\n"
        "  lines: Straight lines (10 min)\n"
        "    Not started.\n"
        "    After this you can draw a line.\n"
        "    Labs: straight-line.\n"
        "\n"
        "What to do next\n"
        "  Read “Sums: adding things”.\n"
        "  tutor read sums\n"
        "\n"
        "All commands: tutor --help. In a terminal, tutor alone opens the app.\n"
        "With a screen reader: tutor --plain, the whole course line by line.\n"
    )


def test_states_labs_passed_and_the_next_step_are_told(course: Course) -> None:
    done = LessonState("done", 3, 3, frozenset(), (), 0.9)
    reading = LessonState("reading", 1, 3, frozenset({"straight-line"}), ("straight-line",), None)
    step = NextStep("lab", "lines", "straight-line", "Run the lab.")
    text = course_text(course, {"sums": done, "lines": reading}, step)
    assert f"    Done: {done}.\n" in text
    assert f"    Reading: {reading}.\n" in text
    assert "    Labs: straight-line (passed).\n" in text
    assert "  Run the lab.\n  tutor lab straight-line\n" in text


def test_without_a_next_step_the_first_lesson_not_done_comes_next(course: Course) -> None:
    done = LessonState("done", 3, 3, frozenset(), (), 0.9)
    assert "tutor read lines\n" in course_text(course, {"sums": done})
    assert "tutor read" not in course_text(course, {"sums": done, "lines": done})


def test_long_goals_are_wrapped_at_80_columns(lessons: Path) -> None:
    change(lessons.parent, "lessons/sums/lesson.md", "After this", "After this " * 20)
    assert max(map(len, course_text(load_course(lessons), {}).split("\n"))) <= 80


def test_a_lesson_is_printed_whole(course: Course) -> None:
    text = printed(course, "sums")
    assert text.startswith("Sums: adding things\n===================\n\nAfter this you can add.\n5 minutes.\n")
    for section in course.lesson("sums").sections:
        assert f"\n{section.title}\n{'─' * len(section.title)}\n" in text
    assert "\n    ## not a heading\n" in text
    assert text.endswith("  tutor quiz sums\n")
    assert "  tutor lab straight-line\n" in printed(course, "lines")


def test_links_tell_the_command_that_leads_there(course: Course) -> None:
    text = " ".join(printed(course, "sums").split())
    assert "the summary (tutor read sums, section summary)" in text
    assert "the lab (tutor lab straight-line)" in text
    assert "the quiz (tutor quiz sums)" in text
    assert "(tutor quiz sums), 1900, all (in the app)." in text  # a remark after each year would drown the story


def test_a_web_address_stays_as_it_is() -> None:
    assert link_command("https://example.org") == "https://example.org"


@pytest.mark.parametrize("width", [80, 40])
def test_formulas_and_figures_stay_in_shape_however_narrow(course: Course, width: int) -> None:
    text = printed(course, "sums", width)
    formula = "\n".join(f"    {line}" for line in display(r"\hat{y} = \sum_{i=1}^{n} w_i x_i").split("\n"))
    assert formula in text
    assert "\n      ●───●   two points\n" in text


def test_without_colour_there_are_no_colours_and_all_the_words(course: Course) -> None:
    """A terminal without colours may still have bold; a dumb one has neither."""
    plain = printed(course, "sums")
    styled = printed(course, "sums", force_terminal=True, no_color=True)
    assert "\x1b[3" not in styled.replace("\x1b[3m", "")  # 3m is italic, 30m and more are colours
    assert "\x1b" not in plain


def test_every_figure_and_formula_of_the_bundled_course_is_printed_intact() -> None:
    course = load_course()
    for lesson in course.lessons:
        text = printed(course, lesson.id)
        blocks = [block for section in lesson.sections for block in lesson_blocks(section.text)]
        drawings = [block for block in blocks if block.kind != "markdown"]
        for block in drawings:
            shown = display(block.text) if block.kind == "formula" else block.text
            assert all(line.rstrip() in text for line in shown.split("\n"))
        assert drawings
