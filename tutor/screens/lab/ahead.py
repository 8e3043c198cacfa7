"""What the keys of a lab need is imported while the learner looks at the net, not when one is pressed first."""

from __future__ import annotations

from importlib import import_module

WANTED = (
    "tutor.pointing",
    "tutor.pointing.loss_code",
    "tutor.screens.told",
    "tutor.screens.lab.health",
    "tutor.screens.lab.presets",
    "tutor.screens.lab.source",
    "tutor.screens.lab.stops",
)


def import_ahead() -> None:
    """Import all of it, one by one; on a thread, so that no key waits for it."""
    for name in WANTED:
        import_module(name)
