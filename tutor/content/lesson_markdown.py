"""A lesson's section as a Textual widget: Markdown with formulas, figures and links reachable by keyboard."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.style import Style
from textual.widgets import Label, Markdown, Static
from textual.widgets._markdown import MarkdownParagraph
from textual.widgets.markdown import MarkdownBlock

from tutor.content.formulas import display
from tutor.content.held import break_at_spaces_only, held
from tutor.content.markup import FIGURE, FORMULA, parser

if TYPE_CHECKING:
    from markdown_it.token import Token
    from textual.app import ComposeResult
    from textual.await_complete import AwaitComplete
    from textual.events import Resize


break_at_spaces_only()


class Prose(MarkdownParagraph):
    """A paragraph whose formulas stay on one line."""

    def _token_to_content(self, token: Token) -> Content:
        told = super()._token_to_content(token)
        return Content(held(told.plain), list(told.spans))


class Drawing(MarkdownBlock):
    """Characters that must stay where they are: never wrapped, scrolled sideways where the screen is too narrow."""

    DEFAULT_CSS = """
    Drawing {
        margin: 0 0 1 0;
        padding: 0 0 0 4;
        height: auto;
        overflow: auto hidden;
        scrollbar-size-horizontal: 1;
        & > Label {
            width: auto;
        }
        &:focus {
            background-tint: $foreground 5%;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "scroll_left", "Scroll left", show=False),
        Binding("right", "scroll_right", "Scroll right", show=False),
    ]

    def __init__(self, markdown: Markdown, token: Token, text: str) -> None:
        super().__init__(markdown, token)
        self.text = text

    def compose(self) -> ComposeResult:
        yield Label(Content(self.text))

    def on_resize(self, event: Resize) -> None:
        """Take the focus only where there is something to scroll to."""
        self.can_focus = event.virtual_size.width > event.size.width


class Formula(Drawing):
    """A display formula."""

    DEFAULT_CSS = """
    Formula {
        color: $text-accent;
    }
    """


class Figure(Drawing):
    """A picture drawn in characters."""

    DEFAULT_CSS = """
    Figure {
        padding: 0 0 0 2;
        color: $text-primary;
    }
    """


@dataclass(frozen=True)
class PlacedLink:
    """A link on the screen: the text it is part of, from where to where, and its target."""

    holder: Static
    content: Content
    start: int
    end: int
    href: str


class LessonMarkdown(Markdown):
    """One section of a lesson.

    A link that is clicked or followed posts ``Markdown.LinkClicked`` with ``href`` such as "lab:xor"; nothing is
    opened here. ``select_link`` walks from link to link, ``follow_link`` follows the selected one.
    """

    def __init__(self, markdown: str | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(markdown, id=id, classes=classes, parser_factory=parser, open_links=False)
        self._selected: int | None = None
        self._links: tuple[PlacedLink, ...] | None = None

    def update(self, markdown: str) -> AwaitComplete:
        self._selected, self._links = None, None
        return super().update(markdown)

    def get_block_class(self, block_name: str) -> type[MarkdownBlock]:
        return Prose if block_name == "paragraph_open" else super().get_block_class(block_name)

    def unhandled_token(self, token: Token) -> MarkdownBlock | None:
        if token.type == FORMULA:
            return Formula(self, token, display(token.content))
        if token.type == FIGURE:
            return Figure(self, token, token.content)
        return None

    @property
    def selected_link(self) -> str | None:
        """The target of the selected link, None while none is selected."""
        return None if self._selected is None else self._placed()[self._selected].href

    def select_link(self, step: int = 1) -> str | None:
        """Select the next link (step −1: the one before), round and round. Returns its target, None without links."""
        placed = self._placed()
        if not placed:
            return None
        start = -1 if step > 0 else 0
        self._show(selected=False)
        self._selected = ((start if self._selected is None else self._selected) + step) % len(placed)
        self._show(selected=True)
        placed[self._selected].holder.scroll_visible(animate=False)
        return self.selected_link

    def follow_link(self) -> bool:
        """Post the selected link as ``Markdown.LinkClicked``; False while none is selected."""
        if (href := self.selected_link) is None:
            return False
        self.post_message(Markdown.LinkClicked(self, href))
        return True

    def _show(self, *, selected: bool) -> None:
        """Draw the selected link in reverse, or as it was."""
        if self._selected is not None:
            link = self._placed()[self._selected]
            reverse = link.content.stylize(Style(reverse=True), link.start, link.end)
            link.holder.update(reverse if selected else link.content, layout=False)

    def _placed(self) -> tuple[PlacedLink, ...]:
        """All links in reading order, once the section is on the screen."""
        if self._links is None:
            self._links = tuple(link for holder in self.query(Static) for link in _links_in(holder))
        return self._links


_ACTION = re.compile(r"link\((.*)\)", re.DOTALL)


def _links_in(holder: Static) -> Iterator[PlacedLink]:
    """The links among the spans of one text."""
    content = holder.content
    if isinstance(content, Content):
        for span in content.spans:
            meta = span.style.meta if isinstance(span.style, Style) else {}
            if action := _ACTION.fullmatch(str(meta.get("@click", ""))):
                yield PlacedLink(holder, content, span.start, span.end, ast.literal_eval(action[1]))
