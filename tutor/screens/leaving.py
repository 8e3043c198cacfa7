"""Quitting, with a question where something would be cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.screens.ask import CHANGED, Answer, AskScreen
from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from tutor.app import TutorApp

ANSWERS = (Answer("yes", "y", "Quit"), Answer("no", "n", "Stay"))


class LeaveScreen(AskScreen):
    """Asks whether to quit. Asking to quit once more means yes."""


def leave(app: TutorApp) -> None:
    """Quit, unless a screen has something unfinished and the learner wants to stay."""
    if isinstance(app.screen, LeaveScreen) or not _question(app):
        app.exit()
    else:
        _ask(app)


def _ask(app: TutorApp) -> None:
    """Ask; once what was asked about is over, ask about what is left, if anything is."""
    question = _question(app)

    def answered(answer: str | None) -> None:
        if answer == "yes":
            app.exit()
        elif answer == CHANGED and _question(app):
            _ask(app)

    app.push_screen(LeaveScreen(question, ANSWERS, still=lambda: _question(app) == question), answered)


def _question(app: TutorApp) -> str:
    """What the topmost screen with something unfinished asks; "" if there is none."""
    return next((screen.unfinished() for screen in reversed(app.screen_stack) if _unfinished(screen)), "")


def _unfinished(screen: object) -> bool:
    return isinstance(screen, TutorScreen) and bool(screen.unfinished())
