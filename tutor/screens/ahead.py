"""What the learner does next and what is due, each with its key: at the top of the map and of the progress page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

INDENT = 14


class Way(NamedTuple):
    """Something to do: its key, the screen's action, its name in a word or two, and a sentence."""

    key: str
    action: str
    name: str
    sentence: str


class Ahead(Widget):
    """Draws the ways, their sentences one below the other; a click on one is its key."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Ahead { height: auto; pointer: pointer; }
    """
    ways: reactive[tuple[Way, ...]] = reactive((), layout=True)
    waiting: reactive[str] = reactive("", layout=True)
    """What is shown before there is a way."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(list(lines(self.ways, width))))

    def render(self) -> RenderResult:
        if not self.ways:
            return Content.styled(self.waiting, "$text-muted")
        return Content("\n").join(lines(self.ways, self.size.width))

    async def on_click(self, event: events.Click) -> None:
        """Do what that line says; beside the lines, what the first one does."""
        if self.ways:
            await self.screen.run_action(event.style.meta.get("action", self.ways[0].action))


def lines(ways: Sequence[Way], width: int) -> Iterator[Content]:
    """The ways in lines of ``width`` columns."""
    for way in ways:
        head = f"{way.key}  {way.name}".ljust(INDENT)
        click = Style.from_meta({"action": way.action})
        for number, text in enumerate(wrap(way.sentence, max(20, width - INDENT)) or [""]):
            line = Content.assemble((" " * INDENT if number else head, "bold $text-accent"), text)
            yield line.pad_right(max(0, width - line.cell_length)).stylize(click)
