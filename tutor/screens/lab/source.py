"""The code of a lab, exactly the file that runs."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, ScrollableContainer
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class SourceScreen(ModalScreen[None]):
    """A Python file with line numbers and colours, read when the screen opens."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,c,q,enter", "dismiss", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("left,h", "sideways(-8)", show=False),
        Binding("right,l", "sideways(8)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(1)", show=False),
    ]
    DEFAULT_CSS = """
    SourceScreen {
        align: center middle;
        background: $background 60%;
        & #source {
            width: 124; max-width: 100%; height: 100%; margin: 1;
            border: round $primary; border-title-color: $text-primary; border-subtitle-color: $text-muted;
            background: $surface; scrollbar-size: 1 1;
        }
        & Horizontal { width: auto; height: auto; }
        & #numbers { width: 5; color: $text-disabled; text-align: right; padding-right: 1; }
        & #code { width: auto; padding-right: 1; text-wrap: nowrap; }
    }
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file

    def compose(self) -> ComposeResult:
        try:
            code = self.file.read_text(encoding="utf-8")
        except OSError as error:
            code = f"# {self.file.name} cannot be read: {error.strerror}"
        lines = code.splitlines()
        numbers = "\n".join(str(n) for n in range(1, len(lines) + 1))
        with ScrollableContainer(id="source") as scroll:
            scroll.border_title = f"{self.file.name}: this very code is running"
            scroll.border_subtitle = "↑↓ scroll · Esc closes"
            with Horizontal():
                yield Static(numbers, id="numbers", markup=False)
                yield Static(coloured(code), id="code")

    def action_scroll(self, lines: int) -> None:
        """Move by lines."""
        self.query_one("#source").scroll_relative(y=lines, animate=False)

    def action_sideways(self, columns: int) -> None:
        """Move by columns, for long lines on a narrow terminal."""
        self.query_one("#source").scroll_relative(x=columns, animate=False)

    def action_page(self, pages: int) -> None:
        """Move by pages."""
        scroll = self.query_one("#source")
        scroll.scroll_relative(y=pages * max(1, scroll.size.height - 2), animate=False)

    def action_edge(self, last: int) -> None:
        """Go to the first or the last line."""
        scroll = self.query_one("#source")
        if last:
            scroll.scroll_end(animate=False)
        else:
            scroll.scroll_home(animate=False)


def coloured(code: str) -> Content:
    """Python with its syntax coloured, in the theme's colours."""
    from textual.highlight import highlight

    return highlight(code, language="python")
