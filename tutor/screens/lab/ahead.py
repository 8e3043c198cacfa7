"""What the keys of a lab need is imported while the learner looks at the net, not when one is pressed first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.content.errors import ContentError

if TYPE_CHECKING:
    from tutor.content.course import Course

WANTED = (
    "tutor.screens.help",
    "tutor.pointing",
    "tutor.pointing.loss_code",
    "tutor.screens.told",
    "tutor.screens.lab.health",
    "tutor.screens.lab.presets",
    "tutor.screens.lab.source",
    "tutor.screens.lab.stops",
    "tutor.screens.lab.share",
    "tutor.screens.lab.nets",
    "tutor.screens.sweep_setup",
    "tutor.screens.weights",
    "tutor.screens.settings",
    "tutor.screens.share",
    "tutor.screens.export",
    "tutor.screens.runs",
    "tutor.screens.search",
    "tutor.screens.glossary",
    "tutor.palette",
    "tutor.screens.jump",
    "tutor.screens.report",
    "tutor.screens.lesson",
)
"""What is pressed sooner comes first."""


def prepare_for(lab: Path, course: Course) -> Callable[[], None]:
    """What imports all of it, one by one, and reads what is shown there: for a thread, so that no key waits for it."""

    def prepare() -> None:
        for name in WANTED:
            import_module(name)
        from tutor.screens.lab.source import coloured

        with suppress(OSError, ContentError):  # told to whoever opens it
            coloured(lab.read_text(encoding="utf-8"))
            course.glossary()

    return prepare
