"""`tutor check` on whole courses: what is counted, what is told together, files missing and to spare."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizzes.model import Verdict
from tests.content.small_course import change, line_of
from tutor.content.check import check


def told(folder: Path) -> list[str]:
    """Every problem as "file name: message instead"."""
    return [f"{p.file.name}: {p.message} {p.instead}" for p in check(folder).problems]


def test_a_course_without_mistakes_passes_and_is_counted(lessons: Path) -> None:
    report = check(lessons)
    assert report.problems == []
    assert report.warnings == []
    assert json.loads(json.dumps(report.as_json())) == {
        "lessons": 2,
        "labs": 1,
        "questions": 24,
        "by_kind": {
            "fill": 2,
            "match": 2,
            "number": 2,
            "order": 2,
            "predict": 2,
            "several": 2,
            "single": 10,
            "spot": 2,
        },
        "by_lesson": {"sums": 12, "lines": 12},
        "problems": [],
        "warnings": [],
    }
    assert report.as_text() == "2 lessons, 1 lab, 24 questions: no problems."


@pytest.mark.parametrize("path", ["lessons", ".", "lessons/course.yaml"])
def test_the_course_is_found_by_its_folder_the_one_above_or_its_file(lessons: Path, path: str) -> None:
    assert check(lessons.parent / path).questions == 24


def test_quizzes_may_lie_inside_the_course(lessons: Path) -> None:
    (lessons.parent / "quizzes").rename(lessons / "quizzes")
    report = check(lessons)
    assert (report.problems, report.questions) == ([], 24)


def test_a_question_of_another_lesson_is_told_with_its_lesson(lessons: Path) -> None:
    """Answers are kept by a question's id alone."""
    file = change(lessons.parent, "quizzes/lines.yaml", "id: lines-order", "id: sums-order")
    twice = next(problem for problem in check(lessons).problems if "there twice" in problem.message)
    assert twice.message == "The question 'sums-order' is there twice: it belongs to 'sums' already."
    assert (twice.file, twice.line) == (file, line_of(file, "id: sums-order"))


def test_mistakes_in_many_files_are_told_together(lessons: Path) -> None:
    top = lessons.parent
    change(top, "lessons/sums/lesson.md", "minutes: 5", "minutes: soon")
    change(top, "lessons/sums/lesson.md", "goal:", "gaol:")
    change(top, "lessons/sums/lesson.md", "{#symbols}", "")
    change(top, "lessons/lines/lesson.md", "{#slope}", "{#question}")
    change(top, "lessons/lines/timeline.yaml", "sort: 1900", "sort: soon")
    change(top, "quizzes/sums.yaml", "right: true", "right: yes")
    change(top, "quizzes/lines.yaml", "kind: order", "kind: oder")
    change(top, "quizzes/lines.yaml", "answer: 0.5", "answer: half")
    change(top, "quizzes/lines.yaml", "is ___", "is what")
    found = told(lessons)
    wanted = [
        "'soon'",
        "gaol",
        "{#in-symbols}",
        "'question' is there twice",
        "'yes'",
        "oder",
        "'half'",
        "___",
    ]
    assert [word for word in wanted if not any(word in line for line in found)] == []


def test_problems_come_in_the_order_of_files_and_lines(lessons: Path) -> None:
    change(lessons.parent, "quizzes/lines.yaml", "is ___", "is what")
    change(lessons.parent, "quizzes/lines.yaml", "lesson: lines", "lesson: sums")
    places = [(str(p.file), p.line) for p in check(lessons).problems]
    assert len(places) == 2
    assert places == sorted(places)


def test_the_text_names_file_line_and_remedy(lessons: Path) -> None:
    file = change(lessons.parent, "quizzes/lines.yaml", "lesson: lines", "lesson: sums")
    assert check(lessons).as_text().split("\n") == [
        f"{file}:2: This is the quiz of 'lines', by its file's name.",
        "    Write `lesson: lines`.",
        "2 lessons, 1 lab, 24 questions: 1 problem.",
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("lessons/sums/notes.txt", "notes.txt is used by no lab"),
        ("lessons/sums/other.py", "Add other to `labs`"),
        ("lessons/spare/lesson.md", "spare is no part of the course"),
        ("lessons/readme.md", "readme.md is no part of the course"),
        ("quizzes/spare.yaml", "spare.yaml is the quiz of no lesson"),
        ("quizzes/sums.yml", "sums.yml is the quiz of no lesson"),
    ],
)
def test_a_stray_file_is_told(lessons: Path, name: str, says: str) -> None:
    file = lessons.parent / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("", encoding="utf-8")
    [line] = told(lessons)
    assert says in line


def test_data_that_a_lab_names_is_no_stray_file(lessons: Path) -> None:
    (lessons / "lines" / "points.npz").write_bytes(b"")
    change(lessons.parent, "lessons/lines/straight_line.py", "Bar: error", "Reads points.npz. Bar: error")
    assert told(lessons) == []


@pytest.mark.parametrize(
    "name",
    ["lessons/sums/lesson.md", "quizzes/sums.yaml", "lessons/lines/straight_line.py"],
)
def test_a_missing_file_is_told_once(lessons: Path, name: str) -> None:
    (lessons.parent / name).unlink()
    [line] = told(lessons)
    assert "missing" in line or "has no file" in line


def test_a_second_timeline_is_told(lessons: Path) -> None:
    (lessons / "sums" / "timeline.yaml").write_text((lessons / "lines" / "timeline.yaml").read_text())
    [line] = told(lessons)
    assert "has a timeline already, in sums" in line


@pytest.mark.parametrize("name", ["lessons/course.yaml", "lessons/sums/lesson.md", "quizzes/sums.yaml"])
def test_a_file_that_is_not_utf8_is_told_with_its_line(lessons: Path, name: str) -> None:
    file = lessons.parent / name
    file.write_bytes(b"\n\n\xff" + file.read_bytes())
    [problem] = check(lessons).problems
    assert (problem.line, problem.message) == (3, "This is not UTF-8 text.")


def test_a_folder_without_a_course_is_told(tmp_path: Path) -> None:
    [problem] = check(tmp_path / "nowhere").problems
    assert "There is no course here" in problem.message


def test_a_quiz_with_too_few_questions_is_told(lessons: Path) -> None:
    file = lessons.parent / "quizzes/sums.yaml"
    file.write_text(file.read_text().split("  - id: sums-several")[0])
    [line] = told(lessons)
    assert "The quiz has 5 questions. Write 12 at least." in line


def test_a_long_lab_is_a_note_and_no_problem(lessons: Path) -> None:
    code = "\n".join(f"x{n} = {n}  # code\n\n# comment" for n in range(100))
    with (lessons / "lines" / "straight_line.py").open("a") as file:
        file.write(f'\n"""A docstring\nof two lines."""\n{code}\n')
    report = check(lessons)
    assert report.problems == []
    [warning] = report.warnings
    assert "The lab has 124 lines of code" in warning.message


def test_a_figure_that_only_shows_is_a_note_until_its_author_says_it(lessons: Path) -> None:
    change(lessons.parent, "lessons/sums/lesson.md", "  ●───●   two points", "  ●─●─●─●   on a line")
    [note] = check(lessons).warnings
    assert note.message.startswith("Who listens") and note.file.name == "lesson.md"
    assert note.file.read_text().split("\n")[note.line - 1] == "```figure"
    change(lessons.parent, "lessons/sums/lesson.md", "```figure", "```figure Four points in a row.")
    assert check(lessons).warnings == []


def test_a_lab_that_ends_the_program_does_not_end_the_check(lessons: Path) -> None:
    change(lessons.parent, "lessons/lines/straight_line.py", "steps = 100", "raise SystemExit")
    [line] = told(lessons)
    assert "SystemExit" in line


@pytest.mark.parametrize(("verdict", "says"), [(True, "is graded as right"), (False, "is graded as wrong")])
def test_every_question_is_graded(lessons: Path, monkeypatch: pytest.MonkeyPatch, verdict: bool, says: str) -> None:
    """A grader that always says the same fails every question."""
    monkeypatch.setattr("tutor.content.rules.quizzes.grade", lambda question, answer: Verdict(verdict, ""))
    problems = check(lessons).problems
    assert len({(p.file, p.line) for p in problems}) >= 14
    assert all(says in p.message for p in problems)


def test_the_bundled_course_has_no_mistakes() -> None:
    report = check()
    assert report.as_text().split("\n")[:-1] == []
    assert min(report.by_lesson.values()) >= 12
    assert len(report.by_kind) >= 5
