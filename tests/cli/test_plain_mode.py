"""The whole course as lines: what is said, what can be typed, and that it is recorded as in the app."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from engine.views import (
    Array,
    Bars,
    BarSeries,
    Confusion,
    Curves,
    Field,
    Layer,
    Line,
    Matrix,
    Network,
    Pictures,
    Point,
    Table,
    Text,
    View,
)
from tests.cli.conftest import Run
from tests.widgets.pictures import maps
from tutor.content.course import Course, load_course
from tutor.content.formula_words import formula_words
from tutor.content.markup import parser
from tutor.content.rules.prose import figure_notes
from tutor.content.spoken import figure_words, spoken
from tutor.content.spoken_signs import TYPED, said
from tutor.lab.text_chart import told_curve
from tutor.lab.view import PHASES
from tutor.plain.course import PlainCourse
from tutor.plain.pictures import told
from tutor.plain.talk import Talk
from tutor.store import Record

Walk = Callable[..., str]
DRAWN = re.compile("[\x1b\u2500-\u259f\u2800-\u28ff]")


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course()


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "record.db") as kept:
        yield kept


@pytest.fixture
def walk(course: Course, record: Record) -> Walk:
    """``walk("next", "quit")`` types that and gives back everything that was said."""

    def go(*typed: str) -> str:
        said = io.StringIO()
        assert PlainCourse(course, record, Talk(io.StringIO("".join(f"{t}\n" for t in typed)), said)).run() == 0
        return said.getvalue()

    return go


def test_a_lesson_is_read_section_by_section_and_taken_up_where_one_stopped(walk: Walk, record: Record) -> None:
    said = walk("lesson neuron", "next", "quit")
    assert "Section 1 of 8" in said
    assert "Section 2 of 8: The formula, and one by hand" in said
    assert "Formula: y equals f" in said
    assert "Figure 1: Three inputs come in: x1 = 0.6" in said  # in its author's words
    assert "liking, 0.5 × 0.6 = 0.30" in said  # a figure that is a table, from left to right
    assert record.sections_read("neuron") == {"question"}
    assert "Section 2 of 8" in walk("lesson neuron", "quit")
    assert "Section 2 of 8" not in walk("next", "quit").split("Section")[0]


def test_figures_formulas_words_and_links_can_be_asked_for(walk: Walk) -> None:
    said = walk("lesson neuron formula", "figure 1", "figure 9", "formula", "words", "link 1", "back", "contents")
    assert "    x₁ = 0.6 ───" in said
    assert "This section has 2 figures." in said
    assert "Type next, previous, contents, link 1, lab, quiz," in " ".join(said.split())
    assert "weight: " in said
    assert "Lesson activations, section 1" in said
    assert said.rindex("Lesson neuron, section 2 of 8") > said.index("Lesson activations, section 1")
    assert "2. The formula, and one by hand (you are here)" in said


def test_no_section_says_anything_by_drawing(course: Course) -> None:
    for lesson in course.lessons:
        for section in lesson.sections:
            lines = spoken(section.text).lines
            assert not [line for line in lines if DRAWN.search(line) or "**" in line], section.id
            assert not [line for line in lines if re.search(r"\w-$", line)], section.id
            assert not [line for line in lines if len(line) > 76 and not line.startswith("  ")], section.id


def test_formulas_are_said_in_words() -> None:
    assert formula_words(r"y = \frac{1}{n} \sum_{i=1}^{n} x_i^2") == (
        "y equals 1 over n times the sum from i equals 1 to n of x sub i squared"
    )
    assert formula_words(r"h = f\left(w x + b\right)") == "h equals f of (w x plus b)"
    assert formula_words(r"w (x + b) \le \tanh(z)") == "w times (x plus b) is at most tanh of z"
    assert formula_words(r"\frac{\text{rows}}{\text{batch size}}") == "rows over batch size"
    assert formula_words(r"\frac{x - \mu}{\sigma}") == "the fraction x minus mu, over sigma, end of fraction"
    assert formula_words(r"h_{t-1} \le |e|") == "h sub (t minus 1) is at most the size of e"


def test_a_figure_is_read_from_left_to_right_with_arrows_as_to() -> None:
    assert list(figure_words("  x₁ ──▶ OR ─┐\n  ┌──────┐\n  x = 1  =  2")) == ["x1 to OR", "x = 1 = 2"]
    assert list(figure_words("  w ← w − 1   |e|")) == ["w becomes w − 1, the size of e"]
    assert list(figure_words("  h   = 2  − 1   to and fro")) == ["h = 2 − 1, to and fro"]
    assert list(figure_words("  ReLU, pool   ( 0.9   2)   5")) == ["ReLU, pool; (0.9, 2); 5"]


def test_an_author_s_words_for_a_figure_take_the_place_of_its_signs() -> None:
    said = "\n".join(spoken("```figure A line that rises.\n▁▂▃ 1 2 3\n```").lines)
    assert "Figure 1: A line that rises." in said
    assert "1 2 3" not in said


def test_every_figure_of_the_course_that_is_no_table_is_put_in_words(course: Course) -> None:
    assert [str(note) for lesson in course.lessons for note in figure_notes(lesson)] == []


def test_numbers_in_a_figure_s_words_are_those_of_the_lesson(course: Course) -> None:
    """A figure that is changed later must not leave its words behind."""
    for lesson in course.lessons:
        for section in lesson.sections:
            there = _numbers(re.sub("^ *```figure.*$", "", section.text, flags=re.MULTILINE))
            for token in parser().parse(section.text):
                assert _numbers(token.meta.get("says", "")) <= there, f"{lesson.id}#{section.id}: {token.meta}"


def _numbers(text: str) -> set[str]:
    plain = re.sub("[⁰¹²³⁴-⁹]+", lambda power: f" {unicodedata.normalize('NFKC', power[0])} ", text)
    return set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", plain)))


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("w₁x₁ + wₕhₜ₋₁", "w1 x1 + w sub h h sub (t−1)"),
        ("w ← w − ηg", "w becomes w − ηg"),
        ("3 · 10¹⁴ and R²", "3 times 10 to the power 14 and R squared"),
        ("‖w‖ = √(w₁² + w₂²)", "the length of w = √(w1 squared + w2 squared)"),
        ("m̂ and ŷ, |g|, XᵀW", "m hat and y hat, the size of g, X transposed W"),
        ("the two ● and one ○", "the two filled dots and one hollow dot"),
        ("z = Σ wᵢxᵢ, so Σ adds", "z = the sum of w sub i x sub i, so Σ adds"),
        ("σ′ = σ(1 − σ)", "σ prime = σ(1 − σ)"),
    ],
)
def test_signs_inside_a_sentence_are_said_in_words(written: str, heard: str) -> None:
    assert said(written) == heard
    assert spoken(f"*{written}*").lines == spoken(f"`{written}`").lines == [heard]


def test_what_is_wrong_is_written_down_where_one_is_in_a_quiz_too(walk: Walk, home: Path) -> None:
    said = walk("lesson neuron xor", "!", "a typo", "tutor quiz neuron", "!", "two are right", "q", "quit")
    reports = {file.name[11:]: file.read_text() for file in (home / "reports").glob("*.md")}
    assert said.count("The report is in ") == len(reports) == 2
    assert "a typo" in reports["neuron-xor.md"]
    [question] = [text for name, text in reports.items() if name != "neuron-xor.md"]
    assert "two are right" in question and "- answered: not yet" in question


def test_labs_and_the_glossary_say_signs_in_words_too(walk: Walk) -> None:
    heard = walk("lab logic-gates", "term gradient-descent", "quit")
    assert "w1 x1 + w2 x2 + b > 0" in " ".join(heard.split())
    assert "w becomes w − η times partial L" in " ".join(heard.split())


def test_keys_that_texts_name_are_what_is_typed_instead(walk: Walk) -> None:
    heard = walk("lab logic-gates", "help", "pictures", "quit")
    assert "Set the weights by hand, or type run and let" in " ".join(heard.split())
    assert all(f"\n  {word}" in heard for word in {*TYPED.values()} - {"pictures"}), "the lab understands what is said"
    assert "Nothing was run yet." in heard, "and knows of its pictures"
    assert said("Press s, press W.") == "Type step, on the screen press W."
    assert said("The press a program, pressed d") == "The press a program, pressed d"


def test_tables_are_read_row_by_row() -> None:
    lines = spoken("| a | b |\n|---|---|\n| 1 | **2** |").lines
    assert lines == ["Table, 1 row, columns: a, b.", "Row 1: a: 1; b: 2.", "End of the table."]


def test_a_lab_is_set_by_name_run_told_in_words_and_recorded(walk: Walk, record: Record, home: Path) -> None:
    said = walk(
        "lab xor",
        "learning_rate=0.2",
        "learning rate 0.1",
        "learning rate 900",
        "hidden 99",
        "set nothing 1",
        "steps 300",
        "save x",
        "run",
        "picture",
        "save mine",
        "save mine",
        *["step"] * 4,
        "open",
        "open mine",
        "pictures",
        "numbers",
        "numbers 2",
        "more",
        "2",
        "numbers decision boundary",
        "result",
        "back",
        "quit",
    )
    assert "learning rate is 0.2 now" in said and "learning rate is 0.1 now" in said
    assert "learning rate must be a number from" in said
    assert "hidden must be a number from 1 to 8" in said
    assert "There is no knob called 'nothing'." in said
    assert "Loss, from step 1 to step 300: starts at" in said
    assert "Say which picture, by number or name: 1 decision boundary, 2 network." in " ".join(said.split())
    numbers = " ".join(said.split("Numbers in the picture network:")[1].split())
    assert "h1 = tanh(" in numbers and "numbers put in: " in numbers and "Words in it, for term: " in numbers
    assert "the net says" in said.split("Numbers in the picture decision boundary:")[1]
    assert "Nothing was run yet." in said
    assert "mine.safetensors is there already." in said
    assert "Saved nets of this lab: mine." in said and "There is no saved net at" not in said
    assert "mine is open, accuracy 1.0000." in said and said.count("class 1: 2 of 2 points on the right side") == 2
    assert (home / "nets" / "mine.safetensors").exists()
    assert "Passed: all four rows right (accuracy ≥ 1)." in said
    assert "class 1: 2 of 2 points on the right side" in said
    told = [said.index(f"\n{phase}: ") for phase in PHASES]
    assert told == sorted(told) and said.count("backward: ") == 1, "each quarter once, in order"
    assert not DRAWN.search(said)
    (run,) = record.runs("xor")
    assert run.bar_met
    assert run.knobs["learning_rate"] == 0.1


def test_every_place_says_what_can_be_typed_and_knows_what_it_says(walk: Walk) -> None:
    places = ["lessons", "labs", "quizzes", "glossary", "timeline", "lesson cnn", "lab hebb"]
    said = walk(*(typed for place in places for typed in (place, "help", "again", "menu")), "what?", "neuron", "quit")
    assert said.count("Everywhere:") == len(places)
    assert said.count("means nothing here") == 2
    assert "Type lesson neuron to read that lesson" in " ".join(said.split())
    assert "Goodbye. Everything you did is kept." in said


def test_what_is_not_there_is_told_with_the_nearest_name(walk: Walk) -> None:
    said = walk("lesson nueron", "lab xro", "term gradeint", "quiz nowhere", "quit")
    assert "neuron" in said
    assert "xor" in said
    assert "gradient" in said
    assert said.count("There is no") == 4


def test_ctrl_c_and_the_end_of_the_input_leave_politely(course: Course, record: Record) -> None:
    hands = io.StringIO()
    hands.readline = Mock(side_effect=KeyboardInterrupt)  # type: ignore[method-assign]
    for input in (hands, io.StringIO("")):
        said = io.StringIO()
        assert PlainCourse(course, record, Talk(input, said)).run() == 0
        assert said.getvalue().rstrip().endswith("Everything you did is kept. tutor --plain goes on from here.")


def test_lesson_lab_quiz_progress_through_a_pipe_on_a_dumb_terminal(tutor: Run) -> None:
    typed = ["lesson backprop", "next", "lab xor", "run", "back", "quiz", "1", "1", "q", "progress", "quit"]
    ran = tutor("--plain", input="\n".join(typed), env={**os.environ, "TERM": "dumb"})
    assert ran.returncode == 0, ran.stderr
    assert not DRAWN.search(ran.stdout)
    assert "Passed: " in ran.stdout
    assert "Every answer is kept." in ran.stdout
    assert re.search(r"backprop: reading, mastery \d+%, 2/8\s+sections", ran.stdout)


def test_a_curve_in_words_says_where_it_starts_ends_and_how() -> None:
    falling = told_curve("Loss", [(step, 1 / step) for step in range(1, 11)])
    assert falling.startswith("Loss, from step 1 to step 10: starts at 1, ends at 0.1. Lowest 0.1 at step 10")
    assert "At the end it still falls." in falling
    assert "stands still" in told_curve("Loss", [(step, 0.5) for step in range(20)])
    assert "it rises" in told_curve("Loss", [(step, abs(step - 10) / 10) for step in range(30)])
    assert "jumps about" in told_curve("Loss", [(step, step % 2) for step in range(30)])
    assert told_curve("Loss", [(1, float("nan"))]) == ""


def _array(rows: list[list[float]]) -> Array:
    from array import array

    return Array("float32", (len(rows), len(rows[0])), array("f", [v for row in rows for v in row]).tobytes())


def _counts(rows: list[list[int]]) -> Array:
    from array import array

    return Array("int32", (len(rows), len(rows[0])), array("i", [v for row in rows for v in row]).tobytes())


UNITS = Array("float32", (1,), b"\x00\x00\x80\x3f")
PICTURES: list[tuple[View, str]] = [
    (Table("t", ["x", "y"], [["0", "1"]], [False]), "x 0; y 1: wrong"),
    (Confusion("c", ["a", "b"], _counts([[3, 1], [0, 4]])), "truly a: 3 of 4 right; taken wrongly: 1 as b"),
    (Bars("b", ["one"], [BarSeries("test", [0.5])], unit="s"), "one: test 0.5s"),
    (Curves("r", [Line("net", [0, 1], [0, 2])], "x", "y"), "net: from 0 at 0 to 2 at 1; lowest 0 at 0, highest 2 at 1"),
    (Field("f", _array([[0, 1]]), (0, 1), (0, 1), [Point(0, 0, 0, True)]), "class 0: 1 of 1 points on the right side"),
    (Field("s", _array([[3, 1]]), (0, 2), (0, 1), contours=True), "lowest 1 at 2, 0"),
    (Matrix("m", _array([[1, 2]]), ["row"], ["p", "q"]), "row: p 1, q 2"),
    (Pictures("p", Array("float32", (1, 1, 1), b"\x00\x00\x80\x3f")), "picture 1: 1"),
    (maps(2), "layer 1, h₁: from 0.1 to 0.1 over the plane"),
    (Network("n", "e", ["x"], [2], [Layer("out", UNITS, _array([[4]]), UNITS)]), "out, unit 1: 1; weights 4; bias 1"),
    (Text("w", ["a sentence"]), "a sentence"),
]


@pytest.mark.parametrize(("view", "said"), PICTURES, ids=lambda value: getattr(value, "name", ""))
def test_every_kind_of_picture_is_put_in_words(view: View, said: str) -> None:
    assert said in list(told(view))


HUGE = "9" * 5000


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("lesson #", "There is no lesson called"),
        (HUGE, "The list goes from 1 to 8"),
        ("lab xor|seed 99999999999999999999", "from 0 to 2,147,483,647"),
        (f"lab xor|steps {HUGE}", "from 1 to 2,147,483,647"),
        ("lesson neuron formula|2", "2 of what? Type section 2, figure 2, formula 2, link 2, or help."),
        ("lesson neuron formula|contents|2|link 9|section 99", "This lesson has 8 sections."),
        ("lesson neuron|contents|3", "Section 3 of 8"),
        ("lesson neuron|contents|next|3", "3 of what?"),
        ("lab xor|7", "7 of what? Type preset 7, seed 7, steps 7, or help."),
        ("lab xor|presets|1", "Type run to see."),
        ("lesson activations|lab|2", "Lab relu-vs-sigmoid"),
        ("timeline|3", "Timeline, 3 of"),
        ("search lab perceptron|1", "Lab perceptron. Type run"),
        ("search quiz bias of the unit line|1|later", "This is the last question that is left."),
        ("search qqqqq|search", "Nothing fits “qqqqq”. Try another word, or only the beginning of one."),
        ("search", "For example: search bias."),
        ("labs|0", "The list goes from 1 to"),
        ("lab xor|seed ²", "from 0 to 2,147,483,647"),
        ("lab xor|preset " + HUGE, "Type a number to take one"),
    ],
    ids=lambda text: str(text)[:30],
)
def test_whatever_is_typed_is_answered_and_things_go_on(walk: Walk, typed: str, answer: str) -> None:
    said = " ".join(walk(*typed.split("|"), "quit").split())
    assert answer in said and said.endswith("tutor --plain goes on from here.")


@pytest.mark.parametrize(
    ("errors", "arguments", "typed"),
    [
        ("strict", ["--plain"], "é\nreport ÿ\nquit\n"),
        ("surrogateescape", ["quiz", "history"], "é\n!\nÿ\nq\n"),
    ],
)
def test_bytes_that_are_no_text_are_read_as_question_marks(
    tutor: Run, home: Path, errors: str, arguments: list[str], typed: str
) -> None:
    """A pipe may hold anything, such as a file in another encoding; how Python takes it depends on the locale."""
    environment = os.environ | {"PYTHONIOENCODING": f"utf-8:{errors}"}
    ran = tutor(*arguments, input=typed, encoding="latin-1", env=environment)
    assert ran.returncode == 0 and "The report is in" in ran.stdout, ran.stderr


def test_without_an_input_at_all_the_course_is_told() -> None:
    """As a service starts a program, or a shell with <&-."""
    ran = subprocess.run(
        ["sh", "-c", '"$0" -m tutor <&-', sys.executable], capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0 and "tutor read" in ran.stdout and ran.stderr == ""
