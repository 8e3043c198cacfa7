"""The code of a lab, exactly the file that runs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from tutor.actions import Action
from tutor.screens.dialog import Dialog, leaving


class SourceScreen(Dialog[None]):
    """The ``code`` of a Python file, as :func:`text_of` reads it, with line numbers and colours."""

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
    }
    """

    def __init__(self, file: Path, code: str) -> None:
        super().__init__()
        self.file, self.code, self.title = file, code, f"{file.name}: this very code is running"

    def body(self) -> ComposeResult:
        yield Listing(self.code)


def text_of(file: Path) -> str:
    """What stands in ``file`` now, or a comment that says why it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        return f"# {file.name} cannot be read: {error.strerror}"


class Listing(Widget):
    """Code with the numbers of its lines; only those in sight are drawn."""

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    Listing { width: auto; height: auto; }
    """

    def __init__(self, code: str) -> None:
        super().__init__()
        self.lines = [
            Content.assemble((f"{number:>4} ", "$text-disabled"), line, " ")
            for number, line in enumerate(coloured(code).split("\n", allow_blank=True), 1)
        ]
        self.longest = max(line.cell_length for line in self.lines)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self.longest

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines)

    def render_line(self, y: int) -> Strip:
        """The line of code ``y``, from 0."""
        if y >= len(self.lines):
            return Strip.blank(self.size.width, self.rich_style)
        return Visual.to_strips(self, self.lines[y], self.size.width, 1, self.visual_style, pad=True)[0]


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


@lru_cache(maxsize=8)
def coloured(code: str) -> Content:
    """Python with its syntax coloured, in the theme's colours."""
    from textual.highlight import HighlightTheme, highlight

    styles = {token: COLOURS.get(str(token).removeprefix("Token."), "") for token in HighlightTheme.STYLES}
    return highlight(code, language="python", theme=type("Colours", (HighlightTheme,), {"STYLES": styles}))
