"""Reports on the course: written from where one stands, with everything needed to find the place, sent nowhere."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run, tutor
from tests.screens.apps import shows, until
from tutor import doctor
from tutor.app import TutorApp
from tutor.content.course import Course, load_course
from tutor.content.errors import UnknownContent
from tutor.plain.course import PlainCourse
from tutor.plain.talk import Talk
from tutor.reports.report import PLACE, about, write
from tutor.screens.doctor import DoctorScreen
from tutor.screens.quiz.screen import QuizScreen
from tutor.screens.report import ReportScreen
from tutor.store import Record

__all__ = ["tutor"]
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def bundled() -> Course:
    return load_course()


def written(home: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted((home / "reports").glob("*.md"))]


async def test_reports_know_where_the_learner_stands_and_the_doctor_is_one_key_away(
    bundled: Course, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a lesson, and at a question that was answered; Esc writes nothing. That there are no colours is told."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(doctor, "_devices", lambda problems: {"used": "CPU:LLVM", "seen": []})
    app = TutorApp(bundled, tmp_path / "record.db")
    async with app.run_test(size=(160, 50)) as pilot:
        await until(pilot, lambda: app.record is not None, "the record")
        await pilot.press("D")
        await shows(pilot, "Device used: CPU", "no colours, as NO_COLOR is set")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, DoctorScreen), "the map")
        for words in ("one", "one", "two"):
            app.notify(words)
        app.notify("kept", severity="warning")
        app.notify("three")
        left = ["kept", "three"]
        await until(pilot, lambda: [note.message for note in app._notifications] == left, "no pile of hints")
        await pilot.press("exclamation_mark")
        await shows(pilot, "Report on the screen “course map”")
        await pilot.press("escape")
        app.open_lesson("neuron", "xor")
        await shows(pilot, "XOR: the argument")
        await pilot.press("exclamation_mark")
        await shows(pilot, "Report on the lesson neuron, section xor")
        await pilot.press(*"typo", "enter")
        await until(pilot, lambda: written(home), "the report")
        app.open_quiz("backprop")
        await shows(pilot, "trains one unit")
        await pilot.press("1", "enter")
        screen = app.screen
        assert isinstance(screen, QuizScreen)
        await until(pilot, lambda: screen.session is not None and len(screen.session.given) == 1, "an answer")
        assert screen.session is not None
        (given,) = screen.session.given.values()
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen), "the question")
        await pilot.press("escape", "exclamation_mark")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen), "the question once more")
        await pilot.press("enter")
        await until(pilot, lambda: len(written(home)) == 2, "the second report")
    both = "\n".join(written(home))
    assert "typo" in both and PLACE in both
    assert "- section: xor, XOR: the argument in four lines" in both
    assert "lessons/neuron/lesson.md, fingerprint" in both
    assert "quizzes/backprop.yaml, fingerprint" in both
    assert f"- answered: {given.answer}" in both
    assert f"- graded: {'right' if given.verdict.right else 'not right'}" in both
    assert str(home) not in both and both.count(" NO_COLOR") == 2


def test_reports_are_never_replaced_and_name_the_versions(bundled: Course, tmp_path: Path) -> None:
    report = about(bundled, "lab:xor", [("seed", "7")])
    first = write(report, bundled.root, tmp_path, NOW, "It froze.")
    second = write(report, bundled.root, tmp_path, NOW)
    assert [first.name, second.name] == ["2026-03-01-lab-xor.md", "2026-03-01-lab-xor-2.md"]
    text = first.read_text(encoding="utf-8")
    assert "It froze." in text and "- seed: 7" in text and "- tutor: 0." in text
    assert "- content: lessons/backprop/xor.py, fingerprint" in text


@pytest.mark.parametrize("target", ["nothing", "neuron#nothing", "neuron-nothing", "lab:nothing"])
def test_what_is_not_in_the_course_cannot_be_reported(bundled: Course, target: str) -> None:
    with pytest.raises(UnknownContent):
        about(bundled, target)


def test_the_command_line_and_plain_mode_write_reports_too(bundled: Course, home: Path, tutor: Run) -> None:
    ran = tutor("report", "neuron#formula", "--note", "The sum is wrong.")
    assert (
        Path(ran.stdout.strip()).read_text(encoding="utf-8").startswith("# Report on the lesson neuron, section form")
    )
    with Record.in_memory() as record:
        typed = io.StringIO("lesson cnn\nreport It is unclear.\nquit\n")
        PlainCourse(bundled, record, Talk(typed, said := io.StringIO())).run()
    assert "The report is in" in said.getvalue()
    assert any("It is unclear." in text and "- lesson: cnn" in text for text in written(home))
