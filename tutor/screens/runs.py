"""All finished runs of a lab: what they were set to, what came of them, their curves over one another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tutor.actions import Action, bindings
from tutor.lab.runs import WHICH, Kept, all_runs, chosen, ordered, orders
from tutor.preferences import often
from tutor.screens.ask import Answer, AskScreen
from tutor.screens.base import TutorScreen
from tutor.screens.line import LineDialog
from tutor.screens.menu import Menu
from tutor.screens.runs_view import Compared, columns, described, overlay, paint_diff, signs, table
from tutor.widgets.chart import paint_chart
from tutor.widgets.ink import Ink
from tutor.widgets.painted import Painted

if TYPE_CHECKING:
    from textual.strip import Strip

    from engine.lab import Lab
    from tutor.lab.view import RunView
    from tutor.screens.lab.screen import LabScreen
    from tutor.store import Marked, Record

FRAMES = 4
"""How often a second the run under way is drawn anew."""
AT_FIRST = 2
"""Runs that are ticked at first, so that there is something to see: the newest."""
WIDE = 100
"""Columns from which on device and time stand in the table too."""
STAY, DELETE = Answer("stay", "k", "Keep it"), Answer("delete", "d", "Delete it from the list")
NO_RUNS = """No run of this lab is finished yet.

Every run that reaches its last step is kept by itself, with its knobs, its seed and its curves. \
Go back with Esc, train with Space, turn a knob and train again: here the runs then lie side by side."""


def runs_of(lab: type[Lab], record: Record) -> list[Kept]:
    """Every run of ``lab`` in the record, also those that were deleted."""
    return all_runs(record.runs(lab.id), record.run_marks(lab.id))


def paint_overlay(face: Compared, width: int, height: int, ink: Ink) -> list[Strip]:
    """The curves of the ticked runs and of the one under way."""
    return paint_chart(overlay(face), width, height, ink)


class RunList(Menu):
    """The runs; Enter is the screen's, so that a click only ticks."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.take", show=False)]


class NameRun(LineDialog[str]):
    """Asks what a run shall be called; returns it. An empty name takes the name away."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "take", "Name it (empty: no name)", "Give the run this name; an empty one takes it away."),
    )

    def __init__(self, one: Kept) -> None:
        super().__init__(Input(one.name, max_length=40), f"What shall {one.title} be called?")

    def read(self, text: str) -> str:
        return " ".join(text.split())


class RunsScreen(TutorScreen):
    """Over a lab screen, whose run goes on behind it and is drawn as "now"."""

    TITLE = "runs"
    AUTO_FOCUS = "RunList"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("space", "tick", "Tick", "Lay the highlighted run's curve over the others, or take it away."),
        Action("enter", "take", "Take", "Set the lab as this run was, knobs and seed, and go there."),
        Action("v,tab", "other_curve", "Loss/metric", "Draw the loss, or the metric of the bar.", key_display="v"),
        Action("l", "log", "Log", "A logarithmic scale, or a linear one."),
        Action("s", "sort", "Sort", "Sort by the next column."),
        Action("S", "turn_round", "Turn round", "Sort the other way round.", show=False),
        Action("p", "filter", "Filter", "Show all runs, those that passed, those that did not, those you deleted."),
        Action("n", "name", "Name", "Give the highlighted run a name."),
        Action("x,delete", "delete", "Delete", "Take the highlighted run off the list, after a question."),
        Action("u", "undo", "Undo", "Take the highlighted deleted run, or the one deleted last, back into the list."),
        Action("a", "tick_all", "Tick all", "Tick all runs shown, or none.", show=False),
        Action("up,down,home,end", "move", "Move", "Go from run to run, or to either end.", show=False, bound=False),
    )
    BINDINGS = bindings(action for action in ACTIONS if action.name != "take")
    DEFAULT_CSS = """
    RunsScreen {
        & #kept { height: auto; max-height: 45%; padding: 0 1; }
        & #head { height: 1; color: $text-muted; text-style: bold; padding: 0 1 0 3; margin-top: 1; text-wrap: nowrap; }
        &.-low #head { margin-top: 0; }
        & RunList, & RunList:focus { height: auto; max-height: 100%; background: $background; }
        & #about { height: 2; padding: 0 2; margin-top: 1; color: $text-muted; }
        & #below { height: 1fr; padding: 0 2; }
        & #curves { width: 3fr; }
        & #diff { width: 2fr; max-width: 60; margin-left: 2; }
        & #none { padding: 2 4; max-width: 80; }
    }
    """

    def __init__(self, lab: LabScreen, known: list[Kept]) -> None:
        super().__init__()
        self.lab, self.belongs_to = lab, lab
        self.kind = lab.desk.lab
        self.title = f"{self.kind.title}: runs"
        self.known = known
        """Every run of the lab, also those that were deleted."""
        self.rows: list[Kept] = []
        self.ticked = [one.run.id for one in self.all[-AT_FIRST:]][::-1]
        """Ids in the order ticked."""
        self.column, self.down, self.which = "when", True, WHICH[0]
        self.metric = self.log_scale = False
        self.deleted: list[str] = []
        self._now = lab.desk.view
        self._listed, self._listens = 0, False

    def body(self) -> ComposeResult:
        face = Compared(self.kind)
        yield Static(id="head", markup=False)
        with Vertical(id="kept"):
            yield RunList()
        yield Static(id="about", markup=False)
        with Horizontal(id="below"):
            yield Painted(face, paint_overlay, id="curves")
            yield Painted(face, paint_diff, id="diff")
        yield Static(NO_RUNS, id="none", markup=False)

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._list())  # its signs have the charts' colours
        self._show_or_not()
        self._list()

    def on_screen_resume(self) -> None:
        """Seen for the first time, or again. The lab may have gone on since this was built."""
        if not self._listens:
            often(self.tutor, self, FRAMES, self.listen)
            self._listens = True
        if self.lab.desk.view is not self._now:
            self._now = self.lab.desk.view
            self._take(self.known)

    def on_resize(self, event: events.Resize) -> None:
        """Share the columns out anew."""
        if event.size.width != self._listed:
            self.call_after_refresh(self._list)

    def on_unmount(self) -> None:
        """The lab need not read them again."""
        self.lab.known_runs = self.known

    # Reading and drawing

    def _read(self) -> None:
        self.tutor.with_record(partial(runs_of, self.kind), self._take)

    @property
    def all(self) -> list[Kept]:
        """The runs that were not deleted."""
        return chosen(self.known, "all")

    def _take(self, known: list[Kept]) -> None:
        if not self.is_open:
            return
        self.known = known
        self._show_or_not()
        self._list()

    def _show_or_not(self) -> None:
        """Nothing but words where there is nothing to compare."""
        empty = not self.known and not self._under_way
        for part in self.query("#head, #kept, #about, #below, #none"):
            part.display = empty is (part.id == "none")

    def listen(self) -> None:
        """Draw the run under way; read the list anew when it has ended."""
        self.lab.listen()
        view, before = self.lab.desk.view, self._now
        self._now = view
        if view.status != before.status and view.status == "finished":
            self._read()
        elif view.losses is not before.losses or view.status != before.status:
            self._draw()

    @property
    def _wide(self) -> bool:
        return self.app.size.width >= WIDE

    @property
    def _under_way(self) -> RunView | None:
        view = self.lab.desk.view
        return view if view.alive and view.touched else None

    @property
    def _face(self) -> Compared:
        known = {one.run.id: one for one in self.known if not one.deleted or self.which == "deleted"}
        ticked = tuple(known[run] for run in self.ticked if run in known)
        desk = self.lab.desk
        settings = (desk.built.knob, desk.seed)
        return Compared(self.kind, ticked, self._under_way, settings, self.metric, self.log_scale, desk.turns)

    def _list(self) -> None:
        """The table anew, the same run highlighted."""
        menu = self.query_one(RunList)
        was = self._highlighted
        self.rows = ordered(chosen(self.known, self.which), self.kind, self.column, self.down)
        self._listed = self.app.size.width
        parts = columns(self.kind, self.rows, self.tutor.now(), self._wide)
        head, lines = table(parts, self.column, self.down, max(20, self._listed - 7))
        self.query_one("#head", Static).update(head if self.rows else self._nothing())
        marks = signs(self._face)
        options = [Option(self._line(one, line, marks)) for one, line in zip(self.rows, lines, strict=True)]
        menu.set_options(options)
        places = {one.run.id: place for place, one in enumerate(self.rows)}
        menu.highlighted = places.get(was.run.id if was else "", 0) if self.rows else None
        self._draw()

    def _nothing(self) -> str:
        """Why the table is empty."""
        if self.which == "all":
            return "All runs were deleted: p shows them." if self.known else "No run is finished yet."
        return f"No run here is {self.which}: p shows others."

    def _line(self, one: Kept, line: str, marks: dict[str, tuple[str, int]]) -> Content:
        sign, colour = marks.get(one.run.id, ("·", -1))
        ink = self.query_one("#curves", Painted).ink
        red, green, blue = ink.line(colour) if colour >= 0 else ink.faint
        return Content.assemble((sign, f"bold rgb({red},{green},{blue})"), " ", line)

    def _draw(self) -> None:
        face = self._face
        self.query_one("#curves", Painted).show(face)
        self.query_one("#diff", Painted).show(face)
        told = [f"{len(self.all)} kept", f"{len(face.ticked)} ticked"]
        if self.which != "all":
            told.insert(1, f"{len(self.rows)} {self.which}")
        self.sub_title = "   ".join(told)
        self._tell_about()
        self.refresh_bindings()

    def _tell_about(self) -> None:
        one = self._highlighted
        self.query_one("#about", Static).update(described(self.kind, one) if one else "")

    @property
    def _highlighted(self) -> Kept | None:
        row = self.query_one(RunList).highlighted
        return self.rows[row] if row is not None and row < len(self.rows) else None

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "undo":
            return bool(self.deleted) or self.which == "deleted"
        if action == "delete" and self.which == "deleted":
            return None
        if action in ("back", "log", "other_curve") or (action == "filter" and self.known):
            return True
        return True if not self.is_mounted or self.all else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say more about the run."""
        self._tell_about()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click: tick it."""
        self.action_tick()

    def action_take(self) -> None:
        """Knobs and seed of the highlighted run into the lab."""
        if (one := self._highlighted) is not None:
            self.lab.take_settings(one.run.knobs, one.run.seed, one.title, self.action_back)

    def action_tick(self) -> None:
        """Tick or untick the highlighted run."""
        if (one := self._highlighted) is not None:
            ticked = one.run.id in self.ticked
            self.ticked = [run for run in self.ticked if run != one.run.id] + ([] if ticked else [one.run.id])
            self._list()

    def action_tick_all(self) -> None:
        """Tick all runs shown, or none."""
        shown = [one.run.id for one in self.rows]
        self.ticked = [] if set(shown) <= set(self.ticked) else shown
        self._list()

    def action_other_curve(self) -> None:
        """The loss or the metric."""
        self.metric = not self.metric
        self._draw()

    def action_log(self) -> None:
        """A log scale or a linear one."""
        self.log_scale = not self.log_scale
        self._draw()

    def action_sort(self) -> None:
        """By the next column; what is latest or largest first, names from A on."""
        names = list(orders(self.kind))
        here = names.index(self.column) + 1
        self.column = next(name for name in (*names[here:], *names) if self._wide or name != "time")
        self.down = self.column not in ("name", "knobs", "seed")
        self._list()

    def action_turn_round(self) -> None:
        """The other way round."""
        self.down = not self.down
        self._list()

    def action_filter(self) -> None:
        """All, passed, not passed, and the deleted ones if there are any."""
        ways = [which for which in WHICH if which != "deleted" or len(self.all) < len(self.known)]
        self.which = ways[(ways.index(self.which) + 1) % len(ways)] if self.which in ways else ways[0]
        self._list()

    def action_name(self) -> None:
        """Name the highlighted run."""
        if (one := self._highlighted) is not None:
            self.app.push_screen(NameRun(one), partial(self._named, one))

    def _named(self, one: Kept, name: str | None) -> None:
        if name is not None and name != one.name:
            self._mark(one.run.id, "name", name)

    def action_delete(self) -> None:
        """Ask, then take the highlighted run off the list."""
        if (one := self._highlighted) is None:
            return

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self.deleted.append(one.run.id)
                self._mark(one.run.id, "gone", "")

        detail = "It leaves this list; that the lab was passed is not forgotten. u brings it back; later p lists it."
        self.app.push_screen(AskScreen(f"Delete {one.title}?", (STAY, DELETE), detail), answered)

    def action_undo(self) -> None:
        """Take the highlighted deleted run, or the one that was deleted last, back."""
        if self.which == "deleted":
            if (one := self._highlighted) is not None:
                self.deleted = [run for run in self.deleted if run != one.run.id]
                self._mark(one.run.id, "back", "")
        elif self.deleted:
            self._mark(self.deleted.pop(), "back", "")

    def _mark(self, run: str, what: Marked, text: str) -> None:
        now = self.tutor.now()
        self.tutor.with_record(lambda record: record.mark_run(run, what, text, now), lambda _: self._read())
