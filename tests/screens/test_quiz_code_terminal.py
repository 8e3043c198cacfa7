"""Code exercises in a real terminal: the learner's own editor takes the screen, and SIGKILL loses no draft."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect
import pytest

from tests.e2e.terminal import Terminal
from tests.quizzes.code_questions import NEURON
from tests.quizzes.demo_course import write_course
from tests.quizzes.questions import FILL
from tutor.store import Record


def start(folder: Path) -> Terminal:
    """The app at the first question of the quiz, the cursor in the code."""
    program = Terminal(home=folder / "home", columns=80, lines=24, TUTOR_COURSE=str(folder / "course" / "lessons"))
    program.wait_for("How it began")  # the sentence of what is next comes from the record
    program.press("u")
    program.wait_for("Write it, then F5 runs it")
    return program


@pytest.mark.slow
def test_a_killed_app_has_the_code_as_it_was_typed(tmp_path: Path) -> None:
    write_course(tmp_path / "course", [NEURON, FILL])
    with start(tmp_path) as program:
        for character in "return w[0":
            program.press(character)
        program.wait_for("return w[0")
        with Record.open(tmp_path / "home" / "record.db") as record:
            program.wait_until(lambda _: "return w[0" in (record.draft(NEURON.id) or ""), "the draft in the record")
        program.process.kill(9)
        program.process.expect(pexpect.EOF)
    with Record.open(tmp_path / "home" / "record.db") as record:
        assert record.draft(NEURON.id) == NEURON.starter.replace("...", "return w[0") and record.answers() == []
    with start(tmp_path) as program:
        program.wait_for("return w[0")


@pytest.mark.slow
def test_the_learner_s_editor_takes_the_terminal_and_gives_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small program that asks on the terminal stands in for the editor."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\n"
        "print('EDITING', file.name, len(file.read_text().splitlines()), 'lines')\n"
        f"if input('save? ') == 'y': file.write_text({NEURON.solution!r})\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    write_course(tmp_path / "course", [NEURON, FILL])
    with start(tmp_path) as program:
        program.press("\x1bOS")  # F4
        program.wait_for("EDITING demo_code_neuron.py 3 lines", "save?")
        program.press("y", "enter")
        program.wait_for("return max(0.0, z)", "F5 Run")
        program.press("\x1b[15~")  # F5
        program.wait_for("✓ Right", "Next question")
    with Record.open(tmp_path / "home" / "record.db") as record:
        assert [given.right for given in record.answers()] == [True]
