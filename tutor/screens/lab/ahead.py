"""What the keys of a lab need is imported while the learner looks at the net, not when one is pressed first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

WANTED = (
    "tutor.pointing",
    "tutor.pointing.loss_code",
    "tutor.screens.help",
    "tutor.screens.line",
    "tutor.screens.settings",
    "tutor.screens.share",
    "tutor.screens.sweep_setup",
    "tutor.screens.told",
    "tutor.screens.lab.health",
    "tutor.screens.lab.nets",
    "tutor.screens.lab.presets",
    "tutor.screens.lab.share",
    "tutor.screens.lab.source",
    "tutor.screens.lab.stops",
)


def prepare_for(lab: Path) -> Callable[[], None]:
    """What imports all of it, one by one, and colours the lab's code: for a thread, so that no key waits for it."""

    def prepare() -> None:
        for name in WANTED:
            import_module(name)
        from tutor.screens.lab.source import coloured

        with suppress(OSError):
            coloured(lab.read_text(encoding="utf-8"))

    return prepare
