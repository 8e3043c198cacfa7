"""Review, part quizzes, placement, recap and progress as scripts see them: shapes, exit codes, what is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.quizzes.part_course import part_course, took
from tutor.store import Record

NOW = datetime.now(UTC)


@pytest.fixture
def env(tmp_path: Path, home: Path) -> dict[str, str]:
    """The three made-up lessons instead of the real course."""
    course = part_course(tmp_path / "course", count=8)
    return {**os.environ, "TUTOR_COURSE": str(course.root), "TUTOR_HOME": str(home)}


def long_ago() -> None:
    """Thirty-two answers of two lessons, all due by now: sixteen questions."""
    with Record.open() as record:
        for lesson in ("one", "two"):
            took(record, NOW - timedelta(days=60), "quiz", lesson, {f"{lesson}-q{n}": n > 0 for n in range(8)})


def is_one_sentence(stderr: str) -> bool:
    return "Traceback" not in stderr and stderr.startswith("tutor: ") and len(stderr.strip().splitlines()) == 1


def kinds() -> list[str]:
    with Record.open() as record:
        return [attempt.kind for attempt in record.attempts()]


# -- review ------------------------------------------------------------------------------------------------


def test_without_any_answer_nothing_is_to_review(tutor: Run, env: dict[str, str]) -> None:
    ran = tutor("review", env=env)
    assert ran.returncode == 0
    assert "Nothing to review today. Reviews begin once you have answered a question in a quiz." in ran.stdout


def test_a_review_asks_over_lessons_and_tells_what_is_left_and_when(tutor: Run, env: dict[str, str]) -> None:
    long_ago()
    ran = tutor("review", env=env, input="1\n1\nq\n")
    assert ran.returncode == 0 and "\x1b" not in ran.stdout
    assert "16 questions are due." in ran.stdout and "Question 3 of 16" in ran.stdout
    assert "What is left stays due: tutor review." in ran.stdout
    assert json.loads(tutor("review", "--json", env=env).stdout)["due"] == 14
    rest = tutor("review", env=env, input="1\n" * 14)
    assert "Question 14 of 14" in rest.stdout and "The next review is" in rest.stdout
    assert json.loads(tutor("review", "--json", env=env).stdout)["due"] == 0
    assert kinds() == ["quiz", "quiz", "review", "review"]


def test_what_is_due_as_json(tutor: Run, env: dict[str, str]) -> None:
    long_ago()
    found = json.loads(tutor("review", "--json", env=env).stdout)
    assert set(found) == {"due", "by_lesson", "scheduled", "next", "questions", "coming"}
    assert (found["due"], found["by_lesson"], found["scheduled"]) == (16, {"one": 8, "two": 8}, 16)
    assert found["next"] is None and found["coming"] == []
    assert {item["question"] for item in found["questions"][:2]} == {"one-q0", "two-q0"}, "missed: due the longest"


def test_two_processes_review_at_once_and_no_answer_is_lost(tmp_path: Path, env: dict[str, str]) -> None:
    """Both are asked all sixteen; both write every answer; the schedule then counts them all."""
    long_ago()
    command = [sys.executable, "-m", "tutor", "review"]
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") for _ in "ab"]
    for program in both:  # both have read what is due before either answers
        assert program.stdin is not None and program.stdout is not None
        while "Question 1 of 16" not in program.stdout.readline():
            pass
    for _ in range(16):
        for program in both:
            assert program.stdin is not None
            program.stdin.write("1\n")
            program.stdin.flush()
    shown = [program.communicate(timeout=60)[0] for program in both]
    assert [program.returncode for program in both] == [0, 0], shown
    with Record.open() as record:
        reviews = [attempt for attempt in record.attempts() if attempt.kind == "review"]
        assert [len(attempt.answers) for attempt in reviews] == [16, 16]
        assert all(attempt.finished for attempt in reviews)
        assert set(Counter(answer.question for answer in record.answers()).values()) == {3}


# -- parts -------------------------------------------------------------------------------------------------


def test_a_part_s_quiz_is_asked_kept_and_gone_on_with(tutor: Run, env: dict[str, str]) -> None:
    first = tutor("quiz", "--part", "basics", env=env, input="1\n1\nq\n")
    assert first.returncode == 0 and "Question 1 of 16" in first.stdout
    assert "tutor quiz --part basics goes on from here." in first.stdout
    second = tutor("quiz", "--part", "basics", env=env, input="y\nq\n")
    assert "You stopped at question 3 of 16. Go on?" in second.stdout and "Question 3 of 16" in second.stdout
    assert kinds() == ["part"]


def test_a_placement_test_ends_with_a_verdict_on_each_lesson(tutor: Run, env: dict[str, str]) -> None:
    ran = tutor("quiz", "--place", "basics", env=env, input="1\n" * 6)
    assert ran.returncode == 0 and "Question 6 of 6" in ran.stdout
    assert "Type ? if you do not know, later to put a question off" in " ".join(ran.stdout.split())
    assert "A lesson is known when all of its questions are right." in ran.stdout
    assert ran.stdout.count("of 3 right") == 2 and ("not yet," in ran.stdout or "known," in ran.stdout)


def test_what_was_missed_can_be_asked_again_over_all_lessons(tutor: Run, env: dict[str, str]) -> None:
    assert "Nothing was missed, or" in tutor("quiz", "--missed", env=env).stdout
    long_ago()
    ran = tutor("quiz", "--missed", env=env, input="1\n" * 2)
    assert ran.returncode == 0 and "Practice" in ran.stdout and "Question 2 of 2" in ran.stdout
    assert kinds() == ["quiz", "quiz", "retry"]


def test_the_plain_course_says_what_is_due(tutor: Run, env: dict[str, str]) -> None:
    assert "due" not in tutor(env=env).stdout
    long_ago()
    assert "  16 questions are due.\n  tutor review\n" in tutor(env=env).stdout


def test_a_lesson_known_by_its_test_is_so_everywhere(tutor: Run, env: dict[str, str]) -> None:
    with Record.open() as record:
        took(record, NOW, "placement", "basics", {f"one-q{n}": True for n in range(3)})
    lessons = json.loads(tutor("lessons", "--json", env=env).stdout)
    assert [lesson["state"] for lesson in lessons] == ["known", "not started", "not started"]
    found = json.loads(tutor("progress", "--json", env=env).stdout)
    assert found["next"]["lesson"] == "two"
    assert "Known: 0 of 4 sections read" in tutor("lessons", env=env).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("quiz",), "Name one lesson"),
        (("quiz", "one", "--part", "basics"), "Name one lesson"),
        (("quiz", "--missed", "--part", "basics"), "Name one lesson"),
        (("quiz", "--part", "basic"), "There is no part called 'basic'"),
        (("quiz", "--place", "basic"), "There is no part called 'basic'"),
        (("quiz", "onee"), "There is no lesson called 'onee'"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(
    arguments: tuple[str, ...], said: str, tutor: Run, env: dict[str, str]
) -> None:
    ran = tutor(*arguments, env=env)
    assert ran.returncode == 2 and said in ran.stderr and "Traceback" not in ran.stderr


def test_reset_of_a_lesson_takes_it_out_of_mixed_quizzes(tutor: Run, env: dict[str, str]) -> None:
    with Record.open() as record:
        took(record, NOW, "part", "basics", {"one-q1": True, "two-q1": True})
    assert tutor("reset", "one", "--yes", env=env).returncode == 0
    with Record.open() as record:
        assert [answer.question for answer in record.answers()] == ["two-q1"]


# -- progress and recap ------------------------------------------------------------------------------------


def test_progress_tells_what_is_due_and_how_well_each_lesson_is_known(tutor: Run, env: dict[str, str]) -> None:
    long_ago()
    found = json.loads(tutor("progress", "--json", env=env).stdout)
    lesson = found["lessons"][0]
    assert {"id", "state", "sections_read", "quiz_best", "mastery", "share", "due", "concepts"} <= set(lesson)
    assert lesson["due"] == 8 and 0 < lesson["mastery"] < 1 and found["lessons"][2]["mastery"] is None
    assert found["reviews"]["due"] == 16 and sum(found["days"].values()) == 16
    text = tutor("progress", env=env).stdout
    assert "Due for review: 16." in text and "Run: tutor review" in text
    assert "\nthree: not started\n" in text
    assert "The start of one: " in text and "read again: tutor read one, section start" in text


def test_a_recap_goes_to_the_screen_or_to_a_file_that_is_not_replaced_unasked(
    tutor: Run, env: dict[str, str], tmp_path: Path
) -> None:
    long_ago()
    shown = tutor("recap", env=env)
    assert shown.returncode == 0 and shown.stdout.startswith("# A course of three: what I have learned\n")
    file = tmp_path / "me.md"
    assert tutor("recap", str(file), env=env).returncode == 0
    assert file.read_text(encoding="utf-8") == shown.stdout
    again = tutor("recap", str(file), env=env)
    assert again.returncode == 1 and is_one_sentence(again.stderr) and "--force" in again.stderr
    assert tutor("recap", str(file), "--force", env=env).returncode == 0
    nowhere = tutor("recap", str(tmp_path / "no" / "me.md"), env=env)
    assert nowhere.returncode == 1 and is_one_sentence(nowhere.stderr)
