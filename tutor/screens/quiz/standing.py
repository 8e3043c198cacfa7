"""What both the quiz screen and its parts ask many times for each key line: which page stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from textual.widget import Widget


class PagedScreen(TutorScreen):
    """A screen that shows one page at a time."""

    standing: Widget | None = None
    """The page: a question, a rest, the result; None before the first. A field, as a query takes long."""
