"""What a terminal would show, cell by cell, without colours; tests/screens/looks keeps it, with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import App

FOLDER = Path(__file__).parent / "snapshots"


def screen_text(app: App[Any]) -> str:
    """The screen's cells as lines, trailing blanks removed."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"
