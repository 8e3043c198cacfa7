"""Loading a course: what it holds, asking it for things by id, and asking for what it does not have."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.content.small_course import change
from tutor.content.course import ContentError, UnknownContent, load_course


def test_parts_lessons_and_sections_come_in_order(lessons: Path) -> None:
    course = load_course(lessons)
    assert course.title == "A small course"
    assert [(part.id, [lesson.id for lesson in part.lessons]) for part in course.parts] == [
        ("basics", ["sums"]),
        ("more", ["lines"]),
    ]
    sums = course.lesson("sums")
    assert (sums.title, sums.minutes, sums.needs, sums.labs, sums.part) == (
        "Sums: adding things",
        5,
        (),
        (),
        "basics",
    )
    assert [(section.id, section.title) for section in sums.sections] == [
        ("question", "A question first"),
        ("symbols", "In symbols"),
        ("summary", "Summary"),
    ]


def test_a_section_holds_its_own_lines_and_knows_where_they_start(lessons: Path) -> None:
    sums = load_course(lessons).lesson("sums")
    lines = sums.path.read_text(encoding="utf-8").split("\n")
    for section in sums.sections:
        start = section.line - 1
        assert lines[start : start + section.text.count("\n") + 1] == section.text.split("\n")
    assert sums.section("summary").text == "- Adding is `+`."


def test_lessons_know_their_neighbours(lessons: Path) -> None:
    course = load_course(lessons)
    assert [course.before("sums"), course.after("lines")] == [None, None]
    assert [course.after("sums"), course.before("lines")] == [course.lesson("lines"), course.lesson("sums")]


def test_a_lab_is_found_with_its_lesson_and_file(lessons: Path) -> None:
    course = load_course(lessons)
    assert course.lab_ids == ("straight-line",)
    assert course.lesson_of_lab("straight-line").id == "lines"
    assert course.lab_file("straight-line") == lessons / "lines" / "straight_line.py"
    assert course.lab_file("straight-line").is_file()


@pytest.mark.parametrize(
    ("ask", "message", "hint"),
    [
        (lambda c: c.lesson("line"), "There is no lesson called 'line'.", "Did you mean lines?"),
        (lambda c: c.lab_file("strait-line"), "There is no lab called 'strait-line'.", "Did you mean straight-line?"),
        (lambda c: c.after("xyz"), "There is no lesson called 'xyz'.", "There is: sums, lines."),
        (lambda c: c.lesson("sums").section("sumary"), "There is no section called 'sumary'.", "Did you mean summary?"),
    ],
)
def test_asking_for_the_unknown_tells_what_may_be_meant(lessons, ask, message, hint) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownContent) as caught:
        ask(load_course(lessons))
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_the_timeline_is_sorted_and_keeps_every_field(lessons: Path) -> None:
    entry = (
        "  - {id: 1800-dot, year: about 1800, sort: 1800, era: old, title: D, who: W, made_possible: M, could_not: C}\n"
    )
    change(
        lessons.parent, "lessons/lines/timeline.yaml", "    could_not: Curves.", f"    could_not: Curves.\n{entry}"[:-1]
    )
    file = lessons / "lines" / "timeline.yaml"
    file.write_text(file.read_text().replace("}\n    jump: lab:straight-line", "}"))
    timeline = load_course(lessons).timeline()
    assert [entry.id for entry in timeline.entries] == ["1800-dot", "1900-line"]
    dot = timeline.entries[0]
    assert (dot.year, dot.sort, dot.era, dot.title, dot.who, dot.made_possible, dot.could_not) == (
        "about 1800", 1800, "old", "D", "W", "M", "C",
    )  # fmt: skip
    assert (dot.note, dot.jump, dot.coming) == ("", "", "")
    assert [(era.id, era.title) for era in timeline.eras] == [("old", "Long ago")]


def test_a_course_without_a_timeline_has_an_empty_one(lessons: Path) -> None:
    (lessons / "lines" / "timeline.yaml").unlink()
    assert load_course(lessons).timeline().entries == ()


def test_every_broken_file_is_named_at_once(lessons: Path) -> None:
    change(lessons.parent, "lessons/sums/lesson.md", "minutes: 5", "minutes: soon")
    (lessons / "lines" / "lesson.md").unlink()
    with pytest.raises(ContentError) as caught:
        load_course(lessons)
    assert [problem.file.parent.name for problem in caught.value.problems] == ["sums", "lines"]
    assert "minutes" in str(caught.value)


def test_headings_in_code_figures_and_formulas_are_none(lessons: Path) -> None:
    hidden = "\n".join(
        ["```", "## a {#a}", "~~~", "```", "", "~~~~ text", "## b {#b}", "~~~", "~~~~", "", "$$", "## c {#c}", "$$"]
    )
    change(lessons.parent, "lessons/lines/lesson.md", "It rises everywhere.", hidden)
    assert [section.id for section in load_course(lessons).lesson("lines").sections] == ["question", "slope", "summary"]


def test_windows_line_ends_and_a_byte_order_mark_are_read_as_nothing(lessons: Path) -> None:
    plain = load_course(lessons).lesson("lines")
    file = lessons / "lines" / "lesson.md"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_course(lessons).lesson("lines") == plain


def test_words_that_yaml_would_make_values_of_stay_words(lessons: Path) -> None:
    change(lessons.parent, "lessons/course.yaml", "title: A small course", "title: no")
    change(lessons.parent, "lessons/lines/lesson.md", "title: Straight lines", "title: 1958")
    course = load_course(lessons)
    assert (course.title, course.lesson("lines").title) == ("no", "1958")


def test_loading_a_course_loads_nothing_heavy() -> None:
    """It happens before the first paint."""
    heavy = ("numpy", "tinygrad", "textual", "rich", "markdown_it", "texicode", "sqlite3", "quizzes.graders")
    code = (
        "import sys; from tutor.content.course import load_course; course = load_course(); "
        f"print(bool(course.lessons), [name for name in {heavy!r} if name in sys.modules])"
    )
    folder = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder)
    assert done.stdout == "True []\n"
