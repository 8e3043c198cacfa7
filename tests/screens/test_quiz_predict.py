"""Predictions on screen: choosing, the run and what it decides, stopping it, leaving it, a worker that dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import msgspec
import pytest
from textual.widgets import Button

from engine.events import Failed, Finished, Preparing, Ready, Step, Warm
from tests.quizzes.questions import PREDICT, SINGLE
from tests.quizzes.replay import Replay
from tests.screens.quizzes import SEED, Quiz, quiz
from tutor.content.course import load_course
from tutor.quiz.session import shuffled
from tutor.screens.quiz.outcomes import Outcomes
from tutor.screens.quiz.predict import PredictPage
from tutor.store import Record

XOR = load_course().lab_file("xor")
SHOWN = shuffled(PREDICT, SEED)
RIGHT, WRONG = (str(SHOWN.index(text) + 1) for text in ("three at most", "all four"))
STEPS = [Step(step=n, loss=1 / n, metrics={"accuracy": min(0.75, n / 40)}, losses=[1 / n]) for n in range(1, 41)]
FINISHED = Finished(steps=50, metrics={"accuracy": 0.75})


def page(q: Quiz) -> PredictPage:
    return q.app.screen.query_one(PredictPage)


async def begin(q: Quiz, *keys: str) -> None:
    await q.open()
    await q.at(PREDICT)
    await q.press(*keys)


def kept(q: Quiz) -> list[object]:
    with Record.open(q.file) as record:
        return [given.answer for given in record.answers()]


async def test_the_lab_runs_before_the_learner_s_eyes_and_decides(tmp_path: Path) -> None:
    worker = Replay()
    async with quiz(tmp_path, questions=[PREDICT], lab=XOR, worker=worker) as q:
        await begin(q)
        assert q.shows("What do you expect?") and str(q.page.query_one(Button).label) == "Run"
        await q.until(lambda: worker.warm_ups == 1)
        await q.press("enter")
        assert q.shows("! Choose one of the answers.") and not worker.started
        await q.press(RIGHT, "enter")
        file, knobs, seed, steps, paused, _, views = worker.started[0]
        assert (Path(str(file)).name, knobs, seed, steps) == ("xor.py", {"hidden": 1}, 1, 50)
        assert (paused, views) == (False, False)
        await q.until(lambda: q.shows("starting the training process") and q.shows("The lab runs; x stops it."))
        worker.feed(Warm(device="CPU"), Preparing(done=3, total=8))
        await q.until(lambda: q.shows("getting ready") and q.shows("3/8"))
        worker.feed(Ready(device="CPU"), *STEPS)
        await q.until(lambda: q.shows("training") and q.shows("40/50 steps") and q.shows("accuracy 0.75"))
        assert not kept(q)
        worker.feed(FINISHED)
        verdict = await q.verdict(right=True)
        assert "After 50 steps accuracy was 0.75. One line leaves one row wrong." in verdict
        assert q.shows("✓ three at most as you said") and q.shows("50/50 steps")
        assert kept(q) == [["three at most", "accuracy = 0.75"]]


async def test_what_came_out_is_marked_and_the_reason_is_the_chosen_one_s(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[PREDICT], lab=XOR, worker=Replay(*STEPS, FINISHED)) as q:
        await begin(q, WRONG, "enter")
        assert "That takes two lines." in await q.verdict(right=False)
        await q.pilot.pause()
        page(q).scroll_home(animate=False)
        await q.until(lambda: q.shows("✓ three at most it came out so") and q.shows("✗ all four your answer"))


async def test_the_choice_stands_while_the_lab_runs(tmp_path: Path) -> None:
    worker = Replay(*STEPS)
    async with quiz(tmp_path, questions=[PREDICT, SINGLE], lab=XOR, worker=worker) as q:
        await begin(q, RIGHT, "enter")
        await q.until(lambda: q.shows("40/50 steps"))
        await q.press(WRONG, "up", "down", "s", "enter", "enter")
        await q.pilot.click(Outcomes, offset=(9, int(WRONG) - 1))
        assert len(worker.started) == 1 and page(q).question.id == PREDICT.id
        worker.feed(FINISHED)
        await q.verdict(right=True)


async def test_the_time_of_the_run_is_not_the_learner_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter((100.0, 1100.0))
    monkeypatch.setattr("tutor.screens.quiz.predict.monotonic", lambda: next(moments))
    async with quiz(tmp_path, questions=[PREDICT], lab=XOR, worker=Replay(FINISHED)) as q:
        await begin(q, RIGHT, "enter")
        await q.verdict(right=True)
        with Record.open(q.file) as record:
            assert record.answers()[0].seconds < 1000


async def test_x_stops_the_run_and_what_is_expected_counts(tmp_path: Path) -> None:
    worker = Replay(*STEPS)
    async with quiz(tmp_path, questions=[PREDICT, SINGLE], lab=XOR, worker=worker) as q:
        await begin(q, RIGHT, "enter")
        await q.until(lambda: q.shows("40/50 steps") and q.shows("x Stop"))
        await q.press("x", "x")
        assert "The run did not come about (it was stopped)" in await q.verdict(right=True)
        assert worker.cancelled == 1 and kept(q) == [["three at most", "no run: it was stopped"]]
        await q.press("enter")
        await q.at(SINGLE)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (Failed(message="The training process ended by signal 9.", kind="worker-died"), "ended by signal 9), so"),
        (Failed(message="No device can run this.", kind="device"), "(No device can run this), so"),
    ],
)
async def test_a_run_that_fails_is_one_sentence(event: Failed, says: str, tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[PREDICT], lab=XOR, worker=Replay(event)) as q:
        await begin(q, WRONG, "enter")
        assert says in await q.verdict(right=False)
        assert q.shows("✓ three at most it came out so before") and q.shows("✗ no run")


async def test_a_lab_that_is_not_in_the_course_is_said_at_once(tmp_path: Path) -> None:
    worker = Replay()
    async with quiz(tmp_path, questions=[PREDICT], worker=worker) as q:
        await begin(q, RIGHT, "enter")
        assert "(there is no lab xor)" in await q.verdict(right=True)
        assert not worker.started


async def test_going_elsewhere_ends_the_run_and_the_question_waits(tmp_path: Path) -> None:
    worker = Replay(*STEPS)
    async with quiz(tmp_path, questions=[PREDICT], lab=XOR, worker=worker) as q:
        await begin(q, RIGHT, "enter")
        await q.until(lambda: q.shows("40/50 steps"))
        await q.press("question_mark")
        assert worker.cancelled == 0  # a page of help does not cover it for long
        await q.press("escape")
        q.app.open_glossary()
        await q.until(lambda: worker.cancelled == 1)
        await q.press("escape")
        await q.until(lambda: q.shows("What do you expect?"))
        assert not q.shows("40/50 steps") and not kept(q)
        worker.feed(FINISHED, run=2)
        await q.press("enter")
        await q.verdict(right=True)


async def test_leaving_the_quiz_ends_the_run(tmp_path: Path) -> None:
    worker = Replay(*STEPS)
    async with quiz(tmp_path, questions=[PREDICT], lab=XOR, worker=worker) as q:
        await begin(q, RIGHT, "enter")
        await q.until(lambda: q.shows("40/50 steps"))
        await q.press("escape")
        await q.until(lambda: worker.cancelled == 1)
        assert not kept(q)


async def test_a_prediction_by_mouse(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[PREDICT], lab=XOR, worker=Replay(*STEPS, FINISHED)) as q:
        await begin(q)
        await q.pilot.click(Outcomes, offset=(9, int(RIGHT) - 1))
        await q.pilot.click("#go")
        await q.verdict(right=True)


async def test_a_real_worker_decides_and_its_death_costs_only_its_run(tmp_path: Path) -> None:
    question = msgspec.structs.replace(PREDICT, knobs={}, steps=100_000_000)
    short = msgspec.structs.replace(PREDICT, id="demo-short", knobs={}, steps=400)
    async with quiz(tmp_path, questions=[question, short], lab=XOR) as q:
        await q.open()
        await q.at(question)
        await q.press(RIGHT, "enter")
        await q.until(lambda: q.shows("▶ training"))  # a worker that dies before it answers is replaced, unseen
        pid = q.app.worker.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert "The training process ended by signal 9" in await q.verdict(right=True)
        await q.press("enter")
        await q.at(short)
        await q.press(str(shuffled(short, SEED).index("all four") + 1), "enter")
        verdict = await q.verdict(right=True)
        assert "After 400 steps accuracy was 1. That is “all four”. Usually it is" in verdict
