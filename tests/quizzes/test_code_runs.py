"""Trying a learner's code in a real process: whatever it does, one sentence comes back and nothing is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from quizzes.code_grader import judge
from quizzes.evidence import Evidence, Trouble, read_evidence
from quizzes.model import Call
from quizzes.trial import Limits, Trial, try_code
from tests.quizzes.code_questions import LAYER, NEURON, NO_RELU

ROOT = Path(__file__).resolve().parents[2]
PATIENT = Limits(seconds=60.0)
"""For code that ends by itself: a busy machine is no failure."""
SHORT = Limits(seconds=1.0)
"""For code that never ends."""
BODY = "def neuron(x, w, b):\n    "


def why(code: str, limits: Limits = PATIENT) -> str:
    """What a learner hears about ``code``, which must not pass."""
    verdict = judge(NEURON, code, try_code(NEURON, code, limits))
    assert not verdict.right
    return verdict.why


def test_the_solution_passes_and_its_evidence_survives_being_recorded() -> None:
    evidence = try_code(NEURON, NEURON.solution, PATIENT)
    assert [result.value for result in evidence.results] == [pytest.approx(1.42), 0.0, 0.5]
    assert read_evidence(evidence.as_json()) == evidence
    verdict = judge(NEURON, NEURON.solution, evidence)
    assert verdict.right and verdict.why == "All 3 calls gave what they should."


def test_lines_are_counted_as_python_counts_them() -> None:
    """A form feed, or a line separator within a text, ends no line of code."""
    code = BODY + 'a = "\u2028"\f\n    raise ValueError("here")'
    assert 'Line 3, `raise ValueError("here")`, raised ValueError: here.' in why(code)


def test_without_a_place_to_work_in_the_code_is_not_run_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    assert "could not be run, through no fault of yours: No such file or directory" in why(NEURON.solution)


def test_what_was_called_what_came_back_and_what_was_expected() -> None:
    assert why(NO_RELU) == (
        "Call 2 of 3 is not right.\n"
        "  called    neuron([1, 2], [-1, -1], 0)\n"
        "  returned  -3\n"
        "  expected  0\n"
        "The sum is −3, and ReLU turns what is below 0 into 0."
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("z = 1", "It returned None: did you forget return?"),
        ("print(1.42)", "It returned None: print shows a value, only return gives it back."),
        ("return 1.42,", "It should be a number; yours is a list."),
        ("return '1.42'", "It should be a number; yours is a text."),
        ("return True", "It should be a number; yours is a truth value."),
        ("return float('nan')", "nan is no number one can go on with"),
        ("return float('-inf')", "-inf is no number one can go on with"),
        ("return 10**5000", "returned  a whole number of about 5000 digits"),
        ("return 'a' * 10**6", "returned  a text of 1000000 characters"),
        ("return {'z': 1.42}", "It should be a number; yours is a thing of the type dict."),
        ("yield 1.42", "A generator comes from yield"),
        ("return max", "A function came back: did you forget to call it"),
        ("return ...", "`neuron` is not written yet: “...” stands where your code goes."),
        ("return map(abs, x)", "Put it into a list: list(map(…))."),
        ("a = []\n    for _ in range(10**5): a = [a]\n    return a", "lists within lists, too deep to follow"),
        ("a = []\n    a.append(a)\n    return a", "lists within lists, too deep to follow"),
        ("return [0.0] * 10**6", "returned  a list with 1000000 entries"),
        ("return [[0.0] * 1000] * 1000", "returned  more than 2000 values"),
    ],
)
def test_a_result_that_is_not_what_was_asked_for(body: str, said: str) -> None:
    assert said in why(BODY + body)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (BODY + "z = sum(x)\n    return z / (b - b)", "Line 3, `return z / (b - b)`, raised ZeroDivisionError"),
        (BODY + "return weights", "raised NameError: name 'weights' is not defined."),
        (BODY + "bias = b\n    return biass", "name 'biass' is not defined. Did you mean `bias`?"),
        (BODY + "return neuron(x, w, b)", "needs a case in which it does not."),
        (BODY + "raise SystemExit(3)", "exit() ends the whole program; use return"),
        (BODY + "return float(input())", "Nobody is there to answer input()"),
        (BODY + "import torch", "Python's own modules and NumPy are there"),
        (BODY + "import math\n    return math.exp(1000)", "The number is too large for a float"),
        (BODY + "raise KeyboardInterrupt", "Line 2, `raise KeyboardInterrupt`, raised KeyboardInterrupt."),
        (BODY + "class Odd(Exception):\n        __str__ = None\n    raise Odd", "raised Odd."),
        ("import os\n" + BODY + "os._exit(3)", "Python was ended in the middle of it (exit code 3)"),
        ("import os\n" + BODY + "os.closerange(0, 64)", "Python was ended in the middle of it"),
        ("def neuron(x, w):\n    return 1", "is called with 3 arguments, but yours is `neuron(x, w)`."),
        ("def nueron(x, w, b):\n    return 1", "no function `neuron` in your code. Did you mean `nueron` to be it?"),
        ("def Neuron(x, w, b):\n    return 1", "Did you mean `Neuron` to be it?"),
        ("neuron = 1.42", "`neuron` is a float in your code, not a function"),
        ("1 / 0\n" + NEURON.solution, "Line 1, `1 / 0`, raised ZeroDivisionError"),
        ("exit()", "Line 1, `exit()`, raised SystemExit. exit() ends"),
        ("", "There is no function `neuron` in your code. Start with"),
        ("\x00", "Python cannot read"),
        ("x = " + "(" * 500 + ")" * 500, "Python cannot read"),
        (NEURON.starter, "`neuron` is not written yet: “...” stands where your code goes."),
        (BODY + '"""A neuron."""\n    pass', "`neuron` is not written yet"),
    ],
)
def test_code_that_does_not_get_as_far_as_a_result(code: str, said: str) -> None:
    assert said in why(code)


def test_a_mistake_of_syntax_shows_its_line_with_a_caret() -> None:
    assert why(BODY + "z = = 2") == "Python cannot read line 2: invalid syntax.\n    z = = 2\n        ^"
    assert why("def neuron(x, w, b)\n    return 1") == (
        "Python cannot read line 1: expected ':'.\n    def neuron(x, w, b)\n                       ^"
    )
    assert "line 2: expected an indented block" in why("def neuron(x, w, b):\nreturn 1")
    assert "line 1: 'return' outside function" in why("return 1")


@pytest.mark.parametrize("loop", ["while True: pass", "while True:\n        try: 1 / 0\n        except: pass"])
def test_a_loop_without_end_is_stopped(loop: str) -> None:
    said = why(BODY + loop, SHORT)
    assert "called    neuron([0.6, 0.2, 0.9]" in said and "It did not end within 1 seconds and was stopped" in said


def test_a_loop_before_any_call_is_stopped() -> None:
    assert why("while True: pass", SHORT).startswith("It did not end within 1 seconds")


@pytest.mark.parametrize("stream", ["print('x' * 99)", "os.write(1, b'x' * 99)", "os.write(2, b'x' * 99)"])
def test_output_without_end_is_stopped_and_cut(stream: str) -> None:
    code = "import os\n" + BODY + f"while True: {stream}"
    evidence = try_code(NEURON, code, SHORT)
    assert "did not end" in judge(NEURON, code, evidence).why
    assert "x" * 99 in evidence.printed and len(evidence.printed) < 8000


@pytest.mark.parametrize("bomb", ["a = [0]\n    while True: a += a", "return bytearray(10**12)"])
def test_a_memory_bomb_is_held_back_and_the_next_call_goes_on(bomb: str) -> None:
    code = "def neuron(x, w, b):\n    if b != 0.1: return b\n    " + bomb
    evidence = try_code(NEURON, code, PATIENT)
    assert "raised MemoryError. It took more memory than it may" in judge(NEURON, code, evidence).why
    assert [result.value for result in evidence.results[1:]] == [0, 0.5]


def test_a_file_cannot_fill_the_disk() -> None:
    code = BODY + "open('big', 'wb').write(b'x' * 10**8)\n    return 1"
    assert "File too large" in why(code)


def test_a_crash_of_python_itself_is_told() -> None:
    code = "import os, signal\n" + BODY + "os.kill(os.getpid(), signal.SIGSEGV)"
    assert "Python itself crashed" in why(code)


@pytest.mark.parametrize(
    "forged",
    [
        "print('{\"value\": 1.42}')",
        'os.write(1, b\'{"value": 1.42}\\n{"done": true}\\n\')',
        "sys.__stdout__.write('{\"done\": true}\\n'); sys.__stdout__.flush()",
        "sys.stdout.close()",
        "print('\\udcff')",
    ],
)
def test_what_the_learner_prints_is_no_result(forged: str) -> None:
    """Prints neither forge a result nor break the one that is returned."""
    code = "import os, sys\n" + BODY + forged + "\n    return 7 if b == 0.1 else b"
    evidence = try_code(NEURON, code, PATIENT)
    assert [result.value for result in evidence.results] == [7, 0, 0.5]
    assert read_evidence(evidence.as_json()) == evidence


def test_prints_and_warnings_are_shown() -> None:
    evidence = try_code(NEURON, BODY + "print('z =', b, '∑')\n    return b", PATIENT)
    assert evidence.printed == "z = 0.1 ∑\nz = 0 ∑\nz = 0.5 ∑\n"


def test_a_call_gets_arguments_of_its_own_and_state_of_none_is_kept_between_runs() -> None:
    code = BODY + "x.append(1); w.clear()\n    return len(x)"
    for _ in range(2):
        assert [result.value for result in try_code(NEURON, code, PATIENT).results] == [4, 3, 1]


def test_arrays_go_in_and_come_out() -> None:
    evidence = try_code(LAYER, LAYER.solution, PATIENT)
    assert judge(LAYER, LAYER.solution, evidence).right
    assert [result.value for result in evidence.results] == [[1, 2, 4], [0, 0], [[3], [2]]]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("x @ W.T", "raised ValueError"),
        ("(x @ W)[None]", "The shape is wrong: yours is (1, 3), it should be (3,)."),
        ("(x @ W).tolist() + [[1]]", "The shape is wrong: yours is uneven (rows of different lengths)"),
        ("x @ W + np.array([0, 0, 1])", "At [2] it is 5.0, but should be 4."),
        ("np.full(3, np.nan)", "nan is no number one can go on with"),
        ("np.zeros((1000, 1000))", "returned  an array of shape (1000, 1000)"),
        ("np.array(['a', 'b', 'c'])", "At [0] it should be a number; yours is a text."),
        ("np.float64(3)", "It should be a list; yours is a number."),
        ("(x @ W).sum", "A function came back"),
    ],
)
def test_arrays_that_are_wrong_say_their_shapes(body: str, said: str) -> None:
    code = f"import numpy as np\ndef layer(x, W):\n    return {body}"
    assert said in judge(LAYER, code, try_code(LAYER, code, PATIENT)).why


def test_several_programs_in_one_process_know_nothing_of_each_other() -> None:
    """A program without a function is not saved by the one before it."""
    programs = [NEURON.solution, "", "def neuron(x, w, b): raise SystemExit", NO_RELU, NEURON.solution]
    found = Trial(NEURON, programs, PATIENT).run()
    assert [judge(NEURON, code, one).right for code, one in zip(programs, found, strict=True)] == [
        True, False, False, False, True,
    ]  # fmt: skip


def test_programs_after_one_that_ends_python_are_not_called_right() -> None:
    programs = [NEURON.solution, "import os\nos._exit(0)", NEURON.solution]
    found = Trial(NEURON, programs, PATIENT).run()
    assert [judge(NEURON, code, one).right for code, one in zip(programs, found, strict=True)] == [True, False, False]


def test_a_run_can_be_cancelled_from_another_thread() -> None:
    trial = Trial(NEURON, [BODY + "print('here')\n    while True: pass"], PATIENT)
    brought: list[Evidence] = []
    runner = threading.Thread(target=lambda: brought.extend(trial.run()))
    runner.start()
    while not trial._programs[0][1].printed:
        time.sleep(0)
    trial.cancel()
    runner.join(30)
    (evidence,) = brought
    assert evidence.results[0].trouble == Trouble("cancelled") and evidence.results[0].value is UNSET


def test_nothing_of_a_run_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the processes the code started, nor its files, nor its folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sleeper = "[sys.executable, '-c', 'import time; time.sleep(600)']"
    code = (
        "import os, subprocess, sys, threading, time\n"
        + BODY
        + "open('left', 'w').close()\n    threading.Thread(target=time.sleep, args=(600,)).start()\n"
        + f"    return subprocess.Popen({sleeper}).pid\n"
    )
    evidence = try_code(NEURON, code, PATIENT)
    pids = [result.value for result in evidence.results]
    assert len(pids) == 3 and not list(tmp_path.iterdir())
    for pid in pids:
        assert isinstance(pid, int)
        while _alive(pid):
            time.sleep(0)


def _alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet fetched by the system does not."""
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_the_learner_s_own_surroundings_are_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "1")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    code = "import os, sys\n" + BODY + "return [os.environ.get('SECRET'), os.listdir(), sys.stdin.read()]"
    question = replace(NEURON, calls=[Call(function="neuron", args=[[], [], 0], gives=[None, [], ""])] * 3)
    evidence = try_code(question, code, PATIENT)
    assert judge(question, code, evidence).right


def test_a_python_that_cannot_be_started_is_not_the_learner_s_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "could not be run, through no fault of yours" in why(NEURON.solution)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "could not be run, through no fault of yours: exit code 1" in why(NEURON.solution)


def test_a_run_whose_parent_is_killed_ends_by_itself(tmp_path: Path) -> None:
    """SIGKILL leaves the app no chance to end the child: asleep or busy, it must not go on for ever."""
    program = (
        "import sys\nfrom quizzes.trial import *\nfrom tests.quizzes.code_questions import NEURON\n"
        "try_code(NEURON, sys.argv[1], Limits(seconds=1.0))"
    )
    for body in ("time.sleep(600)", "while True: pass"):
        file = tmp_path / "pid"
        code = f"import os, time\nopen({str(file)!r}, 'w').write(str(os.getpid()) + '.')\n{body}"
        parent = subprocess.Popen([sys.executable, "-c", program, code], cwd=ROOT)
        while not file.exists() or not file.read_text().endswith("."):
            time.sleep(0)
        parent.kill()
        parent.wait()
        pid = int(file.read_text().rstrip("."))
        file.unlink()
        while _alive(pid):
            time.sleep(0)


def test_processor_time_that_is_used_up_reads_as_time() -> None:
    code = "import os, signal\n" + BODY + "os.kill(os.getpid(), signal.SIGXCPU)"
    assert try_code(NEURON, code, PATIENT).results[0].trouble == Trouble("time", seconds=PATIENT.seconds)
