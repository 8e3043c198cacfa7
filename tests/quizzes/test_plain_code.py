"""Code exercises as plain lines: typed or edited, run until they pass, and never lost. Real processes, real record."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizzes.graders import reference
from quizzes.model import Question
from quizzes.trial import Trial, try_code
from tests.quizzes.code_questions import NEURON, NO_RELU
from tests.quizzes.questions import FILL
from tutor.plain.quiz import run_plain_quiz
from tutor.quiz.session import QuizSession, resumed, unfinished
from tutor.store import Record

ROOT = Path(__file__).resolve().parents[2]
SOLVED = NEURON.solution + ".\n"
WRONG = NO_RELU + ".\n"


def now() -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the developer's own."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


def take(typed: str, record: Record | None = None, questions: list[Question] | None = None) -> str:
    """Everything that was shown."""
    output = io.StringIO()
    session = QuizSession("demo", questions or [NEURON], 3, record=record, now=now, clock=lambda: 0.0)
    assert run_plain_quiz(session, io.StringIO(typed), output) == 0
    return output.getvalue()


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Make EDITOR a program that runs ``script`` with the file's path as ``file``."""
    program = tmp_path / "my editor.py"
    program.write_text(f"import sys, pathlib\nfile = pathlib.Path(sys.argv[1])\n{script}\n", encoding="utf-8")
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{program}'")


def test_an_exercise_that_is_put_off_comes_last() -> None:
    shown = take(f"later\n{reference(FILL)}\n{SOLVED}", questions=[NEURON, FILL])
    assert "Put off: it is asked again at the end." in shown and "2 of 2 right" in shown


def test_code_typed_line_by_line_passes() -> None:
    shown = take(SOLVED)
    assert (
        "    def neuron(x, w, b):\n        # x and w are lists of equal length, b is a number\n        ...\n" in shown
    )
    assert "\nRight.\nAll 3 calls gave what they should.\n" in shown
    assert f"One way to write it:\n    {NEURON.solution.splitlines()[0]}" in shown
    assert "1 of 1 right" in shown


def test_a_failed_run_says_why_and_may_be_repeated_before_anything_is_recorded(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        shown = take(WRONG + WRONG + SOLVED, record)
        assert shown.count("Not right yet.\nCall 2 of 3 is not right.\n  called    neuron([1, 2], [-1, -1], 0)\n") == 2
        assert "and ReLU turns what is below 0 into 0." in shown and "1 of 1 right" in shown
        (given,) = record.answers()
    assert isinstance(given.answer, list)
    code, evidence = given.answer
    assert given.right and code == NEURON.solution
    assert [result["value"] for result in json.loads(evidence)["results"]] == [pytest.approx(1.42), 0.0, 0.5]


def test_giving_up_asks_first_then_counts_as_not_right_and_shows_a_solution(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        shown = take(WRONG + "g\nn\ng\ny\n", record)
        (given,) = record.answers()
    assert shown.count("See a solution? This question then counts as not right. [y/N]") == 2
    assert "\nNot right.\nCall 2 of 3 is not right." in shown and "    return max(0.0, z)" in shown
    assert not given.right and given.answer[0] == NO_RELU and '"gave_up":true' in given.answer[1]


def test_a_missed_exercise_is_named_by_its_function() -> None:
    assert "Missed:\n  - Write neuron(x, w, b)\n" in take("g\ny\n")


def test_the_ways_to_go_on_are_told_once_at_length_then_in_a_line() -> None:
    shown = take("p\np\ng\ny\n")
    assert (
        shown.count("a line with only a dot ends it and runs") == 1 and shown.count("Your code, or ., p, ?, g, q:") == 3
    )


def test_giving_up_at_once_is_an_answer_too() -> None:
    assert "Not right.\nYou asked for the solution." in take("g\ny\n")


def test_the_starter_as_it_is_and_nothing_at_all_are_told_so() -> None:
    shown = take(".\n\n#\n.\ng\ny\n")
    assert "neuron is not written yet: “...” stands where your code goes." in shown
    assert "There is no function neuron in your code." in shown


def test_what_was_printed_is_shown_and_cut() -> None:
    code = "def neuron(x, w, b):\n    for n in range(30): print('n =', n)\n    return 0\n.\n"
    shown = take(code + "g\ny\n")
    assert "It printed:\n    n = 0\n" in shown and "    n = 19\n    and 70 more lines" in shown


def test_hints_and_the_code_so_far_on_request() -> None:
    shown = take(WRONG + "?\np\ng\ny\n")
    assert "Hint: zip(x, w) pairs them. Type ? for another hint." in shown
    assert shown.count("    return sum(xi * wi for xi, wi in zip(x, w)) + b\n") == 1


def test_tabs_and_lines_of_one_letter_are_code() -> None:
    """Commands are commands only where a program would begin."""
    assert "Right." in take(
        "def neuron(x, w, b):\n\tq = sum(a * c for a, c in zip(x, w)) + b\n\n\tp = q\n\treturn max(0, p)\n.\n"
    )
    shown = take("def neuron(x, w, b):\n    return 1\ne\nq\n.\ng\ny\n")
    assert "raised NameError: name 'e' is not defined." in shown


# -- the editor ---------------------------------------------------------------------------------------------


def test_the_learner_s_editor_gets_a_python_file_and_what_it_saves_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "assert file.name == 'demo_code_neuron.py' and '...' in file.read_text()\n"
        f"file.write_bytes({NEURON.solution.replace(chr(10), chr(13) + chr(10))!r}.encode())"
    )
    editor(tmp_path, monkeypatch, script)
    shown = take("e\n")
    assert "Or type e to write it in python" in " ".join(shown.split()) and "1 of 1 right" in shown


def test_visual_wins_over_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "/nowhere/ed -x")
    monkeypatch.setenv("EDITOR", "true")
    assert "The editor '/nowhere/ed' could not be started: No such file or directory." in take("e\ng\ny\n")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("sys.exit(3)", "ended with an error (3); your code is as it was."),
        ("file.write_bytes(b'\\xff\\xfe')", "not saved as UTF-8 text; your code is as it was."),
        ("file.unlink()", "cannot be read back: No such file or directory; your code is as it was."),
        ("file.write_bytes(b'#' * (2 << 20))", "The file has grown too large; your code is as it was."),
        ("file.write_text('#' * 30000)", "The code is too long: 20000 characters at most."),
    ],
)
def test_an_editor_that_fails_is_one_sentence_and_loses_nothing(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, script)
    assert said in " ".join(take(WRONG + "e\ng\ny\n").split())


def test_without_an_editor_e_says_how_to_set_one() -> None:
    shown = take("e\ng\ny\n")
    assert "Set EDITOR before you start tutor" in shown and "to write it in" not in shown


# -- drafts -------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_until_the_question_is_answered(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        assert "The code you began is kept." in take(WRONG + "q\n", record)
        assert record.draft(NEURON.id) == NO_RELU and record.answers() == []
        shown = take(".\n" + SOLVED, record)
        assert "You began to write:\n\n    def neuron" in shown and "Call 2 of 3 is not right." in shown
        assert record.draft(NEURON.id) is None and record.answers()[0].right


def test_the_end_of_input_in_the_middle_of_a_line_keeps_what_was_typed(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        take("def neuron(x, w, b):\n    z = 1", record)
        assert record.draft(NEURON.id) == "def neuron(x, w, b):\n    z = 1\n"


def test_a_reset_of_the_lesson_or_of_all_forgets_its_drafts_only(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        for question in ("demo-code-neuron", "demos-code-other"):
            record.set_draft(question, "def f(): ...")
        record.set_setting("theme", "nord")
        record.reset("demo")
        assert record.draft("demo-code-neuron") is None and record.draft("demos-code-other")
        assert record.setting("theme", "") == "nord"
        record.reset(None)
        assert record.draft("demos-code-other") is None


def test_a_killed_program_keeps_the_draft_and_leaves_no_child(tmp_path: Path) -> None:
    """SIGKILL while the learner's endless loop runs: what was typed is on disk already."""
    file = tmp_path / "record.db"
    code = "def neuron(x, w, b):\n    while True: pass\n"
    command = [sys.executable, "-m", "tests.quizzes.code_program", str(file)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as program:
        assert program.stdin is not None and program.stdout is not None
        program.stdin.write(code + ".\n")
        program.stdin.flush()
        while "Running" not in (line := program.stdout.readline()):
            assert line, "the program ended"
        program.kill()
    with Record.open(file) as record:
        assert record.draft(NEURON.id) == code
    second = subprocess.run(
        command, cwd=ROOT, input=SOLVED + "bias\n", capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert "You began to write:\n\n    def neuron(x, w, b):\n        while True: pass\n" in second.stdout
    assert "2 of 2 right" in second.stdout


# -- the record ---------------------------------------------------------------------------------------------


def test_going_on_with_a_quiz_never_runs_code_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions: list[Question] = [NEURON, FILL]
    with Record.open(tmp_path / "r.db") as record:
        take(WRONG + "g\ny\nq\n", record, questions)
        attempt = unfinished(record, "demo", questions)
        assert attempt is not None
        monkeypatch.setattr(Trial, "run", lambda self: pytest.fail("it was run again"))
        session = resumed(attempt, questions, record=record, now=now, clock=lambda: 0.0)
        (given,) = session.given.values()
        assert session.current == FILL and not given.verdict.right and "returned  -3" in given.verdict.why
        session.answer("bias")
        assert [missed.question for missed in session.missed] == [NEURON]
        assert session.retry().questions == (NEURON,)


def test_an_answer_with_its_evidence_travels_to_another_record(tmp_path: Path) -> None:
    with Record.open(tmp_path / "a.db") as here, Record.open(tmp_path / "b.db") as there:
        take(SOLVED, here)
        there.import_(json.loads(json.dumps(here.export())))
        there.import_(here.export())
        assert there.export() == here.export()
        assert there.answers()[0].answer == [NEURON.solution, here.answers()[0].answer[1]]


def test_the_reference_is_what_a_real_run_brings() -> None:
    """Grading the reference needs no run; a real one must not differ from it by more than the tolerance."""
    ran, said = try_code(NEURON, NEURON.solution), json.loads(reference(NEURON)[1])
    assert ran.of == said["of"]
    assert [result.value for result in ran.results] == pytest.approx([result["value"] for result in said["results"]])
