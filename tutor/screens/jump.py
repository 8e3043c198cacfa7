"""Jump keys: letters appear on everything that can be clicked or focused; typing them does what a click there would.

Where a click does something is mostly known already: what is drawn carries it (links, buttons, options), and a widget
that answers clicks by their place says so itself, with ``jump_places``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, ClassVar, Protocol, runtime_checkable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.css.styles import RulesMap
from textual.errors import NoWidget
from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import RenderOptions, Visual
from textual.widget import Widget
from textual.widgets import Button, Static

from tutor.screens.bars import KeyBar
from tutor.screens.base import Above

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""Those under the resting fingers first."""
CLICKED = ("@click", "action", "option", "milestone")
"""Names under which drawn text carries what a click on it does."""


@runtime_checkable
class Jumpable(Protocol):
    """A widget that answers clicks by their place."""

    def jump_places(self) -> Iterable[Offset]:
        """Where a click in the widget does something, counted from its content's top left corner."""


@dataclass(frozen=True)
class Spot:
    """Somewhere to jump to: its place on the screen, the widget there, and whether it is clicked or only focused."""

    place: Offset
    widget: Widget
    click: bool


def spots_of(screen: Screen[Any]) -> list[Spot]:
    """Everything in sight that can be clicked or focused, from the top down; the key line has its keys already."""
    found: dict[Offset, Spot] = {}
    taken: set[Widget] = set()
    for widget, place in [*_drawn(screen), *_told(screen)]:
        if not isinstance(widget, KeyBar):
            found.setdefault(place, Spot(place, widget, True))
            taken.add(widget)
    for widget in filter(lambda one: one.is_on_screen, screen.focus_chain):
        seen = screen.find_widget(widget).visible_region
        if widget in taken or not seen.area or any(inner in taken for inner in widget.query("*")):
            continue
        found.setdefault(seen.offset, Spot(seen.offset, widget, isinstance(widget, Button)))
    return sorted(found.values(), key=lambda spot: (spot.place.y, spot.place.x))


def _drawn(screen: Screen[Any]) -> Iterator[tuple[Widget, Offset]]:
    """Where drawn text says what a click on it does: the first character of each such piece."""
    for widget, (region, clip) in screen._compositor.visible_widgets.items():
        seen = region.intersection(clip)
        known: set[tuple[str, str]] = set()
        for y, strip in enumerate(widget.render_lines(seen.translate(-region.offset)), seen.y):
            x = seen.x
            for text, style, _ in strip:
                meta = style.meta if style is not None and style._meta is not None else {}
                says = next(((name, repr(meta[name])) for name in CLICKED if name in meta), None)
                if says is not None and says not in known and text.strip() and _widget_at(screen, x, y) is widget:
                    known.add(says)
                    yield widget, Offset(x + len(text) - len(text.lstrip()), y)
                x += cell_len(text)


def _told(screen: Screen[Any]) -> Iterator[tuple[Widget, Offset]]:
    """Where widgets say that a click does something."""
    for widget in screen.query("*"):
        if isinstance(widget, Jumpable) and widget.is_on_screen:
            seen = screen.find_widget(widget).visible_region
            corner = widget.content_region.offset
            yield from (
                (widget, corner + place) for place in widget.jump_places() if seen.contains_point(corner + place)
            )


def _widget_at(screen: Screen[Any], x: int, y: int) -> Widget | None:
    try:
        return screen.get_widget_at(x, y)[0]
    except NoWidget:
        return None


def labels(count: int) -> list[str]:
    """As many labels, all of one length, none the beginning of another."""
    length = 1
    while len(LETTERS) ** length < count:
        length += 1
    return ["".join(letters) for letters in islice(product(LETTERS, repeat=length), count)]


class Lettered(Visual):
    """``below``, with ``labels`` at their places. A widget for each letter would be there much later."""

    def __init__(self, below: Visual, labels: Mapping[str, Offset], style: Style) -> None:
        self.below, self.labels, self.style = below, labels, style

    def render_strips(self, width: int, height: int | None, style: VisualStyle, options: RenderOptions) -> list[Strip]:
        """All lines of the screen."""
        strips = self.below.render_strips(width, height, style, options)
        for label, (x, y) in self.labels.items():
            if y < len(strips):
                line, mark = strips[y], Strip([Segment(label, self.style)], len(label))
                strips[y] = Strip.join([line.crop(0, x), mark, line.crop(x + len(label))]).crop(0, width)
        return strips

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """As wide as what is below."""
        return self.below.get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """As high as what is below."""
        return self.below.get_height(rules, width)


class JumpScreen(Above[Spot | None]):
    """Shows the labels over the screen below; returns the spot whose letters were typed, None for any other key."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"jump--label"}
    DEFAULT_CSS = """
    JumpScreen {
        background: $background 45%;
        & .jump--label { background: $warning; color: $background; text-style: bold; }
        & #how { background: $panel; color: $foreground; dock: bottom; width: 100%; padding: 0 2; }
    }
    """

    def __init__(self, spots: Sequence[Spot]) -> None:
        super().__init__()
        self.spots = dict(zip(labels(len(spots)), spots, strict=True))
        self.typed = ""

    def compose(self) -> ComposeResult:
        yield Static("Type the letters of where to go. Esc: stay here.", id="how", markup=False)

    def _render(self) -> Visual:
        return Lettered(super()._render(), self._left, self.get_component_rich_style("jump--label"))

    @property
    def _left(self) -> dict[str, Offset]:
        """What can still be typed, and where it stands."""
        return {label: spot.place for label, spot in self.spots.items() if label.startswith(self.typed)}

    @property
    def _own_regions(self) -> set[Region]:
        return super()._own_regions | {Region(*place, len(label), 1) for label, place in self._left.items()}

    def on_key(self, event: events.Key) -> None:
        """A letter of a label; any other key leaves."""
        event.stop()
        event.prevent_default()
        self.typed += event.key
        if self.typed in self.spots:
            self.dismiss(self.spots[self.typed])
        elif not any(letters.startswith(self.typed) for letters in self.spots):
            self.dismiss(None)
        self.refresh()

    def on_click(self) -> None:
        """The mouse needs no letters."""
        self.dismiss(None)


def jump(app: App[None]) -> None:
    """Show the labels, and go where the learner says."""
    spots = spots_of(app.screen)
    if not spots:
        app.notify("Nothing to jump to here.")
        return

    def go(spot: Spot | None) -> None:
        if spot is not None:
            app.call_after_refresh(_arrive, app, spot)

    app.push_screen(JumpScreen(spots), go)


def _arrive(app: App[None], spot: Spot) -> None:
    """Focus or click what is at the spot, as the mouse would."""
    if spot.widget.focusable:
        spot.widget.focus(scroll_visible=False)
    if spot.click:
        for kind in (events.MouseDown, events.MouseUp):
            app.post_message(_at(kind, spot.place))


def _at(kind: type[events.MouseEvent], place: Offset) -> events.MouseEvent:
    x, y = place
    return kind(None, x, y, delta_x=0, delta_y=0, button=1, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y)
