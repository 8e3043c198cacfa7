"""Text snapshots of whole screens: what a terminal would show, cell by cell, without colours."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from textual.app import App

FOLDER = Path(__file__).parent / "snapshots"


def screen_text(app: App[Any]) -> str:
    """The screen's cells as lines, trailing blanks removed."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def check_snapshot(app: App[Any], name: str) -> None:
    """Compare the screen with ``snapshots/NAME.txt``; UPDATE_SNAPSHOTS=1 writes it instead."""
    file = FOLDER / f"{name}.txt"
    shown = screen_text(app)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(shown, encoding="utf-8")
    assert file.exists(), f"no snapshot {file.name}: look at the screen, then run with UPDATE_SNAPSHOTS=1"
    assert shown == file.read_text(encoding="utf-8")
