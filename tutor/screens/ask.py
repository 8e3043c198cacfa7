"""A short question over the screen below, answered by a key, the arrows or the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from tutor.screens.dialog import ChoiceDialog, Choices
from tutor.widgets.hanging import Hanging

if TYPE_CHECKING:
    from tutor.app import TutorApp


CHANGED = "changed"
"""The result of a question that went away because there is nothing left to ask so."""
GLANCE = 0.25
"""Seconds between two looks at whether a question still holds."""


@dataclass(frozen=True)
class Answer:
    """One possible answer: its name in the program, the key that gives it, and what the learner reads."""

    name: str
    key: str
    text: str


class AskScreen(ChoiceDialog):
    """Shows a question and its answers; returns the chosen answer's name, or None for Escape.

    What is asked may be over while it is asked: then ``still`` says so, and the question goes away, with ``CHANGED``.

    Its frame is unlike that of all other dialogs: over a list of much the same shape one sees that something is asked.
    """

    TITLE = "Your choice"
    DEFAULT_CSS = "AskScreen > Frame { border: double $primary; }"

    def __init__(
        self, question: str, answers: Sequence[Answer], detail: str = "", still: Callable[[], bool] | None = None
    ) -> None:
        super().__init__()
        self.question, self.answers, self.detail, self.still = question, tuple(answers), detail, still

    def on_mount(self) -> None:
        """Begin to look whether it still holds."""
        super().on_mount()
        if self.still is not None:
            self.set_interval(GLANCE, self.look)

    def look(self) -> None:
        """Go away if there is nothing left to ask so."""
        if self.is_current and self.still is not None and not self.still():
            self.dismiss(CHANGED)

    def body(self) -> ComposeResult:
        yield Static(self.question, classes="lead", markup=False)
        if self.detail:
            yield Static(self.detail, classes="note below", markup=False)
        yield Choices(*(Option(_line(answer), id=answer.name) for answer in self.answers), classes="below")

    def on_key(self, event: events.Key) -> None:
        """An answer's own key."""
        for answer in self.answers:
            if event.key == answer.key:
                event.stop()
                self.dismiss(answer.name)


def _line(answer: Answer) -> Hanging:
    """The key and the text."""
    return Hanging(Content.assemble((answer.key, "bold $text-accent"), "  "), Content(answer.text))


def choose_lab(app: TutorApp, labs: Sequence[str]) -> None:
    """Open the only lab, ask which of several, or say that there is none."""
    if not labs:
        app.notify("This lesson has no lab.")
    elif len(labs) == 1:
        app.open_lab(labs[0])
    else:
        answers = [Answer(lab, str(number), app.course.lab_titles[lab]) for number, lab in enumerate(labs, 1)]
        app.push_screen(AskScreen("Which lab?", answers), lambda lab: app.open_lab(lab) if lab else None)
