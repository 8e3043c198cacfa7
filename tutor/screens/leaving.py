"""Quitting, with a question where something would be cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.screens.ask import Answer, AskScreen
from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from tutor.app import TutorApp

ANSWERS = (Answer("yes", "y", "Quit"), Answer("no", "n", "Stay"))


class LeaveScreen(AskScreen):
    """Asks whether to quit. Asking to quit once more means yes."""


def leave(app: TutorApp) -> None:
    """Quit, unless a screen has something unfinished and the learner wants to stay."""
    question = next((screen.unfinished() for screen in reversed(app.screen_stack) if _unfinished(screen)), "")
    if isinstance(app.screen, LeaveScreen) or not question:
        app.exit()
    else:
        app.push_screen(LeaveScreen(question, ANSWERS), lambda answer: app.exit() if answer == "yes" else None)


def _unfinished(screen: object) -> bool:
    return isinstance(screen, TutorScreen) and bool(screen.unfinished())
