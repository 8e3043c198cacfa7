"""One sitting of a quiz, without any screen: what is asked, what was answered, what is kept.

The session never needs the record to go on. What could not be kept yet is kept with the next answer, so a
record that loads late, or is locked for a moment, loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, TypeVar

from quizzes.graders import grade, problem_with
from quizzes.matching import all_rights
from quizzes.model import Answer, Code, Match, Order, Predict, Question, Several, Single, Spot, Verdict
from tutor.numbers import percent

if TYPE_CHECKING:
    from tutor.store import Attempt, Record
    from tutor.store.model import Kind


T = TypeVar("T")
LONG = 20
"""Questions above which a quiz is taken in portions."""

PORTION = 15
"""Questions in a portion at most."""


STOPPING = {
    **dict.fromkeys(("quiz", "part", "placement"), "You can stop at any time and go on later."),
    "review": "You can stop at any time: what is left stays due.",
}
"""What becomes of a quiz that is left half-way, by its kind; of a retry nothing is kept for later."""


@dataclass(frozen=True)
class Given:
    """An answer that counts: ``seconds`` from the question's appearance, ``at`` in UTC."""

    question: Question
    answer: Answer
    verdict: Verdict
    seconds: float
    at: datetime


@dataclass(frozen=True)
class Score:
    """``right`` of ``total`` questions."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """Between 0 and 1; 0 for no questions."""
        return self.right / self.total if self.total else 0.0

    def __str__(self) -> str:
        return f"{self.right} of {self.total} right, {percent(self.share)}"


class QuizSession:
    """``questions`` one after another, in their order; choices and items are shuffled by ``seed``.

    ``lesson`` is what the quiz is about: a lesson, a part, or "" for a review; ``lessons`` then names the lesson of
    each question. ``record`` may come later (a screen's is not loaded yet). ``now`` gives the time of day in UTC,
    ``clock`` seconds of a clock that never goes back.
    """

    def __init__(
        self,
        lesson: str,
        questions: Sequence[Question],
        seed: int,
        *,
        record: Record | None = None,
        kind: Kind = "quiz",
        now: Callable[[], datetime],
        clock: Callable[[], float],
    ) -> None:
        if not questions:
            raise ValueError("a quiz needs at least one question")
        self.lesson, self.questions, self.seed, self.kind = lesson, tuple(questions), seed, kind
        self.record, self.now, self.clock = record, now, clock
        self.lessons: Mapping[str, str] = {}
        self.started = now()
        self.given: dict[str, Given] = {}
        self.unknown: set[str] = set()
        """Questions of a placement test that the learner said not to know: neither right nor a mistake."""
        self.attempt: str | None = None
        self._waiting = list(questions)
        self._unkept: list[Given] = []
        self._unknown_kept = 0
        self._finish_kept = False
        self._hints = 0
        self._shown_at = clock()

    # -- what is asked -------------------------------------------------------------------------------------

    @property
    def current(self) -> Question | None:
        """The question to answer now; None when all are answered."""
        return self._waiting[0] if self._waiting else None

    @property
    def options(self) -> list[str]:
        """What to choose from or to put in order, shuffled; empty where the answer is typed."""
        return shuffled(self.current, self.seed) if self.current is not None else []

    @property
    def number(self) -> int:
        """Which question this is, from 1; the last one's number when all are answered."""
        return min(self.behind + 1, len(self.questions))

    @property
    def behind(self) -> int:
        """How many questions are answered, or said not to be known."""
        return len(self.given) + len(self.unknown)

    def lesson_of(self, question: Question) -> str:
        """The lesson that ``question`` belongs to."""
        return self.lessons.get(question.id, self.lesson)

    @property
    def lessons_apart(self) -> bool:
        """Whether its questions are of other things than the one lesson it is about."""
        return any(lesson != self.lesson for lesson in self.lessons.values())

    @property
    def opening(self) -> str:
        """Said as the quiz begins: how long it is, whether it rests, and what becomes of it if one stops."""
        count, stops = len(self.questions), rests(len(self.questions))
        portions = f" in {len(stops) + 1} portions" if stops else ""
        kept = count > 1 and (self.record is None or self.record.kept)
        stopping = STOPPING.get(self.kind, "") if kept else ""
        return f"{count} question{'' if count == 1 else 's'}{portions}. {stopping}".rstrip()

    @property
    def at_rest(self) -> bool:
        """Whether a portion of a long quiz has just ended: a good moment to stop, or to go on."""
        return self.behind in rests(len(self.questions))

    def hint(self) -> str | None:
        """The next hint to the current question, None when there is no other."""
        if self.current is None or not self.hints_left:
            return None
        self._hints += 1
        return self.current.hints[self._hints - 1]

    @property
    def hints_left(self) -> int:
        """How many hints to the current question have not been shown; a placement test gives none."""
        if self.current is None or self.kind == "placement":
            return 0
        return len(self.current.hints) - self._hints

    def show(self) -> None:
        """The learner sees the current question from now on: its seconds start to count."""
        self._shown_at = self.clock()

    def waited(self, seconds: float) -> None:
        """So much of the time since then was not the learner's: a lab was running."""
        self._shown_at += seconds

    def skip(self) -> bool:
        """Ask the current question last; False when no other is left."""
        if len(self._waiting) < 2:
            return False
        self._waiting.append(self._waiting.pop(0))
        self._next()
        return True

    def say_unknown(self) -> None:
        """Go on without an answer: the lesson does not count as known, and nothing is held against the learner."""
        if self.current is not None:
            self.unknown.add(self._waiting.pop(0).id)
            self._next()

    # -- answering -----------------------------------------------------------------------------------------

    def problem(self, raw: Answer) -> str | None:
        """Why ``raw`` cannot be graded, or None."""
        return problem_with(self.current, raw) if self.current is not None else None

    def answer(self, raw: Answer) -> Given:
        """Grade ``raw`` and go on to the next question; call :meth:`keep` before anything else is shown.

        Raises ValueError when there is nothing to answer or ``raw`` cannot be graded (see ``problem``).
        """
        question = self.current
        if question is None:
            raise ValueError("every question has been answered")
        if problem := problem_with(question, raw):
            raise ValueError(problem)
        seconds = round(max(0.0, self.clock() - self._shown_at), 2)
        given = Given(question, raw, grade(question, raw), seconds, self.now())
        self.given[question.id] = given
        self._unkept.append(given)
        self._waiting.pop(0)
        self._next()
        return given

    def keep(self) -> None:
        """Write to the record what it does not have yet. Raises RecordError; the rest is tried next time."""
        record = self.record
        if record is None:
            return
        if self.attempt is None and (self._unkept or self.unknown):
            ids = [question.id for question in self.questions]
            self.attempt = record.start_attempt(self.lesson, self.kind, self.seed, ids, self.started)
        while self.attempt is not None and self._unkept:
            given = self._unkept[0]
            right, seconds = given.verdict.right, given.seconds
            record.answer(self.attempt, given.question.id, given.answer, right, seconds, given.at)
            self._unkept.pop(0)
            if isinstance(given.question, Code):
                record.set_draft(given.question.id, None)
        if self.attempt is not None and len(self.unknown) > self._unknown_kept:
            record.set_unknown(self.attempt, self.unknown)
            self._unknown_kept = len(self.unknown)
        if self.done and not self._finish_kept:
            if self.attempt is not None:
                record.finish_attempt(self.attempt, self.now())
                record.set_unknown(self.attempt, ())
            self._finish_kept = True

    def _next(self) -> None:
        self._hints = 0
        self.show()

    # -- how it went ---------------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether every question is answered."""
        return not self._waiting

    @property
    def all_kept(self) -> bool:
        """Whether the record has everything that was answered."""
        return not self._unkept and (self._finish_kept or not self.done)

    @property
    def score(self) -> Score:
        """Right answers of all questions, the unanswered included."""
        return Score(sum(given.verdict.right for given in self.given.values()), len(self.questions))

    @property
    def missed(self) -> list[Given]:
        """Wrong answers, in the quiz's order."""
        answered = (self.given[q.id] for q in self.questions if q.id in self.given)
        return [given for given in answered if not given.verdict.right]

    def retry(self) -> QuizSession:
        """A new session over the missed questions, shuffled anew. Raises ValueError when none was missed."""
        seed, missed = self.seed + 1, [given.question for given in self.missed]
        again = QuizSession(
            self.lesson,
            mixed(missed, seed),
            seed,
            record=self.record,
            kind="retry",
            now=self.now,
            clock=self.clock,
        )
        again.lessons = self.lessons
        return again

    def take_up(self, attempt: Attempt) -> None:
        """Go on where ``attempt`` stopped: its answers count, what it has behind it is not asked again."""
        self.attempt, self.seed, self.started = attempt.id, attempt.seed, attempt.started
        by_id = {question.id: question for question in self._waiting}
        for old in attempt.answers:
            question = by_id.pop(old.question, None)
            if question is not None:
                verdict = Verdict(old.right, grade(question, old.answer).why)
                self.given[question.id] = Given(question, old.answer, verdict, old.seconds, old.at)
        self.unknown = set(attempt.unknown & by_id.keys())
        self._unknown_kept = len(self.unknown)
        self._waiting = [question for name, question in by_id.items() if name not in self.unknown]
        self._next()


def shuffled(question: Question, seed: int) -> list[str]:
    """A question's choices, items or partners as they are shown, never in the right order; lines stand in theirs."""
    match question:
        case Spot():
            return question.choosable
        case Match():
            texts = all_rights(question)
        case Predict():
            texts = [outcome.text for outcome in question.outcomes]
        case Single() | Several():
            texts = [choice.text for choice in question.choices]
        case Order():
            texts = list(question.items)
        case _:
            return []
    Random(f"{seed}:{question.id}").shuffle(texts)
    right = _right_order(question)
    if right and texts[: len(right)] == right:
        texts = [*texts[1:], texts[0]]
    return texts


def _right_order(question: Question) -> list[str]:
    """The order that would give the answer away; none where the order says nothing."""
    match question:
        case Order():
            return question.items
        case Match():
            return [pair.right for pair in question.pairs]
    return []


def mixed(questions: Sequence[T], seed: int) -> list[T]:
    """``questions`` in an order that ``seed`` decides."""
    listed = list(questions)
    Random(f"{seed}:order").shuffle(listed)
    return listed


def rests(count: int) -> tuple[int, ...]:
    """After how many questions of ``count`` a portion ends; none in a quiz that is not long."""
    portions = math.ceil(count / PORTION) if count > LONG else 1
    return tuple(round(count * portion / portions) for portion in range(1, portions))


def unfinished(record: Record, lesson: str, questions: Iterable[Question], kind: Kind = "quiz") -> Attempt | None:
    """The quiz that was left half-way, if going on with it makes sense.

    Not when a later one was finished, nor when none of its answers is to a question the quiz still has.
    All may be answered already, if the program ended at that very moment: the session is then done at once.
    """
    attempt = record.open_attempt(lesson, kind)
    if attempt is None:
        return None
    finished = (a for a in record.attempts(lesson) if a.kind == kind and a.finished is not None)
    if any(other.started > attempt.started for other in finished):
        return None
    answered = {given.question for given in attempt.answers} | attempt.unknown
    present = {question.id for question in questions}
    return attempt if answered & present else None


def resumed(
    attempt: Attempt,
    questions: Sequence[Question],
    *,
    record: Record | None = None,
    now: Callable[[], datetime],
    clock: Callable[[], float],
) -> QuizSession:
    """The session that goes on with ``attempt``, over those of its questions that the quiz still has, in its order."""
    there = {question.id: question for question in questions}
    left = [there[name] for name in attempt.questions if name in there]
    session = QuizSession(attempt.lesson, left, attempt.seed, record=record, kind=attempt.kind, now=now, clock=clock)
    session.take_up(attempt)
    return session
