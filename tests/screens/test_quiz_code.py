"""A code exercise in the app: writing, running, drafts, giving up, the learner's editor. Real child processes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from quizzes.trial import Limits, Trial
from tests.quizzes.code_questions import LAYER, NEURON, NO_RELU
from tests.quizzes.questions import FILL
from tests.screens.code_quiz import code_quiz
from tutor.screens.ask import AskScreen
from tutor.screens.quiz.code import CodePage
from tutor.screens.quiz.result import ResultPage
from tutor.screens.quiz.screen import QuizScreen
from tutor.store import Record, RecordError

BODY = "def neuron(x, w, b):\n    "
ENDLESS = BODY + "while True: pass\n"


@pytest.fixture(autouse=True)
def no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the developer's own."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


async def test_code_is_typed_run_and_kept_as_the_answer(tmp_path: Path) -> None:
    """By keys alone: what is typed replaces the dots, F5 runs it, Enter goes on."""
    async with code_quiz(tmp_path) as q:
        await q.open()
        line = "return max(0.0, sum(a*c for a, c in zip(x, w)) + b)"
        await q.press(*(KEYS.get(character, character) for character in line))
        assert q.editor.text == NEURON.starter.replace("...", line)
        await q.press("f5")
        await q.verdict()
        assert "✓ Right All 3 calls gave what they should." in q.shown and "One way to write it" in q.shown
        assert q.answers() == [(NEURON.id, True)] and q.draft() is None
        await q.press("enter")
        await q.until(lambda: q.app.screen.query(ResultPage), "the result")
        assert "1 of 1 right" in q.shown


KEYS = {" ": "space", "(": "left_parenthesis", ")": "right_parenthesis", ",": "comma", ".": "full_stop",
        "*": "asterisk", "+": "plus"}  # fmt: skip


async def test_a_failed_run_shows_every_call_and_records_nothing(tmp_path: Path) -> None:
    async with code_quiz(tmp_path, size=(120, 40)) as q:
        await q.open()
        await q.write("def neuron(x, w, b):\n    print('b is', b)\n" + NO_RELU.partition("\n")[2])
        await q.run_to("2 of 3 calls right")
        assert "✓ neuron([0.6, 0.2, 0.9], [0.5, -0.3, 1.2], 0.1) → 1.42" in q.shown
        assert "✗ neuron([1, 2], [-1, -1], 0) returned -3 expected 0 The sum is −3" in q.shown
        assert "printed" in q.shown and "b is 0.1" in q.shown
        assert q.answers() == [] and not q.page.settled and q.editor.has_focus
        await q.write(NEURON.solution)
        await q.press("ctrl+r")
        await q.verdict()
        assert q.answers() == [(NEURON.id, True)]


async def test_the_button_runs_it_too(tmp_path: Path) -> None:
    async with code_quiz(tmp_path) as q:
        await q.open()
        await q.pilot.click("#go")
        await q.shows("neuron is not written yet")
        await q.write("")
        await q.pilot.click("#go")
        await q.shows("! Write the function first.")


async def test_letters_are_code_and_never_commands(tmp_path: Path) -> None:
    async with code_quiz(tmp_path) as q:
        await q.open()
        await q.write("")
        await q.press(*"qhsrtal?,1")
        assert q.editor.text == "qhsrtal?,1" and isinstance(q.app.screen, QuizScreen)
        await q.press("f2")
        await q.shows("Hint: zip(x, w) pairs them.")
        assert q.editor.text == "qhsrtal?,1"


# -- running ------------------------------------------------------------------------------------------------


async def test_an_endless_loop_neither_stops_the_app_nor_cannot_be_stopped(tmp_path: Path) -> None:
    async with code_quiz(tmp_path, size=(100, 30)) as q:
        await q.open()
        await q.write(ENDLESS)
        await q.press("f5")
        await q.shows("Running … F5 stops it.")
        await q.press("f2", "end", "space")
        await q.shows("Hint: zip(x, w) pairs them.")
        assert q.page.running and q.editor.text != ENDLESS
        await q.run_to("You stopped it.")
        assert q.answers() == []


async def test_code_that_takes_too_long_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = Limits(seconds=0.5)
    monkeypatch.setattr(
        "tutor.screens.quiz.code.Trial", lambda question, programs: Trial(question, programs, impatient)
    )
    async with code_quiz(tmp_path, size=(100, 30)) as q:
        await q.open()
        await q.write(ENDLESS)
        await q.run_to("It did not end within 0.5 seconds and was stopped.")
        assert "· neuron([1, 2], [-1, -1], 0) not run" in q.shown


@pytest.mark.parametrize("way", ["escape", "f3"])
async def test_leaving_the_question_ends_what_runs(way: str, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    async with code_quiz(tmp_path, questions=[NEURON, FILL]) as q:
        await q.open()
        await q.write(f"import os\nopen({str(file)!r}, 'w').write(str(os.getpid()) + '.')\n{ENDLESS}")
        await q.press("f5")
        await q.until(lambda: file.exists() and file.read_text().endswith("."), "the child")
        await q.press(way)
        pid = int(file.read_text().rstrip("."))
        await q.until(lambda: not _runs(pid), "the end of the child")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# -- drafts -------------------------------------------------------------------------------------------------


async def test_what_was_typed_is_there_again_after_leaving(tmp_path: Path) -> None:
    async with code_quiz(tmp_path) as q:
        await q.open()
        await q.press("x", "escape")
        await q.until(lambda: not isinstance(q.app.screen, QuizScreen), "the way back")
        await q.kept()
        draft = NEURON.starter.replace("...", "x")
        assert q.draft() == draft
        await q.open()
        assert q.editor.text == draft
    async with code_quiz(tmp_path / "again", questions=[NEURON]) as fresh:
        await fresh.open()
        assert fresh.editor.text == NEURON.starter


async def test_what_was_typed_is_there_again_after_coming_back_to_it_later(tmp_path: Path) -> None:
    async with code_quiz(tmp_path, questions=[NEURON, FILL]) as q:
        await q.open()
        await q.press("x", "f3")
        await q.shows("question 2 of 2")
        await q.press("f3")
        await q.writing()
        assert q.editor.text == NEURON.starter.replace("...", "x")


async def test_an_untouched_starter_is_no_draft(tmp_path: Path) -> None:
    async with code_quiz(tmp_path) as q:
        await q.open()
        await q.press("escape")
        await q.kept()
        assert q.draft() is None


async def test_a_record_that_cannot_keep_drafts_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecordError("The disk is full.", "Free some space.")

    async with code_quiz(tmp_path) as q:
        await q.open()
        with monkeypatch.context() as patch:
            patch.setattr(Record, "set_draft", fail)
            await q.press("x")
            await q.until(lambda: q.notices, "the notice")
            await q.press("y", "z")
            await q.kept()
        assert q.notices == ["The disk is full. Free some space. D: doctor."]
        assert q.editor.text == NEURON.starter.replace("...", "xyz")


async def test_starting_over_asks_and_can_be_undone(tmp_path: Path) -> None:
    async with code_quiz(tmp_path) as q:
        await q.open()
        await q.write(NO_RELU)
        await q.press("f8", "n")
        assert q.editor.text == NO_RELU
        await q.press("f8")
        await q.shows("Start over?")
        await q.press("y")
        await q.until(lambda: q.editor.text == NEURON.starter, "the starter")
        await q.writing()
        await q.press("ctrl+z")
        assert q.editor.text == NO_RELU


# -- giving up ----------------------------------------------------------------------------------------------


async def test_a_solution_is_shown_after_a_question_and_counts_as_not_right(tmp_path: Path) -> None:
    async with code_quiz(tmp_path, size=(120, 40)) as q:
        await q.open()
        await q.write(NO_RELU)
        await q.run_to("2 of 3 calls right")
        await q.press("f9", "n")
        assert not q.page.settled and q.answers() == []
        await q.press("f9")
        await q.shows("The question then counts as not right.")
        await q.press("y")
        await q.verdict()
        assert "✗ Not right Call 2 of 3 is not right." in q.shown
        assert "A solution" in q.shown and "return max(0.0, z)" in q.shown
        assert q.answers() == [(NEURON.id, False)] and q.draft() is None
        await q.press("enter")
        await q.until(lambda: q.app.screen.query(ResultPage), "the result")
        await q.press("t")
        await q.writing()
        assert q.editor.text == NEURON.starter and "question 1 of 1" in q.shown


async def test_giving_up_while_it_runs_ends_the_run(tmp_path: Path) -> None:
    async with code_quiz(tmp_path) as q:
        await q.open()
        await q.write(ENDLESS)
        await q.press("f5")
        await q.shows("Running …")
        await q.press("f9", "y")
        await q.verdict()
        assert "You asked for the solution." in q.shown and not q.page.running


async def test_a_settled_exercise_takes_no_more_input(tmp_path: Path) -> None:
    async with code_quiz(tmp_path) as q:
        await q.open()
        await q.press("f9", "y")
        await q.verdict()
        code = q.editor.text
        await q.pilot.click("CodeEditor")
        await q.press("x", "f5", "f8", "f9", "f4", "f3")
        assert q.editor.text == code and not q.page.running and not isinstance(q.app.screen, AskScreen)
        assert q.answers() == [(NEURON.id, False)]


async def test_going_on_with_a_quiz_runs_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with code_quiz(tmp_path, questions=[NEURON, FILL]) as q:
        await q.open()
        await q.write(NEURON.solution)
        await q.press("f5")
        await q.verdict()
        await q.press("escape")
        await q.until(lambda: not isinstance(q.app.screen, QuizScreen), "the way back")
        monkeypatch.setattr(Trial, "run", lambda self: pytest.fail("it was run again"))
        q.app.push_screen(QuizScreen("demo", seed=4))
        await q.shows("You stopped at question 2 of 2")
        await q.press("g")
        await q.shows("question 2 of 2 · 1 right")


# -- the learner's editor -----------------------------------------------------------------------------------


async def test_without_an_editor_one_hears_how_to_set_it(tmp_path: Path) -> None:
    async with code_quiz(tmp_path) as q:
        await q.open()
        await q.press("f4")
        await q.until(
            lambda: q.notices == ["Set EDITOR before you start tutor, for example EDITOR=nano."], "the notice"
        )
        await q.writing()


async def test_where_the_app_cannot_step_aside_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here there is no terminal that could be lent; in a real one it is tested in test_quiz_code_terminal."""
    monkeypatch.setenv("EDITOR", "true")
    async with code_quiz(tmp_path) as q:
        await q.open()
        await q.press("f4")
        said = "This terminal cannot be lent to another program; write it here."
        await q.until(lambda: q.notices == [said], "the notice")
        await q.writing()


# -- looks --------------------------------------------------------------------------------------------------


async def test_the_line_that_is_written_is_in_sight_whatever_is_below(tmp_path: Path) -> None:
    async with code_quiz(tmp_path, size=(80, 24)) as q:
        await q.open()
        await q.write(BODY + "\n    ".join(f"z{n} = {n}" for n in range(30)) + "\n    return 1 / 0")
        await q.run_to("0 of 3 calls right")
        for keys, line in (
            (["ctrl+down"] * 9 + ["pageup"] * 5, "def neuron(x, w, b):"),
            (["pagedown"] * 5, "return 1 / 0"),
        ):
            await q.press(*keys)
            assert re.search(rf"\d+ +{re.escape(line)}", q.shown)


async def test_an_exercise_with_arrays_says_so(tmp_path: Path) -> None:
    async with code_quiz(tmp_path, questions=[LAYER]) as q:
        await q.open()
        assert "Lists arrive as NumPy arrays." in q.shown
        await q.write(LAYER.solution)
        await q.press("f5")
        await q.verdict()
        assert q.answers() == [(LAYER.id, True)]


def test_a_page_that_is_not_yet_on_screen_runs_nothing() -> None:
    """Enter or F5 may come in the moment between two questions."""
    page = CodePage(NEURON, "", last=True)
    page.submit()
    assert not page.running and page.editor.text == NEURON.starter
