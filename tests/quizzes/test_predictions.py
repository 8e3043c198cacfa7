"""Runs that decide predictions: what they show, what keeps them from coming about, and that the course is right."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from engine.client import WorkerClient
from engine.events import AnyEvent, BarResult, Failed, Finished, Preparing, Step
from engine.lab import load_lab
from quizzes.graders import grade, problem_with
from quizzes.model import Predict
from quizzes.predicting import expected, outcome_of, told
from tests.quizzes.questions import PREDICT
from tests.quizzes.replay import Replay
from tutor.content.course import load_course
from tutor.content.quiz import all_questions
from tutor.lab.desk import LabDesk
from tutor.paths import cache_dir
from tutor.quiz.prediction import STOPPED, Bench, Run, lab_file

COURSE = load_course()
XOR = COURSE.lab_file("xor")
CALM = msgspec.structs.replace(PREDICT, outcomes=PREDICT.outcomes[:2])
"""The same question where blowing up is no outcome."""
PREDICTIONS = [question for _, question in all_questions(COURSE) if isinstance(question, Predict)]


def finished(metrics: dict[str, float]) -> Finished:
    return Finished(steps=50, metrics=metrics, bar=BarResult("accuracy", ">=", 1.0, False))


def evidence_of(question: Predict, *events: AnyEvent) -> str:
    run = Run(question, XOR, Replay(*events))
    assert run.evidence is None
    assert run.poll()
    assert run.evidence is not None
    return run.evidence


# -- what a run shows --------------------------------------------------------------------------------------


def test_the_lab_runs_as_the_question_says() -> None:
    client = Replay()
    Run(PREDICT, XOR, client, seed=7)
    assert client.started == [(XOR, {"hidden": 1}, 7, 50, False, 0.0, False)]


def test_a_watched_run_is_paced_so_that_learning_can_be_seen() -> None:
    client = Replay()
    Run(PREDICT, XOR, client, watched=True)
    Run(msgspec.structs.replace(PREDICT, steps=100_000), XOR, client, watched=True)
    assert [asked[5] for asked in client.started] == [20.0, 0.0]


def test_without_steps_the_lab_trains_as_long_as_it_does_by_itself() -> None:
    client = Replay()
    run = Run(msgspec.structs.replace(PREDICT, steps=None), XOR, client)
    assert (run.steps, client.started[0][3]) == (400, 400)


def test_the_metric_at_the_end_decides() -> None:
    step = Step(step=40, loss=0.5, metrics={"accuracy": 1.0}, losses=[0.6, 0.5])
    assert evidence_of(PREDICT, step, finished({"accuracy": 0.75})) == "accuracy = 0.75"


def test_the_loss_is_the_one_of_the_last_step() -> None:
    question = msgspec.structs.replace(PREDICT, metric="loss")
    step = Step(step=50, loss=0.5, metrics={"accuracy": 1.0}, losses=[0.7, 0.6, 0.5])
    assert evidence_of(question, step, finished({"accuracy": 0.75})) == "loss = 0.5"


def test_numbers_of_32_bits_fall_where_they_are_meant_to() -> None:
    """0.95 counted in 32 bits is a little less than 0.95."""
    high, low, _ = PREDICT.outcomes
    question = msgspec.structs.replace(
        PREDICT, outcomes=[msgspec.structs.replace(high, low=0.95), msgspec.structs.replace(low, high=0.95)]
    )
    evidence = evidence_of(question, finished({"accuracy": 0.949999988079071}))
    assert evidence == "accuracy = 0.95"
    assert grade(question, ["all four", evidence]).right


def test_progress_and_the_curve_can_be_watched() -> None:
    client = Replay(
        Preparing(done=2, total=4),
        Step(step=20, loss=0.6, metrics={"accuracy": 0.5}, losses=[0.7, 0.6]),
        Step(step=40, loss=0.5, metrics={"accuracy": 0.75}, losses=[0.5]),
    )
    run = Run(PREDICT, XOR, client)
    assert (run.share, list(run.curve.points)) == (0.0, [])
    run.poll()
    assert (run.share, list(run.curve.points)) == (0.8, [(20, 0.5), (40, 0.75)])
    assert run.evidence is None


# -- what keeps it from deciding ---------------------------------------------------------------------------

DIVERGED = Failed(message="Training diverged: the loss became nan at step 12.", hint="Lower it.", kind="diverged")


def test_a_run_that_blows_up_is_an_outcome_only_where_the_question_has_it() -> None:
    assert evidence_of(PREDICT, DIVERGED) == "accuracy = diverged"
    assert evidence_of(PREDICT, finished({"accuracy": math.nan})) == "accuracy = diverged"
    assert evidence_of(CALM, DIVERGED) == "no run: Training diverged: the loss became nan at step 12."
    assert evidence_of(CALM, finished({"accuracy": math.nan})) == "no run: its accuracy was no number at the end"


def test_trouble_of_any_kind_becomes_one_sentence_and_what_was_expected_counts() -> None:
    died = Failed(message="The training process ended by signal 9.", hint="Again.", kind="worker-died")
    evidence = evidence_of(PREDICT, died)
    verdict = grade(PREDICT, ["three at most", evidence])
    assert verdict.right
    assert "did not come about (The training process ended by signal 9)" in verdict.why
    assert not grade(PREDICT, ["all four", evidence]).right
    assert evidence_of(PREDICT, finished({"other": 1.0})) == "no run: the lab tells no accuracy"


@pytest.mark.parametrize(
    ("shown", "said"), [("6.593e-07", "6.593e−7"), ("2500000", "2.5e6"), ("-0.25", "−0.25"), ("0.75", "0.75")]
)
def test_what_a_run_showed_is_told_as_people_write_numbers(shown: str, said: str) -> None:
    assert told(PREDICT, f"loss = {shown}").endswith(f" loss was {said}.")


@pytest.mark.parametrize(
    ("lab", "knobs", "says"),
    [
        (None, {}, "there is no lab xor"),
        ("not Python at all (", {}, "SyntaxError"),
        ("raise SystemError('on fire')", {}, "SystemError: on fire"),
        ("x = 1", {}, "must define exactly one Lab"),
        ("xor", {"hidden": 99.0}, "hidden must be a number from 1 to 8"),
    ],
)
def test_a_lab_that_cannot_be_run_is_told_at_once(
    lab: str | None, knobs: dict[str, float | str], says: str, tmp_path: Path
) -> None:
    file = None if lab is None else XOR if lab == "xor" else tmp_path / "broken.py"
    if file is not None and lab is not None and file != XOR:
        file.write_text(lab)
    client = Replay()
    run = Run(msgspec.structs.replace(PREDICT, knobs=knobs), file, client)
    assert run.evidence is not None and run.evidence.startswith("no run: ") and says in run.evidence
    assert problem_with(PREDICT, ["three at most", run.evidence]) is None
    run.stop()
    assert not run.poll() and client.started == [] and client.cancelled == 0


def test_a_run_can_be_stopped_once() -> None:
    client = Replay(Step(step=20, loss=0.6, metrics={"accuracy": 0.5}, losses=[0.6]))
    run = Run(PREDICT, XOR, client)
    run.poll()
    run.stop()
    run.stop()
    assert run.evidence == f"no run: {STOPPED}" and client.cancelled == 1


def test_a_lab_screen_below_neither_takes_the_events_of_a_run_nor_ends_it() -> None:
    client = Replay(finished({"accuracy": 0.75}))
    desk = LabDesk(load_lab(XOR), XOR, client)
    desk.rebuild()
    run = Run(PREDICT, XOR, client)
    client.events = [msgspec.structs.replace(event, run=2) for event in client.events]
    assert not desk.poll()
    desk.leave()
    assert client.cancelled == 0
    assert run.poll() and run.evidence == "accuracy = 0.75"


def test_a_run_whose_worker_went_on_to_another_lab_says_so() -> None:
    client = Replay(finished({"accuracy": 0.75}))
    run = Run(PREDICT, XOR, client)
    LabDesk(load_lab(XOR), XOR, client).rebuild()
    assert run.poll() and run.evidence == "no run: another lab was started"
    run.stop()
    assert client.cancelled == 0


# -- real runs ---------------------------------------------------------------------------------------------


def test_a_worker_that_is_killed_costs_the_run_and_nothing_else() -> None:
    question = msgspec.structs.replace(PREDICT, knobs={}, steps=400)
    long = msgspec.structs.replace(question, steps=100_000_000)
    client = WorkerClient(cache=cache_dir())
    try:
        run = Run(long, XOR, client)
        while run.evidence is None:
            if (event := client.wait(60.0)) is not None:
                run.take(event)
                if isinstance(event, Step) and client.pid is not None:
                    os.kill(client.pid, signal.SIGKILL)
        assert run.evidence == "no run: The training process ended by signal 9."
        again = Run(question, XOR, client)
        while again.evidence is None:
            if (event := client.wait(60.0)) is not None:
                again.take(event)
        assert again.evidence == "accuracy = 1"
    finally:
        client.close()


def test_ctrl_c_stops_the_run_and_not_the_quiz() -> None:
    def press(run: Run) -> None:
        if run.view.step:
            raise KeyboardInterrupt

    bench = Bench(COURSE)
    try:
        long = msgspec.structs.replace(PREDICT, lab="xor", knobs={}, steps=100_000_000)
        assert bench.decide(long, press) == f"no run: {STOPPED}"
        assert bench.decide(msgspec.structs.replace(long, steps=400)) == "accuracy = 1"
    finally:
        bench.close()


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """One worker for all questions, as a learner has."""
    made = Bench(COURSE)
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("question", PREDICTIONS, ids=lambda question: question.id)
def test_what_the_course_expects_happens_whatever_the_seed(
    question: Predict, bench: Bench, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one question has prepared serves the next about the same lab."""
    monkeypatch.setenv("TUTOR_HOME", str(shelf.parent))
    shown = [bench.decide(question, seed=seed) for seed in (1, 2, 3)]
    assert lab_file(COURSE, question.lab) is not None
    assert not [evidence for evidence in shown if evidence.startswith("no run")]
    assert [outcome_of(question, evidence) for evidence in shown] == [expected(question)] * 3, shown
