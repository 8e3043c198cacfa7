"""The learner's record cannot be opened: what is wrong, where it is, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.screens.ask import Answer, AskScreen

if TYPE_CHECKING:
    from tutor.store import RecordError

ASIDE = Answer("aside", "s", "Set it aside and start a new record; the file is kept")
AGAIN = Answer("again", "t", "Try again")
MEMORY = Answer("memory", "g", "Go on without it; nothing is kept this time")
DOCTOR = Answer("doctor", "d", "Look at this machine first, then ask again")
QUIT = Answer("quit", "q", "Quit and leave everything as it is")


class TroubleScreen(AskScreen):
    """Asks what to do; returns "aside", "again", "memory", "quit", or None for Escape, which means quit."""

    ESCAPE = "quits"
    DEFAULT_CSS = """
    TroubleScreen > Vertical { width: 76; border: round $warning; }
    TroubleScreen .question { color: $text-warning; }
    """

    def __init__(self, error: RecordError) -> None:
        from tutor.store.errors import RecordDamaged, RecordTooNew

        first = ASIDE if isinstance(error, (RecordDamaged, RecordTooNew)) else AGAIN
        super().__init__(f"⚠ {error.message}", (first, MEMORY, DOCTOR, QUIT), error.hint)
