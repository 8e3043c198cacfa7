"""A quiz as plain lines: for dumb terminals, screen readers, pipes, and for who likes it so.

No colour, no cursor movement, no symbol that carries meaning alone.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from quizzes.model import Answer, Code, Fill, Predict, Question
from quizzes.predicting import did_not_run
from tutor.plain.answers import answer_of, asked, listed, right_answer
from tutor.plain.manner import ASK, Manner
from tutor.plain.run import RunLines
from tutor.quiz.session import Given, QuizSession
from tutor.quiz.text import headline, paragraphs, wrapped

if TYPE_CHECKING:
    from tutor.quiz.plan import Plan
    from tutor.quiz.prediction import Bench
    from tutor.store import Record


GO_ON = {
    "quiz": "tutor quiz {} goes on from here.",
    "part": "tutor quiz --part {} goes on from here.",
    "placement": "tutor quiz --place {} goes on from here.",
    "review": "What is left stays due: tutor review.",
}


class _Stopped(Exception):  # noqa: N818
    """The learner asked to stop, or the input ended."""


class _PutOff(Exception):  # noqa: N818
    """The current question is asked last."""


class PlainQuiz:
    """Asks ``session``'s questions over ``input`` and ``output``; each answer is kept before its verdict shows.

    ``bench`` runs the labs that decide predictions; without it there is no run, and that is said.
    """

    def __init__(
        self,
        session: QuizSession,
        input: TextIO,
        output: TextIO,
        bench: Bench | None = None,
        manner: Manner | None = None,
    ) -> None:
        self.session, self.manner = session, manner or Manner()
        self._input, self._output, self._bench = input, output, bench
        self._trouble = ""

    def run(self) -> int:
        """Exit code: 0, or 1 when answers could not be kept."""
        session = self.session
        ask = "if you do not know" if session.kind == "placement" else "for a hint"
        report = ", ! if something is wrong or unclear" if self.manner.report else ""
        if session.behind and not session.done:
            self.say(f"Going on at question {session.number}.")
        else:
            self.say(session.opening)
        self.say(wrapped(f"Type ? {ask}, later to put a question off, q to stop{report}."))
        try:
            while not session.done:
                with suppress(_PutOff):
                    self._ask()
        except _Stopped:
            self._stop()
        else:
            self._keep()
            self._end()
        return 0 if session.all_kept or self.session.record is None else 1

    # -- one question --------------------------------------------------------------------------------------

    def _ask(self) -> None:
        session, question = self.session, self.session.current
        assert question is not None
        self.say(f"\nQuestion {session.number} of {len(session.questions)}")
        self.say(self._wrapped(paragraphs(question.prompt)))
        for line in listed(question, session.options):
            self.say(self.manner.signs(line))
        session.show()
        answer = self._read_answer(question)
        if answer is None:
            session.say_unknown()
            self._keep()
            return
        if isinstance(question, Predict):
            answer = [str(answer), self._decide(question)]
        given = session.answer(answer)
        self._keep()
        self._explain(given)
        if session.at_rest:
            answered, total = session.behind, len(session.questions)
            self.say(f"\n{answered} of {total} answered. A good place to stop for today: q; or simply go on.")

    def _read_answer(self, question: Question) -> Answer | None:
        """What was typed, read as an answer; None where the learner does not know, in a placement test."""
        if isinstance(question, Code):
            from tutor.plain.code import read_code

            return read_code(self, question)
        while True:
            typed = self._read(f"{asked(question)}: ")
            if typed == "?" and self.session.kind == "placement":
                return None
            if typed == "!":
                self.report()
                continue
            if typed.casefold() == "later":
                self.put_off()
                continue
            if typed == "?" or (typed in ("hint", "help") and not isinstance(question, Fill)):
                self.say(self.hint())
                continue
            try:
                raw = answer_of(question, self.session.options, typed)
            except ValueError as error:
                self.say(str(error))
                continue
            if problem := self.session.problem(raw):
                self.say(problem)
                continue
            return raw

    def _decide(self, question: Predict) -> str:
        """Let the lab run, and return what it showed. The time it takes is not the learner's."""
        if self._bench is None:
            return did_not_run("there is no lab here")
        began = self.session.clock()
        evidence = self._bench.decide(question, RunLines(self.say, self.session.clock).tell)
        self.session.waited(self.session.clock() - began)
        return evidence

    def hint(self) -> str:
        """The next hint, or that there is none."""
        hint = self.session.hint()
        if hint is None:
            return "There is no other hint."
        more = " Type ? for another hint." if self.session.hints_left else ""
        return self._wrapped(f"Hint: {hint}{more}")

    def put_off(self) -> None:
        """Ask the current question last: what goes on here is over then. Nothing but a word where no other is left."""
        if self.session.skip():
            self.say("Put off: it is asked again at the end.")
            raise _PutOff
        self.say("This is the last question that is left.")

    def report(self) -> None:
        """Let the learner write what is wrong or unclear in the current question."""
        question, keep = self.session.current, self.manner.report
        assert question is not None
        if keep is None:
            self.say(f"To report this question: tutor report {question.id}")
            return
        began = self.session.clock()
        self.say(ASK)
        note = self.read_line(commands=False).strip()
        self.session.waited(self.session.clock() - began)
        if not note:
            return
        facts = [("answered", "not yet")]
        if before := list(self.session.given.values())[-1:]:
            facts.append(("question before", f"{before[0].question.id}, answered {before[0].answer}"))
        self.say(keep(question.id, note, facts))

    def _wrapped(self, text: str) -> str:
        """A paragraph as it is said here."""
        return wrapped(self.manner.words(text))

    def _explain(self, given: Given) -> None:
        self.say("\nRight." if given.verdict.right else "\nNot right.")
        self.say(self._wrapped(given.verdict.why))
        if isinstance(given.question, Code):
            from tutor.plain.code import block

            self.say(f"One way to write it:\n{block(given.question.solution)}")
        elif not given.verdict.right and (right := right_answer(given.question, given.answer)):
            self.say(self.manner.signs(wrapped(right)))
        self.say(self._wrapped(given.question.explain))

    # -- the end -------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        session = self.session
        self._keep()
        count = len(session.given)
        self.say(f"\nStopped after {count} of {len(session.questions)} questions.")
        kept = session.record is not None and session.record.kept
        if kept and isinstance(session.current, Code) and self.read_draft():
            self.say("The code you began is kept.")
        if kept and count and session.all_kept:
            self.say("Every answer is kept.")
            if session.kind in GO_ON:
                self.say(GO_ON[session.kind].format(session.lesson))

    def _end(self) -> None:
        session = self.session
        self.say(f"\n{session.score}.")
        if not session.missed:
            return
        self.say("Missed:")
        for given in session.missed:
            self.say(wrapped(self.manner.words(headline(given.question)), first="  - ", rest="    "))
            self.say(f"    Read again: {session.lesson_of(given.question)}, section {given.question.section}.")

    # -- input and output ----------------------------------------------------------------------------------

    def read_draft(self) -> str:
        """The code that was begun for the current question; "" for none."""
        record, question = self.session.record, self.session.current
        found: list[str | None] = []
        if record is not None and question is not None:
            self._try(lambda: found.append(record.draft(question.id)))
        return (found[0] if found else "") or ""

    def keep_draft(self, code: str) -> None:
        """Keep the code that was begun for the current question."""
        record, question = self.session.record, self.session.current
        if record is not None and question is not None:
            self._try(lambda: record.set_draft(question.id, code))

    def _keep(self) -> None:
        """Write what is not yet written."""
        self._try(self.session.keep)

    def _try(self, work: Callable[[], object]) -> None:
        """Use the record; trouble is told once, and the quiz goes on."""
        from tutor.store.errors import RecordError

        try:
            work()
        except RecordError as error:
            if str(error.message) != self._trouble:
                self._trouble = str(error.message)
                self.say(f"\nNot kept: {error.message} {error.hint}")

    def _read(self, prompt: str) -> str:
        self.say(prompt, end="")
        return self.read_line().strip()

    def read_line(self, commands: bool = True) -> str:
        """A line as it was typed. The end of the input stops the quiz, and so does q unless it is no command here."""
        line = self._input.readline()
        if not line:
            self.say("")
            raise _Stopped
        if commands and line.strip().casefold() in self._stopping():
            raise _Stopped
        return line.rstrip("\r\n")

    def _stopping(self) -> tuple[str, ...]:
        """What stops the quiz. Where a word is asked for, another word could be the answer."""
        return ("q", "quit") if isinstance(self.session.current, Fill) else ("q", "quit", "back", "stop")

    def say(self, text: str, end: str = "\n") -> None:
        """Write ``text``; what the output cannot show becomes question marks."""
        encoding = getattr(self._output, "encoding", None) or "utf-8"
        self._output.write((text + end).encode(encoding, "replace").decode(encoding))
        self._output.flush()


def run_plain_quiz(
    session: QuizSession, input: TextIO, output: TextIO, bench: Bench | None = None, manner: Manner | None = None
) -> int:
    """Ask every question of ``session``; the exit code is 0, or 1 when answers could not be kept."""
    return PlainQuiz(session, input, output, bench, manner).run()


def open_session(
    plan: Plan,
    record: Record,
    input: TextIO,
    output: TextIO,
    *,
    seed: int,
    now: Callable[[], datetime],
    clock: Callable[[], float],
) -> QuizSession:
    """A new session, or the one left half-way if the learner wants to go on (Enter and the end of input do)."""
    if plan.attempt is not None:
        session = plan.resume(record=record, now=now, clock=clock)
        output.write(f"You stopped at question {session.number} of {len(session.questions)}. Go on? [Y/n] ")
        output.flush()
        if not input.readline().strip().casefold().startswith("n"):
            return session
    return plan.begin(seed, record=record, now=now, clock=clock)
