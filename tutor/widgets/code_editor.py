"""A place to write Python in: indents by itself, four spaces a step, in the colours of the app's theme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.color import Color, ColorParseError
from textual.widgets import TextArea
from textual.widgets.text_area import Selection, TextAreaTheme

STEP = 4
THEME = "tutor"
TO_WRITE = re.compile(r"\.\.\.(?=\s*(#.*)?$)")
"""Dots at the end of a line, a comment aside."""

_COLOURS = {
    "text-muted": ("comment",),
    "text-success": ("string", "string.escape"),
    "text-warning": ("number", "float", "boolean", "constant.builtin"),
    "text-accent": (
        "keyword", "keyword.function", "keyword.return", "keyword.operator",
        "conditional", "repeat", "exception", "include",
    ),
    "text-primary": ("function", "method"),
    "text-secondary": ("function.builtin", "type.builtin", "attribute"),
}  # fmt: skip
"""A variable of the theme, and the parts of speech it colours; what is not named is plain."""


def theme_of(variables: Mapping[str, str]) -> TextAreaTheme:
    """The editor's colours in an app with these theme variables; a colour that cannot be read is left out."""
    styles: dict[str, Style] = {}
    for variable, parts in _COLOURS.items():
        try:
            colour = Color.parse(variables[variable])
        except (KeyError, ColorParseError):
            continue
        styles |= dict.fromkeys(parts, Style(color=colour.rich_color, italic=parts[0] == "comment" or None))
    return TextAreaTheme(name=THEME, syntax_styles=styles, cursor_style=_cursor(variables))


def _cursor(variables: Mapping[str, str]) -> Style | None:
    """The cursor is told here: what Textual reads from the style sheet while a theme changes may be neither's."""
    try:
        paper, text = (Color.parse(variables[name]) for name in ("background", "foreground"))
    except (KeyError, ColorParseError):
        return None
    return Style(color=paper.rich_color, bgcolor=text.rich_color)


class CodeEditor(TextArea):
    """Python with line numbers. Enter keeps the indentation and adds a step after a colon; Tab and Shift+Tab move
    lines by a step; Backspace takes a whole step of indentation; Escape is left to the screen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+tab", "outdent", show=False),
        Binding("backspace", "delete_left", show=False),
    ]
    DEFAULT_CSS = """
    CodeEditor {
        height: auto; min-height: 8; max-height: 18; padding: 0; background: $background;
        border: round $border-blurred; scrollbar-size: 1 1; border-subtitle-color: $text-muted;
        &:focus { border: round $primary; }
        &.-right { border: round $success; }
        &.-wrong { border: round $error; }
    }
    """

    def __init__(self, code: str) -> None:
        super().__init__(code, language="python", soft_wrap=False, show_line_numbers=True, tab_behavior="indent")
        self.indent_width = STEP

    def on_mount(self) -> None:
        """Colours, now and whenever the app's theme changes; the cursor where the writing starts."""
        self._colour()
        self.app.theme_changed_signal.subscribe(self, lambda _: self._colour())
        self.go_to_gap()

    def _colour(self) -> None:
        self.register_theme(theme_of(self.app.theme_variables))
        if self.theme == THEME:
            self._set_theme(THEME)
        else:
            self.theme = THEME
        self._forget_lines()

    def watch_cursor_blink(self) -> None:
        """A line kept from a moment when a blinking cursor was off would stay without it."""
        self._forget_lines()

    def _forget_lines(self) -> None:
        """Draw all lines anew: those that were kept look as they did."""
        self.notify_style_update()
        self.refresh()

    def go_to_gap(self) -> None:
        """Select the first "..." that stands for code, so that typing replaces it; else go to the end."""
        for row, line in enumerate(self.text.splitlines()):
            gap = TO_WRITE.search(line)
            if gap and "#" not in line[: gap.start()]:
                self.selection = Selection((row, gap.start()), (row, gap.end()))
                return
        self.move_cursor(self.document.end)

    def change(self, code: str) -> None:
        """Replace everything by ``code``; undo brings it back."""
        self.replace(code, self.document.start, self.document.end, maintain_selection_offset=False)
        self.go_to_gap()

    async def _on_key(self, event: events.Key) -> None:
        # Textual calls this first and TextArea's own after it, unless that is prevented.
        if event.key == "escape":
            event.prevent_default()  # there Escape moves the focus; here it leaves, as everywhere
        elif self.read_only:
            return
        elif event.key == "enter" or (event.key == "tab" and self.selection.start[0] != self.selection.end[0]):
            event.stop()
            event.prevent_default()
            self._new_line() if event.key == "enter" else self._shift(STEP)
        elif bound := self._bindings.key_to_bindings.get(event.key):
            # At once, in the order of typing: on its way through the screen a key is overtaken by those after it.
            event.stop()
            event.prevent_default()
            await self.run_action(bound[0].action)

    def _new_line(self) -> None:
        """Start a line below; a comment at the end of this one stays where it is."""
        indent = self._indent()
        row, column = max(self.selection)
        before, after = self.document[row][:column], self.document[row][column:]
        if self.selection.is_empty and before.strip() and after.lstrip().startswith("#"):
            self.move_cursor((row, column + len(after)))
        self._replace_via_keyboard("\n" + indent, *self.selection)

    def _indent(self) -> str:
        """What the next line starts with: this line's indentation, and one step more after a colon."""
        row, column = min(self.selection)
        before = self.document[row][:column]
        indent = before[: len(before) - len(before.lstrip())]
        return indent + " " * STEP * opens_block(before)

    def action_outdent(self) -> None:
        """Move the selected lines one step to the left."""
        if not self.read_only:
            self._shift(-STEP)

    def _shift(self, by: int) -> None:
        """Indent the selected lines by so many columns, or take away as many."""
        first, last = (row for row, _ in (min(self.selection), max(self.selection)))
        lines = [self.document[row] for row in range(first, last + 1)]
        moved = [_shifted(line, by) for line in lines]
        (start_row, start), (end_row, end) = self.selection
        self.replace("\n".join(moved), (first, 0), (last, len(lines[-1])))
        columns = [
            max(0, column + len(moved[row - first]) - len(lines[row - first]))
            for row, column in ((start_row, start), (end_row, end))
        ]
        self.selection = Selection((start_row, columns[0]), (end_row, columns[1]))

    def action_delete_left(self) -> None:
        """Backspace: within the indentation a whole step."""
        row, column = self.cursor_location
        before = self.document[row][:column]
        if self.selection.is_empty and before and not before.strip(" ") and not self.read_only:
            self._delete_via_keyboard((row, (column - 1) // STEP * STEP), (row, column))
        else:
            super().action_delete_left()


def _shifted(line: str, by: int) -> str:
    if by > 0:
        return " " * by + line if line.strip() else line
    return line[min(-by, len(line) - len(line.lstrip(" "))) :]


def opens_block(line: str) -> bool:
    """Whether a block starts after ``line``: it ends with a colon, a comment aside."""
    code = re.sub(r"""("[^"]*"|'[^']*')""", "_", line)
    return code.split("#")[0].rstrip().endswith(":")
