"""The part of a lab's screen that tells what is under a cursor: in a picture or a curve, moved by keys or mouse."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip

from tutor.actions import Action, bindings
from tutor.screens.lab.views import Views
from tutor.widgets.deck import CURVES, DeckWidget, Plots, pictures_at
from tutor.widgets.ink import Ink
from tutor.widgets.knob import KnobWidget
from tutor.widgets.knob_panel import KnobPanel
from tutor.widgets.painted import Painted, row
from tutor.widgets.wrapped import wrapped

if TYPE_CHECKING:
    from engine.views import View
    from tutor.lab.desk import LabDesk
    from tutor.pointing import Learning, Pointed
    from tutor.pointing.base import Aim

BELOW = "curves below"
HOW = "Arrows and the mouse point, Tab goes on."
GAP = 2
"""Cells between what is told and the way to all of it, at least."""


class Told(NamedTuple):
    """What the line says: which picture, and what is there."""

    where: str = ""
    text: str = ""
    more: str = ""


STORY = ("Enter: the whole story", "Enter: more")
"""How to get to the card, where there is room and where there is little."""


def paint_told(told: Told, width: int, height: int, ink: Ink) -> list[Strip]:
    """What is pointed at; then more of it, or how to point. Where a line leaves room, it ends with the way to all."""
    edge: tuple[str, Style] = ("▌ ", ink.style(ink.accent))
    room, bold, soft = max(8, width - 2), ink.style(bold=True), ink.style(ink.soft)
    enter = f"{STORY[0]} · " if told.text else ""
    lines = [
        *((line, bold) for line in wrapped(told.text or f"{told.where}: nothing here. {HOW}", room)),
        *((line, soft) for line in wrapped(told.more or f"{enter}Tab: next picture · Esc: back", room)),
    ][:height]
    hints = STORY if told.text and told.more else ()
    at, hint = next(
        ((n, hint) for hint in hints for n, (line, _) in enumerate(lines) if cell_len(line) + GAP + len(hint) <= room),
        (-1, ""),
    )
    ends = [(" " * (room - cell_len(line) - len(hint)) + hint) * (n == at) for n, (line, _) in enumerate(lines)]
    return [row(edge, (line, style), (end, soft)) for (line, style), end in zip(lines, ends, strict=True)]


class Inspector(Painted[Told]):
    """The line that tells; while it has the focus the arrows move the cursor."""

    can_focus = True
    ACTIONS = (
        Action("left", "aim(-1,0)", "Left", "Point further left."),
        Action("right", "aim(1,0)", "Right", "Point further right."),
        Action("up", "aim(0,-1)", "Up", "Point further up."),
        Action("down", "aim(0,1)", "Down", "Point further down."),
        Action("shift+left", "aim(-8,0)", "Far left", "Point much further left."),
        Action("shift+right", "aim(8,0)", "Far right", "Point much further right."),
        Action("shift+up", "aim(0,-4)", "Far up", "Point much further up."),
        Action("shift+down", "aim(0,4)", "Far down", "Point much further down."),
        Action("tab", "aim_next(1)", "Next", "Point into the next picture."),
        Action("shift+tab", "aim_next(-1)", "Previous", "Point into the previous picture."),
        Action("enter", "tell_all", "The whole story", "All terms, the meaning of each sign, the glossary."),
        Action("escape,i", "leave", "Leave", "Back to the knobs."),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = "Inspector { height: 2; padding: 0 1; display: none; }"

    def __init__(self) -> None:
        super().__init__(Told(), paint_told, id="told")

    @property
    def _bench(self) -> Inspecting:
        """The screen, which holds the cursor."""
        return cast("Inspecting", self.screen)

    def action_aim(self, across: int, down: int) -> None:
        """Point further in a direction."""
        self._bench.action_aim(across, down)

    def action_aim_next(self, by: int) -> None:
        """Point into another picture."""
        self._bench.action_aim_next(by)

    def action_tell_all(self) -> None:
        """Show the card."""
        self._bench.action_tell_all()

    def action_leave(self) -> None:
        """Point no longer."""
        self._bench.action_inspect()


class Spot(NamedTuple):
    """A cell of a picture, by the picture's name."""

    name: str
    x: int
    y: int


def _nearest(at: Aim, size: Size, middle: tuple[int, int]) -> tuple[int, int]:
    """The cell nearest to the ``middle`` in which there is something; the middle if there is nothing at all."""
    cells = sorted(
        ((x, y) for x in range(size.width) for y in range(size.height)),
        key=lambda cell: (cell[0] - middle[0]) ** 2 + 4 * (cell[1] - middle[1]) ** 2,
    )
    return next((cell for cell in cells if at(*cell) is not None), middle)


class Inspecting(Views):
    """Key i, the mouse over a picture."""

    DEFAULT_CSS: ClassVar[str] = """
    Inspecting.wide #told { padding: 0 2; }
    """
    aimed = Spot("", 0, 0)
    under: Pointed | None = None

    @property
    @abstractmethod
    def desk(self) -> LabDesk:
        """The desk."""

    # Where pictures are

    def _places(self) -> dict[str, tuple[Painted[Any], Region, View | Plots]]:
        """Every picture on the screen by name: the widget it is in, its place there, what it shows."""
        deck = self.query_one(DeckWidget)
        found: dict[str, tuple[Painted[Any], Region, View | Plots]] = {
            name: (deck, place, deck.subject.subjects[name])
            for name, place in pictures_at(deck.settled, *deck.size, deck.ink).items()
        }
        below = self.query_one("#curves", Painted)
        if below.display and below.size and not deck.subject.alone:
            found[BELOW] = (below, Region(0, 0, *below.size), below.subject)
        return found

    def _how(self) -> Learning:
        """How the net learns, where one rule holds for all of it."""
        from tutor.pointing.learning import learning_of

        return learning_of(self.desk)

    def looked_at(self) -> str:
        """The picture with the cursor in it."""
        return (CURVES if self.aimed.name == BELOW else self.aimed.name) if self.inspecting else ""

    def action_zoom(self) -> None:
        """The cursor stays in its picture."""
        name = self.looked_at()
        super().action_zoom()
        if name == CURVES:
            self.call_after_refresh(self._aim_into, CURVES if self.zoomed else BELOW)

    # Pointing

    def action_inspect(self) -> None:
        """Point at what is on the screen, or stop it."""
        self._inspect(not self.inspecting)
        if self.inspecting:
            self._aim_into(next(iter(self._places()), ""))
            self.set_focus(self.query_one(Inspector))
        else:
            self._clear()
            self.query_one(KnobPanel).take_focus()

    def _inspect(self, on: bool) -> None:
        """Show the line that tells in the notice's place, or the notice."""
        self.inspecting = self.query_one(Inspector).display = on
        self.query_one("#notice").display = not on

    def _clear(self) -> None:
        self.under = None
        for widget in (self.query_one(DeckWidget), self.query_one("#curves", Painted)):
            widget.point_at(None)

    def _aim_into(self, name: str) -> None:
        """Point at the middle of a picture, or at what is nearest to it: a cell is twice as high as it is wide."""
        from tutor.pointing import aim

        if name in (places := self._places()):
            _, place, subject = places[name]
            at = aim(subject, place.width, place.height, self._how())
            middle = place.width // 2, place.height // 2
            self.aimed = Spot(name, *(middle if at(*middle) else _nearest(at, place.size, middle)))
            self.aim_again()

    def aim_again(self) -> None:
        """Tell what is under the cursor now: the numbers change while the net trains."""
        if not self.inspecting or not self.is_mounted:
            return
        from tutor.pointing import pointed

        places = self._places()
        if self.aimed.name not in places:
            if not places:
                return
            first, (_, place, _) = next(iter(places.items()))
            self.aimed = Spot(first, place.width // 2, place.height // 2)
        name, x, y = self.aimed
        widget, place, subject = places[name]
        x, y = min(x, place.width - 1), min(y, place.height - 1)
        self.under = found = pointed(subject, (x, y), (place.width, place.height), self._how())
        box = found.place if found else Region(x, y, 1, 1)
        other = self.query_one("#curves", Painted) if isinstance(widget, DeckWidget) else self.query_one(DeckWidget)
        other.point_at(None)
        widget.point_at(box.translate(place.offset).intersection(place))
        told = Told(name, found.text, found.more) if found else Told(name)
        self.query_one(Inspector).show(told)

    def action_aim(self, across: int, down: int) -> None:
        """Go to the next thing in a direction, or some things further."""
        for _ in range(max(abs(across), abs(down))):
            self._aim_on((across > 0) - (across < 0), (down > 0) - (down < 0))
        self.aim_again()

    def _aim_on(self, across: int, down: int) -> None:
        """From cell to cell until something else is there."""
        from tutor.pointing import aim

        places = self._places()
        if self.aimed.name not in places:
            return
        name, x, y = self.aimed
        _, place, subject = places[name]
        at = aim(subject, place.width, place.height, self._how())
        here = at(x, y)
        x, y = x + across, y + down
        while 0 <= x < place.width and 0 <= y < place.height:
            there = at(x, y)
            if there is not None and (here is None or (there.place, there.text) != (here.place, here.text)):
                self.aimed = Spot(name, x, y)
                return
            x, y = x + across, y + down

    def action_aim_next(self, by: int) -> None:
        """Into the next picture; after the last one the first."""
        names = list(self._places())
        if names:
            here = names.index(self.aimed.name) if self.aimed.name in names else 0
            self._aim_into(names[(here + by) % len(names)])

    def action_tell_all(self) -> None:
        """A card with all there is to say."""
        if self.under is not None:
            from tutor.screens.told import ToldScreen

            title = CURVES if self.aimed.name == BELOW else self.aimed.name
            self.app.push_screen(ToldScreen(title, self.under, self.tutor.course), self._follow)

    def _follow(self, term: str | None) -> None:
        """To the glossary's card."""
        if term is not None:
            self.tutor.show_term(term)

    # The mouse, and the knobs

    def _spot_at(self, x: int, y: int) -> Spot | None:
        """The cell of a picture at a place of the screen."""
        for name, (widget, place, _) in self._places().items():
            inside = x - widget.content_region.x, y - widget.content_region.y
            if place.contains(*inside):
                return Spot(name, inside[0] - place.x, inside[1] - place.y)
        return None

    def _knob_at(self, spot: Spot) -> KnobWidget | None:
        """The knob that stands there as a picture."""
        from tutor.pointing import pointed

        _, place, subject = self._places()[spot.name]
        found = pointed(subject, (spot.x, spot.y), (place.width, place.height))
        knob = self.query_one(KnobPanel).widgets.get(found.knob) if found else None
        return knob if knob is not None and knob.display else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The cursor goes with the mouse."""
        if self.inspecting and (spot := self._spot_at(event.screen_x, event.screen_y)) is not None:
            self.aimed = spot
            self.aim_again()

    def on_click(self, event: events.Click) -> None:
        """A click on a picture points at it; one on what stands for a knob turns that."""
        if self.query("#told") and (spot := self._spot_at(event.screen_x, event.screen_y)) is not None:
            if knob := self._knob_at(spot):
                knob.focus()
                knob.nudge(up=True)
                return
            self._inspect(True)
            self.aimed = spot
            self.aim_again()
            self.query_one(Inspector).focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whoever goes to a knob points no longer."""
        if self.inspecting and isinstance(event.widget, KnobWidget):
            self._inspect(False)
            self._clear()
