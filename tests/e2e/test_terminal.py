"""The app in a real terminal, as a learner meets it: read, train, answer, be remembered, survive the worst."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal
from tutor.store import Record

pytestmark = pytest.mark.slow


@pytest.fixture
def record(home: Path) -> Path:
    """Where the learner's record will be."""
    from tutor.paths import record_file

    return record_file()


def answer_first_question(terminal: Terminal) -> None:
    """From the map: open the neuron quiz and answer its first question, whatever it is."""
    terminal.wait_for("What next")
    terminal.press("down", "down", "u")
    terminal.wait_for("question 1 of")
    terminal.press("1", "enter")
    terminal.wait_until(lambda text: "Next question" in text, "the verdict")


def test_reading_is_remembered_over_a_restart(home: Path) -> None:
    with Terminal(home=home, NO_COLOR="") as terminal:
        terminal.screen.colours = True
        terminal.wait_for("What next", "not started")
        assert terminal.is_coloured, "an empty NO_COLOR says nothing"
        terminal.press("enter")
        terminal.wait_for("section 1 of 7")
        terminal.press("right", "right")
        terminal.wait_for("section 3 of 7")
        terminal.press("escape")
        terminal.wait_for("What next", "reading")
        terminal.press("q")
        assert terminal.wait_to_end() == 0
    with Terminal(home=home) as terminal:
        terminal.wait_for("What next", "reading")
        terminal.press("enter")
        terminal.wait_for("section 3 of 7")


def test_a_lab_trains_to_its_bar_on_the_screen_and_is_recorded(home: Path, record: Path) -> None:
    with Terminal(home=home, columns=120, lines=40) as terminal:
        terminal.wait_for("What next")
        terminal.press("down", "down", "r")
        terminal.wait_for("Which lab?")
        terminal.press("enter")
        terminal.wait_for("Untrained")
        terminal.press("space")
        terminal.wait_for("✓ Passed")
        terminal.press("escape")
        terminal.wait_for("What next", "Logic gates passed")
        terminal.press("q")
        assert terminal.wait_to_end() == 0
    with Record.open(record) as kept:
        assert kept.labs_passed() == {"logic-gates"}


def test_answers_survive_sigkill_and_the_quiz_goes_on_where_it_was(home: Path, record: Path) -> None:
    with Terminal(home=home) as terminal:
        answer_first_question(terminal)
        terminal.process.kill(signal.SIGKILL)
        terminal.process.wait()
    with Record.open(record) as kept:
        (attempt,) = kept.attempts("neuron")
        assert len(attempt.answers) == 1 and attempt.finished is None
    with Terminal(home=home) as terminal:
        terminal.wait_for("What next")
        terminal.press("down", "down", "u")
        terminal.wait_until(lambda text: "Go on" in text or "question 2 of" in text, "the offer to go on")


def test_two_apps_at_once_share_one_record(home: Path, record: Path) -> None:
    with Terminal(home=home) as first, Terminal(home=home) as second:
        answer_first_question(first)
        second.wait_for("What next")
        second.press("enter")
        second.wait_for("section 1 of 7")
        second.press("right")
        second.wait_for("section 2 of 7")
        for terminal in (first, second):
            terminal.press("escape")
            terminal.wait_for("What next")
            terminal.press("q")
            assert terminal.wait_to_end() == 0
    with Record.open(record) as kept:
        assert len(kept.answers("neuron")) == 1
        assert kept.sections_read("history")


def stopped(pid: int) -> bool:
    """Whether the process waits in the background."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_a_terminal_too_small_says_so_and_recovers_and_the_shell_can_be_visited(home: Path) -> None:
    with Terminal(home=home, columns=50, lines=15) as terminal:
        terminal.wait_for("50", "15", "60", "20")
        terminal.screen.resize(30, 100)
        terminal.process.setwinsize(30, 100)
        terminal.wait_for("What next", "Metrics", "Quit")
        terminal.press("ctrl+z")
        terminal.wait_until(lambda _: stopped(terminal.pid), "standing still")
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for("What next", "Metrics", "Quit")


def test_a_damaged_record_is_shown_kept_and_can_be_passed_over(home: Path, record: Path) -> None:
    record.parent.mkdir(parents=True)
    record.write_bytes(b"not a record " * 500)
    with Terminal(home=home) as terminal:
        text = terminal.wait_for("damaged")
        assert "Traceback" not in text
        assert record.read_bytes() == b"not a record " * 500
        terminal.press("ctrl+c")


def test_the_worker_s_death_leaves_the_app_alive_and_a_rerun_works(home: Path) -> None:
    with Terminal(home=home, columns=120, lines=40) as terminal:
        terminal.wait_for("What next")
        terminal.press("down", "down", "r")
        terminal.wait_for("Which lab?")
        terminal.press("enter")
        terminal.wait_for("Untrained")
        children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children")
        terminal.press("-", "-", "space")  # slowly: it must be training when the worker dies
        terminal.wait_for("▶ training")
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGKILL)
        terminal.wait_for("ended by signal 9")
        terminal.press("r")
        terminal.wait_for("Untrained")
        terminal.press("+", "+", "+", "+", "space")
        terminal.wait_for("✓ Passed")


def test_no_colour_and_dumb_terminals_get_plain_text(home: Path) -> None:
    with Terminal(home=home, TERM="dumb") as terminal:
        terminal.wait_for("Plain mode", "Main menu. Type")
        terminal.process.sendline("quit")
        assert terminal.wait_to_end() == 0


def test_the_record_stays_readable_while_the_app_has_it_open(home: Path, record: Path) -> None:
    with Terminal(home=home) as terminal:
        answer_first_question(terminal)
        with sqlite3.connect(record) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            assert db.execute("select count(*) from answers").fetchone() == (1,)
