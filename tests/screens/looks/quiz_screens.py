"""The screens around questions: every kind of question and its verdict, the result, progress, the tour."""

from __future__ import annotations

from datetime import UTC, date, datetime

from engine.events import Finished, Ready, Step, Warm
from quizzes.model import Question
from tests.quizzes.code_questions import NEURON, NO_RELU
from tests.quizzes.demo_course import run_lab, take_quiz
from tests.quizzes.questions import FILL, MATCH, MORE, NUMBER, PREDICT, QUESTIONS, SPOT
from tests.quizzes.replay import Replay
from tests.screens.apps import shows
from tests.screens.lab_runs import recorded
from tests.screens.looks.walk import Walk
from tests.screens.quizzes import SEED, Quiz, wrong_keys
from tutor.quiz.session import shuffled
from tutor.screens.progress import ProgressScreen
from tutor.screens.quiz.code import CodePage
from tutor.screens.quiz.pages import QuestionPage
from tutor.screens.tour import LabCard, TourScreen
from tutor.store import Record

ALL: list[Question] = [*QUESTIONS, *MORE, NEURON]
TODAY = date(2026, 3, 1)
STEPS = [Step(step=n, loss=1 / n, metrics={"accuracy": min(0.75, n / 40)}, losses=[1 / n]) for n in range(1, 41)]
WRONG = {
    MATCH.id: [str(1 + shuffled(MATCH, SEED).index(text)) for text in ("0 to 1", "−2 to 2", "0 and up")],
    SPOT.id: ["4"],
    PREDICT.id: [str(1 + shuffled(PREDICT, SEED).index("all four"))],
}


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def some_weeks(record: Record) -> None:
    """Three quizzes, better each time; a lab failed, then passed; half of the lesson read."""
    for day, missed in ((18, ["demo-xor", "demo-sum", "demo-word"]), (21, ["demo-xor", "demo-history"])):
        take_quiz(record, at(2, day), missed)
    take_quiz(record, at(2, 28), ["demo-xor"])
    run_lab(record, at(2, 27), 0.75, "xor")
    run_lab(record, at(3, 1), 1.0, "xor")
    for section in ("story", "parts"):
        record.mark_read("demo", section, at(2, 18))


async def look_at_all(walk: Walk, q: Quiz, worker: Replay) -> None:
    """From the map of a course with one lesson."""
    await _progress(walk, q)
    await q.open()
    left = {question.id: question for question in ALL}
    while left:
        await q.until(lambda: q.app.screen.query(QuestionPage) and q.page.question.id in left)
        question = left.pop(q.page.question.id)
        if question is PREDICT:
            await _predict(walk, q, worker)
        elif question is NEURON:
            await _code(walk, q)
        else:
            await _question(walk, q, question)
        await q.press("enter")
    await q.until(lambda: q.shows("Take it again") or q.shows("Take again"))
    await walk.look("result")
    await q.press("escape")


async def _question(walk: Walk, q: Quiz, question: Question) -> None:
    """As it is asked, with a hint and an answer marked; then its verdict, which is that it was wrong."""
    name = type(question).__name__.lower()
    await q.at(question)
    await q.press(*(WRONG.get(question.id) or wrong_keys(question)))
    await q.press("f2" if question in (NUMBER, FILL) else "h")
    await walk.look(name)
    await q.press("enter")
    await q.verdict(right=False)
    await walk.look(f"{name}-verdict")


async def _predict(walk: Walk, q: Quiz, worker: Replay) -> None:
    await q.at(PREDICT)
    await q.press(*WRONG[PREDICT.id])
    await walk.look("predict")
    worker.feed(Warm(device="CPU"), Ready(device="CPU"), *STEPS)
    await q.press("enter")
    await q.until(lambda: q.shows("40/50 steps"))
    await walk.look("predict-run")
    worker.feed(Finished(steps=50, metrics={"accuracy": 0.75}))
    await q.verdict(right=False)
    await walk.look("predict-verdict")


async def _code(walk: Walk, q: Quiz) -> None:
    page = q.app.screen.query_one(CodePage)
    await q.until(lambda: page.editor.has_focus)
    page.editor.change(NO_RELU)
    await q.press("f5")
    await q.until(lambda: not page.running and q.shows("2 of 3 calls right"))
    await walk.look("code")
    page.editor.change(NEURON.solution)
    await q.press("f5")
    await q.verdict(right=True)
    await walk.look("code-verdict")


async def _progress(walk: Walk, q: Quiz) -> None:
    q.app.push_screen(ProgressScreen(lambda: TODAY))
    await q.until(lambda: getattr(q.app.screen, "overview", None) is not None)
    await walk.look("progress")
    await q.press("escape")


async def look_at_tour(walk: Walk, q: Quiz, worker: Replay) -> None:
    """Its five cards."""
    q.app.push_screen(TourScreen())
    for number, title in enumerate(("The map", "A lesson", "A lab", "A question", "Where help is"), 1):
        await shows(walk.pilot, title, f"{number} of 5")
        if title == "A lab":
            worker.feed(*(event for event in recorded("xor") if not event.run), run=0)
            worker.feed(*(event for event in recorded("xor") if event.run), run=len(worker.started))
            await q.until(lambda: q.app.screen.query_one(LabCard).trained == 400)
        if title == "A question":
            await q.press("1")
        await walk.look(f"{number}")
        await q.press("enter")
