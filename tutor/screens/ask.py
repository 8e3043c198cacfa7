"""A short question over the screen below, answered by a key, the arrows or the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.screens.menu import Menu

if TYPE_CHECKING:
    from tutor.app import TutorApp


@dataclass(frozen=True)
class Answer:
    """One possible answer: its name in the program, the key that gives it, and what the learner reads."""

    name: str
    key: str
    text: str


class AskScreen(ModalScreen[str | None]):
    """Shows a question and its answers; returns the chosen answer's name, or None for Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]
    ESCAPE: ClassVar[str] = "closes"
    """What Escape does, in a word."""
    DEFAULT_CSS = """
    AskScreen {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 64; max-width: 100%; height: auto; max-height: 100%;
            padding: 1 2; border: round $primary; border-subtitle-color: $text-muted; background: $surface;
        }
        & .question { text-style: bold; }
        & .detail { color: $text-muted; margin-top: 1; }
        & Menu { max-height: 12; margin-top: 1; }
    }
    """

    def __init__(self, question: str, answers: Sequence[Answer], detail: str = "") -> None:
        super().__init__()
        self.question, self.answers, self.detail = question, tuple(answers), detail

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_subtitle = f"Enter or the key chooses · Esc {self.ESCAPE}"
            yield Static(self.question, classes="question", markup=False)
            if self.detail:
                yield Static(self.detail, classes="detail", markup=False)
            yield Menu(*(Option(self._line(answer), id=answer.name) for answer in self.answers))

    @staticmethod
    def _line(answer: Answer) -> Content:
        return Content.assemble(" ", (answer.key, "bold $text-accent"), "  ", answer.text)

    def on_mount(self) -> None:
        self.query_one(Menu).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click on an answer."""
        self.dismiss(event.option_id)

    def on_key(self, event: events.Key) -> None:
        """An answer's own key."""
        for answer in self.answers:
            if event.key == answer.key:
                event.stop()
                self.dismiss(answer.name)


def choose_lab(app: TutorApp, labs: Sequence[str]) -> None:
    """Open the only lab, ask which of several, or say that there is none."""
    if not labs:
        app.notify("This lesson has no lab.")
    elif len(labs) == 1:
        app.open_lab(labs[0])
    else:
        answers = [Answer(lab, str(number), lab) for number, lab in enumerate(labs, 1)]
        app.push_screen(AskScreen("Which lab?", answers), lambda lab: app.open_lab(lab) if lab else None)
