"""All knobs of a lab under each other, what the focused one does, and settings worth trying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.style import Style
from textual.widgets import Static

from engine.commands import KnobValue
from engine.lab import Knob, Number, Preset
from engine.words import words
from tutor.widgets.knob import KnobWidget
from tutor.widgets.travel import text_of

LABEL = 14
"""The most cells a knob's name takes when it stands before its slider."""


class KnobHelp(Static):
    """What the focused knob does. It has the rows of the longest help, so that nothing moves from knob to knob."""

    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self, knobs: Sequence[Knob]) -> None:
        super().__init__("", id="knob-help")
        self.knobs = knobs
        self.knob: Knob | None = None
        self._rows = (0, 0)

    def tell(self, knob: Knob) -> None:
        """Show the help of ``knob``."""
        if knob is not self.knob:
            self.knob = knob
            self.update(knob_help(knob), layout=False)

    def rows(self, width: int) -> int:
        """How many rows the longest help takes at ``width``."""
        if self._rows[0] != width:
            self._rows = width, max((knob_help(knob).get_height({}, width) for knob in self.knobs), default=0)
        return self._rows[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The rows of the longest help."""
        return self.rows(width)


class KnobPanel(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The knobs. :meth:`show` sets their values.

    ``tall`` gives each two rows and shows the presets. ``long`` is for so many that the panel has to scroll: a row
    each, and what the focused one does stays in sight.
    A scroll view's own keys are left out: ↑ and ↓ go from knob to knob also where the panel could scroll.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KnobPanel {
        scrollbar-size-vertical: 1;
        & #knob-help { color: $text-muted; padding: 0 1 0 2; height: auto; }
        & #presets, & #hidden {
            display: none; height: auto; padding: 1 1 0 2;
            link-color: $text-accent; link-style: bold; link-style-hover: bold underline;
        }
        &.long #knob-help { dock: bottom; background: $background; padding-top: 1; }
        &.tall KnobWidget { height: 2; margin-bottom: 1; }
        &.tall #presets, &.long #presets { display: block; }
    }
    """

    def __init__(
        self,
        knobs: Sequence[Knob],
        values: Mapping[str, KnobValue],
        presets: Sequence[Preset],
        hidden: Sequence[str] = (),
    ) -> None:
        super().__init__(id="knobs")
        width = min(LABEL, max((len(knob.name) for knob in knobs), default=1))
        self.widgets = {knob.name: KnobWidget(knob, values[knob.name], width) for knob in knobs}
        self.presets, self.hidden = presets, hidden
        self._last = next((name for name in self.widgets if name not in hidden), "")

    def compose(self) -> ComposeResult:
        yield from self.widgets.values()
        yield KnobHelp([widget.knob for widget in self.widgets.values()])
        yield Static(id="hidden")
        yield Static(presets_text(self.presets), id="presets")

    def on_mount(self) -> None:
        if self.hidden:
            self.hide(self.hidden, self.presets)
        self.take_focus()

    def hide(self, names: Sequence[str], presets: Sequence[Preset]) -> None:
        """Show all knobs but these, with a line that says so, and the ``presets`` that turn none of them."""
        self.hidden = names
        for name, widget in self.widgets.items():
            widget.display = name not in names
        told = self.query_one("#hidden", Static)
        told.display = bool(names)
        told.update(hidden_text(len(names)))
        self.query_one("#presets", Static).update(presets_text(presets))

    @property
    def shown(self) -> list[KnobWidget]:
        """The knobs that are not hidden."""
        return [widget for name, widget in self.widgets.items() if name not in self.hidden]

    def take_focus(self) -> None:
        """Focus the knob that had it last, at first the first."""
        if self._last in self.widgets and self._last not in self.hidden:
            self.screen.set_focus(self.widgets[self._last], scroll_visible=False)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what the focused knob does."""
        if isinstance(event.widget, KnobWidget):
            self._last = event.widget.knob.name
            self.query_one(KnobHelp).tell(event.widget.knob)

    def show(self, values: Mapping[str, KnobValue], stale: Sequence[str]) -> None:
        """Set all knobs, and mark those the net has to be rebuilt for."""
        for name, widget in self.widgets.items():
            widget.set_value(values[name], name in stale)

    def move_focus(self, down: bool) -> None:
        """Focus the next or previous knob, round and round."""
        every = self.shown
        here = next((i for i, widget in enumerate(every) if widget is self.screen.focused), -1 if down else 0)
        if every:
            # At once, and its help too: all that changes is then painted together.
            widget = every[(here + (1 if down else -1)) % len(every)]
            self.screen.set_focus(widget)
            self.query_one(KnobHelp).tell(widget.knob)

    @property
    def rows(self) -> int:
        """How many rows all of it takes when flat, the help included."""
        return len(self.shown) + 4 + 2 * bool(self.hidden)


def hidden_text(count: int) -> Content:
    """How many knobs are not shown, and how to get them."""
    click = Style.from_meta({"@click": "screen.show_knobs"})
    return Content.assemble(f"+{count} set by the code: ", Content.styled("k", "bold $text-accent").stylize(click))


def knob_help(knob: Knob) -> Content:
    """What a knob does, its range, and when a change takes hold."""
    span = ""
    if isinstance(knob, Number):
        span = f" {text_of(knob.low)} to {text_of(knob.high)}{' ' + knob.unit if knob.unit else ''}."
    when = "Works at once." if knob.live else "Rebuilds the net."
    return Content.assemble(Content(knob.help), Content(span), " ", Content.styled(when, "$text-muted italic"))


def presets_text(presets: Sequence[Preset]) -> Content:
    """Each preset by name, with the reason to try it; a click takes it."""
    if not presets:
        return Content("")
    lines = [Content.styled("Worth trying (p)", "bold")]
    for place, preset in enumerate(presets):
        click = Style.from_meta({"@click": f"screen.preset({place})"})
        name = Content.styled(preset.name, "$text-accent").stylize(click)
        lines.append(Content.assemble(name, "\n", Content.styled(preset.why, "$text-muted")))
    return Content("\n").join(lines)


def preset_changes(preset: Preset) -> str:
    """The knobs a preset sets: "hidden 1, learning rate 30"."""
    return ", ".join(f"{words(name)} {words(text_of(value))}" for name, value in preset.knobs.items())
