"""Knobs under keys and mouse; and rows that do not change are not sent again."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from engine.commands import KnobValue
from engine.lab import Choice, Knob, Number, Words
from tests.widgets.pictures import text
from tutor.widgets.ink import Ink
from tutor.widgets.knob import KnobWidget
from tutor.widgets.painted import Painted, row

RATE = Number("learning_rate", 0.1, 0.001, 100, "How far.", log=True, live=True)
UNITS = Number("hidden", 4, 1, 8, "How many.", whole=True)
FILE = Words("data", "a.csv", "Which file.")
BEND = Choice("activation", "tanh", ("tanh", "relu", "linear"), "What bends.")


class Bench(App[None]):
    """One knob of each kind; remembers what it said."""

    CSS = "KnobWidget { height: 2; } Screen { layout: vertical; }"

    def __init__(self) -> None:
        super().__init__()
        self.turned: list[tuple[str | None, KnobValue]] = []
        self.refused: list[str] = []

    def compose(self) -> ComposeResult:
        for knob in (RATE, UNITS, BEND, FILE):
            yield KnobWidget(knob, knob.default, 13)

    def on_knob_widget_turned(self, event: KnobWidget.Turned) -> None:
        """Remember."""
        self.turned.append((event.name, event.value))

    def on_knob_widget_refused(self, event: KnobWidget.Refused) -> None:
        """Remember."""
        self.refused.append(event.sentence)

    def of(self, knob: Knob) -> KnobWidget:
        """The widget of a knob."""
        return self.query_one(f"#knob-{knob.name}", KnobWidget)


async def test_arrows_turn_the_focused_knob() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        app.of(UNITS).focus()
        await pilot.press("right", "right", "left")
        assert app.turned == [("hidden", 5), ("hidden", 6), ("hidden", 5)]


async def test_a_choice_goes_round_by_keys() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        app.of(BEND).focus()
        await pilot.press("right", "enter", "right", "left")
        assert [value for _, value in app.turned] == ["relu", "linear", "tanh", "linear"]


async def test_a_value_can_be_typed() -> None:
    """Enter or a digit begins, Enter ends; letters meant for the screen stay with the number."""
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        app.of(RATE).focus()
        await pilot.press("0", "full_stop", "0", "3", "q", "enter")
        await pilot.press("enter", "5", "backspace", "7", "enter")
        await pilot.press(*("full_stop" if sign == "." else sign for sign in "0.0012345"), "enter")
        assert [value for _, value in app.turned] == [0.03, 7.0, 0.0012345]


async def test_escape_takes_back_what_was_typed() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        app.of(RATE).focus()
        await pilot.press("9", "escape", "enter", "escape")
        assert app.turned == [] and app.of(RATE).subject.value == 0.1


@pytest.mark.parametrize("typed", ["1000", "-5", "1e", "0"])
async def test_a_value_out_of_range_is_refused_with_a_reason(typed: str) -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        app.of(RATE).focus()
        await pilot.press("enter", *("minus" if c == "-" else c for c in typed), "enter")
        assert app.turned == []
        assert "learning rate must be a number from 0.001 to 100" in app.refused[0]
        await pilot.press("down")  # would end the typing
        assert app.of(RATE).subject.typing == typed and app.of(RATE).subject.wrong
        await pilot.press(*["backspace"] * len(typed), "2", "enter")
        assert app.turned == [("learning_rate", 2.0)] and len(app.refused) == 2
        await pilot.press("0", "enter", "escape")
        assert app.of(RATE).subject.typing is None and app.of(RATE).subject.value == 2.0


async def test_a_letter_amid_a_number_is_answered() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        app.of(RATE).focus()
        await pilot.press("enter", "3", "n", "enter")
        assert len(app.refused) == 1 and "Esc leaves" in app.refused[0]
        assert app.turned == [("learning_rate", 3.0)]


async def test_the_mouse_drags_the_thumb_from_end_to_end() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        knob = app.of(UNITS)
        await pilot.mouse_down(knob, offset=(2, 1))
        await pilot.hover(knob, offset=(58, 1))
        await pilot.mouse_up(knob, offset=(58, 1))
        assert [value for _, value in app.turned] == [1, 8]


async def test_a_click_on_the_name_focuses_and_turns_nothing() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.click(app.of(UNITS), offset=(4, 0))
        assert app.of(UNITS).has_focus and app.turned == []


async def test_a_click_takes_the_option_under_it() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        knob = app.of(BEND)
        place = text([knob.render_line(1)])[0].index("linear")
        await pilot.click(knob, offset=(place + 2, 1))
        assert app.turned == [("activation", "linear")]


async def test_values_from_training_move_the_slider_but_not_under_the_learners_hand() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)) as pilot:
        knob = app.of(UNITS)
        knob.set_value(6, stale=False)
        assert knob.subject.value == 6
        await pilot.mouse_down(knob, offset=(2, 1))
        knob.set_value(7, stale=False)
        assert knob.subject.value == 1
        await pilot.mouse_up(knob, offset=(2, 1))


async def test_a_knob_that_needs_a_rebuild_carries_a_sign() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)):
        knob = app.of(UNITS)
        knob.set_value(6, stale=True)
        assert knob.render_line(0).text.startswith("↻ hidden")


async def test_live_knobs_and_rebuilding_ones_have_different_thumbs() -> None:
    app = Bench()
    async with app.run_test(size=(60, 10)):
        assert "●" in app.of(RATE).render_line(1).text
        assert "■" in app.of(UNITS).render_line(1).text


class Lines(App[None]):
    """Three words, one a row."""

    def compose(self) -> ComposeResult:
        def paint(words: list[str], width: int, height: int, ink: Ink) -> list[Strip]:
            return [row((word, ink.style())) for word in words]

        yield Painted(["one", "two", "three"], paint)


async def test_only_rows_that_changed_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long run redraws many times a second; what stays the same must cost nothing."""
    app = Lines()
    async with app.run_test(size=(20, 5)) as pilot:
        widget = app.query_one(Painted)
        await pilot.pause()
        sent: list[Region] = []
        monkeypatch.setattr(widget, "refresh", lambda *regions, **_: sent.extend(regions))
        widget.show(["one", "2", "three"])
        widget.show(["one", "2", "three"])
        assert sent == [Region(0, 1, 20, 1)]


async def test_a_new_theme_repaints_in_its_colours() -> None:
    app = Lines()
    async with app.run_test(size=(20, 5)) as pilot:
        widget = app.query_one(Painted)
        before = widget.ink
        app.theme = "textual-light"
        await pilot.pause()
        assert widget.ink.paper != before.paper
        assert widget.ink.style() == next(iter(widget.render_line(0))).style


async def test_a_text_is_changed_by_typing_and_its_end_is_seen() -> None:
    """Enter begins with what stands there; letters that mean something to the screen and blanks belong to the text."""
    app = Bench()
    async with app.run_test(size=(20, 10)) as pilot:
        app.of(FILE).focus()
        await pilot.press("q", "right", "enter", "backspace", "space", "q", "z", "enter")
        assert app.turned == [("data", "a.cs qz")]
        app.of(FILE).set_value("/a/long/way/to/flats.csv", stale=False)
        await pilot.pause()
        shown = app.of(FILE).render_line(1).text
        assert shown.rstrip().endswith("to/flats.csv") and "…" in shown
        await pilot.press("enter", *["backspace"] * 24, "enter")
        assert app.turned[-1] == ("data", "")
