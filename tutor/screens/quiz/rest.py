"""The pause after a portion of a long quiz: how far one is, and that stopping loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from tutor.quiz.session import QuizSession


class RestPage(VerticalScroll):
    """Enter goes on, Esc stops for today."""

    DEFAULT_CSS = """
    RestPage {
        padding: 1 2 0 2;
        & #choice { height: auto; margin-top: 1; }
        & #choice Button { margin-right: 2; background: $panel; color: $foreground; }
        & #choice Button:focus {
            text-style: bold !important; background: $primary !important; color: $background !important;
        }
    }
    """

    @dataclass
    class Chosen(Message):
        """The learner goes on, or stops."""

        go_on: bool

    def __init__(self, session: QuizSession) -> None:
        super().__init__(can_focus=False)
        self.session = session

    def compose(self) -> ComposeResult:
        answered, total = self.session.behind, len(self.session.questions)
        right = answered - len(self.session.missed)
        yield Static(
            Content.assemble(
                ("A good place to rest\n\n", "bold"),
                f"{answered} of {total} questions answered, {right} right. {total - answered} are left.\n\n",
                (
                    "Every answer is kept. If you stop, the quiz goes on from here when you open it again.",
                    "$text-muted",
                ),
            )
        )
        with Horizontal(id="choice"):
            yield Button("Go on", variant="primary", compact=True, id="on")
            yield Button("Stop for today", compact=True, id="stop")

    def on_mount(self) -> None:
        """Enter goes on."""
        self.query_one("#on").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        self.post_message(self.Chosen(event.button.id == "on"))
