"""Writing Python in the app: indentation by itself, and colours of the theme."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.color import Color
from textual.pilot import Pilot

from tutor import themes
from tutor.widgets.code_editor import CodeEditor, opens_block, theme_of


class Writing(App[None]):
    """An editor, and an Escape that is the app's."""

    BINDINGS = [Binding("escape", "leave")]  # noqa: RUF012
    left = 0

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def compose(self) -> ComposeResult:
        yield CodeEditor(self.code)

    def on_mount(self) -> None:
        for theme in themes.OWN:
            self.register_theme(theme)

    def action_leave(self) -> None:
        self.left += 1


@asynccontextmanager
async def writing(code: str = "") -> AsyncIterator[tuple[CodeEditor, Pilot[None]]]:
    app = Writing(code)
    async with app.run_test() as pilot:
        editor = app.query_one(CodeEditor)
        editor.focus()
        await pilot.pause()
        yield editor, pilot


async def test_enter_keeps_the_indentation_and_adds_a_step_after_a_colon() -> None:
    async with writing() as (editor, pilot):
        await pilot.press(*"def", "space", *"f", "left_parenthesis", "right_parenthesis", "colon", "enter")
        await pilot.press(*"if", "space", *"x", "colon", "enter", *"y", "enter", *"z")
        assert editor.text == "def f():\n    if x:\n        y\n        z"


async def test_enter_in_the_middle_of_a_line_takes_the_rest_along() -> None:
    async with writing("    a = 1; b = 2") as (editor, pilot):
        editor.move_cursor((0, 11))
        await pilot.press("enter")
        assert editor.text == "    a = 1; \n    b = 2"


async def test_enter_leaves_the_comment_at_the_end_of_the_line_alone() -> None:
    async with writing("    a = 1  # why\n    # alone") as (editor, pilot):
        editor.move_cursor((0, 9))
        await pilot.press("enter", "b")
        assert editor.text == "    a = 1  # why\n    b\n    # alone"
        editor.move_cursor((2, 4))
        await pilot.press("enter")
        assert editor.text == "    a = 1  # why\n    b\n    \n    # alone"


async def test_keys_count_in_the_order_they_were_typed_however_fast() -> None:
    """A burst, as a terminal sends it: nothing waits until the key before has been worked off."""
    async with writing("    ") as (editor, pilot):
        for key, character in [("a", "a"), ("b", "b"), ("backspace", None), ("c", "c"), ("left", None), ("d", "d")]:
            editor.post_message(events.Key(key, character))
        await pilot.pause()
        assert editor.text == "    adc"


async def test_tab_goes_to_the_next_stop_and_backspace_back() -> None:
    async with writing("ab") as (editor, pilot):
        editor.move_cursor((0, 0))
        await pilot.press("tab", "tab", "backspace", "space", "backspace")
        assert editor.text == "    ab"
        await pilot.press("backspace", "backspace")
        assert editor.text == "ab"
        await pilot.press("right", "tab")
        assert editor.text == "a   b"
        await pilot.press("backspace")
        assert editor.text == "a  b"


async def test_selected_lines_move_together_and_nothing_of_them_is_lost() -> None:
    async with writing("a\n  b\n\nc\n") as (editor, pilot):
        editor.move_cursor((0, 0))
        await pilot.press("shift+down", "shift+down", "shift+down", "shift+right", "tab")
        assert editor.text == "    a\n      b\n\n    c\n"
        await pilot.press("shift+tab", "shift+tab")
        assert editor.text == "a\nb\n\nc\n"
        assert editor.selected_text == "a\nb\n\nc"
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert editor.text == "a\n  b\n\nc\n"


@pytest.mark.parametrize("line", ["    {}", "    y = {}", "    {}  # the sum", "    y += {}  # and so on ..."])
async def test_the_first_thing_typed_replaces_what_is_to_be_written(line: str) -> None:
    start = "def f(x):\n    # a comment ...\n"
    async with writing(start + line.format("...") + "\n    return ...\n") as (editor, pilot):
        await pilot.press("1")
        assert editor.text == start + line.format("1") + "\n    return ...\n"


async def test_escape_is_left_to_the_screen() -> None:
    async with writing("a") as (editor, pilot):
        await pilot.press("escape", "b")
        assert editor.text == "ab" and pilot.app.left == 1  # type: ignore[attr-defined]


async def test_a_replaced_text_comes_back_by_undo() -> None:
    async with writing("one") as (editor, pilot):
        editor.change("two\n    ...")
        await pilot.press("x")
        assert editor.text == "two\n    x"
        await pilot.press("ctrl+z", "ctrl+z")
        assert editor.text == "one"


async def test_code_is_coloured_and_follows_the_theme() -> None:
    async with writing("def f(): # why\n    return 1\n") as (editor, pilot):
        for theme in themes.OWN:
            pilot.app.theme = theme.name
            await pilot.pause()
            colours = {segment.text.strip(): segment.style for segment in editor.render_line(0) if segment.style}
            shown = [style.color.get_truecolor() for text, style in colours.items() if text == "def" and style.color]
            assert shown == [Color.parse(pilot.app.theme_variables["text-accent"]).rich_color.get_truecolor()]


def test_colours_that_cannot_be_read_are_left_out() -> None:
    theme = theme_of({"text-accent": "#ff0000", "text-muted": "auto 60%", "text-success": "ansi_green"})
    assert set(theme.syntax_styles) >= {"keyword", "string"} and "comment" not in theme.syntax_styles


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("for x in y:", True),
        ("if x:  # why: because", True),
        ("x = 'a:'", False),
        ("x = {'#': 1,  # a:", False),
        ("if x == '#':", True),
        ("# note:", False),
        ("", False),
    ],
)
def test_a_colon_opens_a_block_unless_it_is_in_a_text_or_a_comment(line: str, opens: bool) -> None:
    assert opens_block(line) is opens
