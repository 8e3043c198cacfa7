"""The learner's record cannot be opened: what is wrong, where it is, and the ways on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from tutor.actions import Action
from tutor.screens.ask import Answer, AskScreen
from tutor.screens.dialog import LEAVE

if TYPE_CHECKING:
    from tutor.store import RecordError

ASIDE = Answer("aside", "s", "Set it aside and start a new record; the file is kept")
AGAIN = Answer("again", "t", "Try again")
MEMORY = Answer("memory", "g", "Go on without it; nothing is kept this time")
DOCTOR = Answer("doctor", "d", "Look at this machine first, then ask again")
QUIT = Answer("quit", "q", "Quit and leave everything as it is")


class TroubleScreen(AskScreen):
    """Asks what to do; returns "aside", "again", "memory", "quit", or None for Escape, which means quit."""

    LEAVES: ClassVar[Action] = replace(LEAVE, label="Quit")
    DEFAULT_CSS = """
    TroubleScreen > Frame { width: 76; border: double $warning; }
    TroubleScreen .lead { color: $text-warning; }
    """

    def __init__(self, error: RecordError) -> None:
        from tutor.store.errors import RecordDamaged, RecordTooNew

        first = ASIDE if isinstance(error, (RecordDamaged, RecordTooNew)) else AGAIN
        super().__init__(f"⚠ {error.message}", (first, MEMORY, DOCTOR, QUIT), error.hint)

    def lost(self) -> bool:
        """Everything: leaving quits, which is more than a stray click may do."""
        return True
