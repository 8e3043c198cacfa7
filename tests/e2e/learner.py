"""A learner at a real terminal who reads every section, passes every lab and answers every question by keys."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from quizzes.graders import reference
from quizzes.matching import chosen_rights
from quizzes.model import Code, Match, Order, Predict, Question, Several, Single, Spot
from tests.e2e.terminal import Terminal
from tutor.content.course import Course, Lesson
from tutor.content.quiz import load_quiz
from tutor.quiz.session import shuffled
from tutor.quiz.text import one_line
from tutor.store import Record

ENOUGH = 24
"""Letters of a prompt that tell questions apart on the screen."""


class Learner:
    """Drives ``tutor`` as a person would; :meth:`quit` and :meth:`start` may come at any time."""

    def __init__(self, course: Course, home: Path, record: Path) -> None:
        self.course, self.home, self.record = course, home, record
        self.terminal = self._new()

    def _new(self) -> Terminal:
        editor = f"{sys.executable} -m tests.e2e.solver"
        return Terminal(home=self.home, columns=110, lines=40, EDITOR=editor, VISUAL=editor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.terminal.process.close(force=True)

    def start(self) -> None:
        """Open the app again."""
        self.terminal = self._new()
        self.terminal.wait_for("What next")

    def quit(self) -> None:
        """Leave, from wherever one is, and say yes if asked."""
        self.terminal.press("ctrl+c")
        self.terminal.wait_until(lambda text: not self.terminal.process.isalive() or "Quit?" in text, "leaving")
        if self.terminal.process.isalive():
            self.terminal.press("y")
        assert self.terminal.wait_to_end() == 0

    def shows(self, words: str) -> bool:
        """Whether the screen shows ``words``, over line ends too."""
        return words in " ".join(self.terminal.text.split())

    def wait(self, words: str) -> None:
        """Wait until the screen shows ``words``."""
        self.terminal.wait_until(lambda _: self.shows(words), f"waiting for {words!r}")

    # -- reading -------------------------------------------------------------------------------------------

    def go(self, name: str, about: str) -> None:
        """Go anywhere by its name, through the command palette; ``about`` is what that says of it."""
        self.terminal.press("ctrl+p")
        self.wait("Search for commands")
        self.terminal.press(*name)
        self.terminal.wait_until(lambda _: self.shows(about) and not self.shows("Search for"), f"{name} in the palette")
        self.terminal.press("enter")

    def open(self, lesson: Lesson) -> None:
        """Go to a lesson by its name."""
        self.go(f"Read: {lesson.title}", lesson.goal[:30])
        self.wait(f"of {len(lesson.sections)}")

    def read(self, lesson: Lesson, first: int = 1, last: int | None = None) -> None:
        """Read sections ``first`` to ``last``, by number, turning the pages."""
        end = last or len(lesson.sections)
        for number in range(first, end + 1):
            self.wait(f"section {number} of {len(lesson.sections)}")
            if number < end:
                self.terminal.press("right")
            elif last is None:
                self.terminal.press("end")  # a section counts as read once its last line was in sight

    def back_to_map(self) -> None:
        """Out of everything."""
        self.go("Course map", "Back to the start")
        self.wait("What next")

    # -- labs ----------------------------------------------------------------------------------------------

    def pass_lab(self, lab: str) -> None:
        """Train a lab with its default knobs until it passes."""
        self.go(f"({lab})", self.course.lab_abouts[lab][:30])
        self.terminal.wait_for("Untrained")
        self.terminal.press("+", "+", "space")
        self.terminal.wait_for("✓ Passed")
        self.terminal.press("escape")
        self.wait("What next")  # a key that follows at once would be read together with it

    # -- quizzes -------------------------------------------------------------------------------------------

    def open_quiz(self, lesson: Lesson) -> None:
        """Begin or go on with a lesson's quiz."""
        self.go(f"Quiz: {lesson.title}", "Answer its questions")
        self.terminal.wait_until(lambda text: "question " in text or "Go on where" in text, "the quiz")

    def take_quiz(self, lesson: Lesson, most: int = 1000) -> int:
        """Answer at most ``most`` questions rightly; returns how many were answered."""
        questions = load_quiz(lesson.id, self.course.quizzes).questions
        left = [question for question in questions if question.id not in self._answered(lesson)]
        for _ in range(min(most, len(left))):
            question = self._asked(left)
            self._answer(lesson, question)
            left.remove(question)
            self._go_on()
        return min(most, len(questions))

    def _answered(self, lesson: Lesson) -> set[str]:
        with Record.open(self.record) as record:
            attempt = record.open_attempt(lesson.id)
        return {given.question for given in attempt.answers} if attempt else set()

    def _seed(self, lesson: Lesson) -> int | None:
        """The seed of the quiz under way; None before its first answer."""
        with Record.open(self.record) as record:
            attempt = record.open_attempt(lesson.id)
        return attempt.seed if attempt else None

    def _asked(self, left: list[Question]) -> Question:
        """The question on the screen, ready for an answer."""
        found: list[Question] = []

        def there(_: str) -> bool:
            found[:] = [q for q in left if self.shows(one_line(q.prompt)[:ENOUGH])]
            return bool(found) and "Enter Next" not in self.terminal.text

        self.terminal.wait_until(there, "a question")
        return max(found, key=lambda q: self._agreement(one_line(q.prompt)))

    def _agreement(self, prompt: str) -> int:
        """How many words of ``prompt`` the screen shows in a row from its beginning."""
        words = prompt.split()
        return next((n for n in range(len(words), 0, -1) if self.shows(" ".join(words[:n]))), 0)

    def _answer(self, lesson: Lesson, question: Question) -> None:
        seed = self._seed(lesson)
        if isinstance(question, Code):
            self.terminal.press("f4")
            self.terminal.wait_until(lambda _: not self.shows("..."), "the solution in the editor")
            self.terminal.press("f5")
        elif seed is None:
            self.terminal.press(*self._first_keys(question), "enter")
        else:
            self.terminal.press(*keys_for(question, seed), "enter")

    def _first_keys(self, question: Question) -> list[str]:
        """Before the first answer nobody outside knows how choices are shuffled: any answer will do."""
        right = reference(question)
        if isinstance(question, Single | Several | Spot):
            return ["1"]
        if isinstance(question, Order):
            return ["home", "1"]  # what nobody touched is no answer
        return list(right) if isinstance(right, str) else []

    def _go_on(self) -> None:
        """Read the verdict and turn to what follows: a question, the end of a portion, or the result."""
        self.terminal.wait_for("Enter Next", within=90)
        self.terminal.press("enter")
        self.terminal.wait_until(lambda text: "Enter Next" not in text, "what follows")
        if self.shows("A good place to rest"):
            self.terminal.press("enter")
            self.terminal.wait_until(lambda _: not self.shows("A good place to rest"), "the next question")


def keys_for(question: Question, seed: int) -> list[str]:
    """The keys that give the right answer, with choices shuffled by ``seed``."""
    right, shown = reference(question), shuffled(question, seed)
    match question:
        case Single():
            return [str(shown.index(str(right)) + 1)]
        case Several():
            return [str(shown.index(text) + 1) for text in right]
        case Predict():
            return [str(shown.index(right[0]) + 1)]
        case Spot():
            return ["down"] * (shown.index(str(right)) + 1)
        case Match():
            assert isinstance(right, list)
            chosen = chosen_rights(question, right)
            return [str(shown.index(chosen[pair.left]) + 1) for pair in question.pairs]
        case Order():
            keys: list[str] = []
            for place, text in enumerate(right):
                keys += ["home", *["down"] * shown.index(text), str(place + 1)]
                shown.insert(place, shown.pop(shown.index(text)))
            return keys
    return list(str(right))
