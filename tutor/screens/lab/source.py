"""The code of a lab, exactly the file that runs."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tutor.actions import Action
from tutor.screens.dialog import Dialog, leaving


class SourceScreen(Dialog[None]):
    """A Python file with line numbers and colours, read when the screen opens."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("left,h", "scroll('page_left')", "Sideways", "Show the beginning of long lines.", key_display="← →"),
        Action("right,l", "scroll('page_right')", "Right", "Show the end of long lines.", show=False),
        Action("j", "scroll('down')", "Down", "A line down.", show=False),
        Action("k", "scroll('up')", "Up", "A line up.", show=False),
        Action("space", "scroll('page_down')", "Page", "A page down.", show=False),
    )
    BINDINGS = leaving("c,enter", *ACTIONS)
    DEFAULT_CSS = """
    SourceScreen {
        & > Frame { width: 130; height: 100%; margin: 1; padding: 0; overflow: auto; scrollbar-size: 1 1; }
        & Horizontal { width: auto; height: auto; }
        & #numbers { width: 5; color: $text-disabled; text-align: right; padding-right: 1; }
        & #code { width: auto; padding-right: 1; text-wrap: nowrap; }
    }
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file, self.title = file, f"{file.name}: this very code is running"

    def body(self) -> ComposeResult:
        try:
            code = self.file.read_text(encoding="utf-8")
        except OSError as error:
            code = f"# {self.file.name} cannot be read: {error.strerror}"
        lines = code.splitlines()
        numbers = "\n".join(str(n) for n in range(1, len(lines) + 1))
        with Horizontal():
            yield Static(numbers, id="numbers", markup=False)
            yield Static(coloured(code), id="code")


COLOURS = {
    "Comment": "$text-muted italic",
    "Keyword": "$text-accent",
    "Keyword.Constant": "$text-warning",
    "Literal.Number": "$text-warning",
    "Literal.String": "$text-success",
    "Name.Builtin": "$text-secondary",
    "Name.Builtin.Pseudo": "$text",
    "Name.Class": "$text-primary",
    "Name.Decorator": "$text-secondary",
    "Name.Function": "$text-primary",
    "Operator.Word": "$text-accent",
}
"""What has a colour in code, the same as in the editor: nothing is underlined, as links are."""


def coloured(code: str) -> Content:
    """Python with its syntax coloured, in the theme's colours."""
    from textual.highlight import HighlightTheme, highlight

    styles = {token: COLOURS.get(str(token).removeprefix("Token."), "") for token in HighlightTheme.STYLES}
    return highlight(code, language="python", theme=type("Colours", (HighlightTheme,), {"STYLES": styles}))
