"""A code exercise as plain lines: typed in, or written in the learner's editor, and run until it passes.

Running it may be repeated as often as one likes. The answer that counts is the first that passes, or the code as
it stands when the learner gives up.
"""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent
from typing import TYPE_CHECKING

from quizzes.code_grader import given_up, judge, problem_with_code
from quizzes.evidence import Evidence
from quizzes.model import Answer, Code
from quizzes.trial import try_code
from tutor.editor import EditorTrouble, edit, editor_name, file_name
from tutor.quiz.text import wrapped

if TYPE_CHECKING:
    from tutor.plain.quiz import PlainQuiz

MOST_LINES = 20
"""Lines of output that are shown."""


def read_code(quiz: PlainQuiz, question: Code) -> Answer:
    """Let the learner write and run code until it passes or they give up; the draft is kept at every turn."""
    return _Writing(quiz, question).answer()


class _Writing:
    """The code as it stands, and what its last run brought."""

    def __init__(self, quiz: PlainQuiz, question: Code) -> None:
        self.quiz, self.question = quiz, question
        draft = quiz.read_draft()
        self.code = draft or question.starter
        self.last: Evidence | None = None
        quiz.say("You began to write:" if draft else "Start from this:")
        quiz.say("\n" + block(self.code) + "\n")

    def answer(self) -> Answer:
        """Ask for code or a command until there is an answer."""
        commands: dict[str, Callable[[], Answer | None]] = {
            "e": self._edit, ".": self._run, "p": self._print, "g": self._give_up, "?": self._hint,
            "!": self.quiz.report, "later": self.quiz.put_off,
        }  # fmt: skip
        self.quiz.say(self._ways())
        while True:
            self.quiz.say(f"Your code, or {'e, ' if editor_name() else ''}., p, ?, g, q:")
            first = self.quiz.read_line()
            command = commands.get(first.strip().casefold())
            answer = command() if command is not None else self._type(first)
            if answer is not None:
                return answer

    def _ways(self) -> str:
        name = editor_name()
        vim = f"e to write it in {name}, " if name else ""
        return wrapped(
            "Write the whole code, line by line; a line with only a dot ends it and runs it. "
            f"Or type {vim}. to run what is there, p to print it, ? for a hint, later to put it off, g to give up, "
            "q to stop."
        )

    def _type(self, first: str) -> Answer | None:
        """Read lines up to the dot. The end of the input keeps what was typed."""
        if not first.strip():
            return None
        lines = [first]
        try:
            while (line := self.quiz.read_line(commands=False)).strip() != ".":
                lines.append(line)
        finally:
            self._take("\n".join(lines) + "\n")
        return self._run()

    def _edit(self) -> Answer | None:
        try:
            self._take(edit(self.code, file_name(self.question.id)))
        except EditorTrouble as trouble:
            self.quiz.say(wrapped(str(trouble)))
            return None
        return self._run()

    def _take(self, code: str) -> None:
        self.code = code
        if problem_with_code(code) is None:
            self.quiz.keep_draft(code)

    def _run(self) -> Answer | None:
        """Run it: the answer when it passes, else what went wrong."""
        if problem := problem_with_code(self.code):
            self.quiz.say(problem)
            return None
        self.quiz.say("Running ...")
        self.last = try_code(self.question, self.code)
        if printed := self.last.printed.rstrip():
            lines = printed.split("\n")
            more = [f"and {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
            self.quiz.say("It printed:\n" + block("\n".join([*lines[:MOST_LINES], *more])))
        verdict = judge(self.question, self.code, self.last)
        if verdict.right:
            return [self.code, self.last.as_json()]
        self.quiz.say("\nNot right yet.\n" + wrapped(verdict.why) + "\n")
        return None

    def _print(self) -> None:
        self.quiz.say(block(self.code))

    def _hint(self) -> None:
        self.quiz.say(self.quiz.hint())

    def _give_up(self) -> Answer | None:
        self.quiz.say("See a solution? This question then counts as not right. [y/N] ", end="")
        if not self.quiz.read_line().strip().casefold().startswith("y"):
            return None
        return given_up(self.question, self.code, self.last)


def block(code: str) -> str:
    """Code set off from the text."""
    return indent(code.expandtabs(4).rstrip("\n"), "    ")
