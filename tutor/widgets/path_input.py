"""A line to type the path of a file in, which offers how it may go on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

MOST = 5_000
"""Entries of a folder that are looked at: a larger one offers the first of them."""


def completed(typed: str, suffixes: tuple[str, ...]) -> str | None:
    """How a path may go on: the first folder or file with one of ``suffixes`` that begins so; None if there is none."""
    if not typed:
        return None
    folder, slash, start = typed.replace(os.sep, "/").rpartition("/")
    try:
        place = Path(folder + slash).expanduser() if slash else Path()
        entries = sorted(entry for entry, _ in zip(place.iterdir(), range(MOST), strict=False))
        fitting = [
            entry.name + ("/" if entry.is_dir() else "")
            for entry in entries
            if entry.name.lower().startswith(start.lower())
            and (entry.is_dir() or entry.suffix.lower() in suffixes)
            and (start.startswith(".") or not entry.name.startswith("."))
        ]
    except (OSError, ValueError, RuntimeError):  # no such folder, not ours, or no such home
        return None
    best = min(fitting, key=lambda name: (name.endswith("/"), name), default=None)
    return None if best is None else typed[: len(typed) - len(start)] + best


class _Paths(Suggester):
    def __init__(self, suffixes: tuple[str, ...]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.suffixes = suffixes

    async def get_suggestion(self, value: str) -> str | None:
        """The path that ``value`` may become."""
        return completed(value, self.suffixes)


class PathInput(Input):
    """Tab or → takes what is offered, shown dim; Tab with nothing on offer goes on to the next widget."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    def __init__(self, value: str, suffixes: tuple[str, ...], placeholder: str) -> None:
        super().__init__(value, placeholder=placeholder, suggester=_Paths(suffixes), select_on_focus=False)
        self.suffixes = suffixes

    def action_complete(self) -> None:
        """Take what is offered."""
        offered = completed(self.value, self.suffixes)
        if offered is None or offered == self.value:
            self.screen.focus_next()
        else:
            self.value = offered
            self.cursor_position = len(offered)
