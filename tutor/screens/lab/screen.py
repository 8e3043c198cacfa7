"""The live lab: knobs at the left, what the net does at the right, curves, and a line that says how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.timer import Timer
from textual.widgets import Static

from engine.commands import KnobValue
from engine.lab import LabError, Preset, Words, load_lab
from tutor.actions import bindings
from tutor.lab.desk import LabDesk
from tutor.lab.view import RunView
from tutor.lab.words import notice
from tutor.preferences import often
from tutor.screens.base import TutorScreen
from tutor.screens.lab.actions import LAB_ACTIONS
from tutor.screens.lab.ahead import Foresight
from tutor.screens.lab.bench import bench_rows
from tutor.screens.lab.care import Care
from tutor.screens.lab.inspect import Inspecting, Inspector
from tutor.screens.lab.nets import NetKeeper
from tutor.widgets.deck import Deck, DeckWidget, Plots, paint_plots
from tutor.widgets.knob import KnobWidget
from tutor.widgets.knob_panel import KnobPanel
from tutor.widgets.lines import Progress, bar_text, notice_height, paint_notice, paint_status
from tutor.widgets.painted import Painted
from tutor.widgets.plot import SMOOTHING
from tutor.widgets.run_plots import plots

BETWEEN = 6
"""Columns at the ends of the top line, and between the lab's title and what passes it."""
FRAMES = 12
"""How often a second the worker is listened to and the picture brought up to date."""
SETTLE = 0.35
"""Seconds after the last turn of a structural knob until an untouched net is rebuilt."""
WIDE = (100, 32)
HUGE = (160, 48)


class LabScreen(Inspecting, Care, Foresight, NetKeeper):
    """One lab. It opens paused, with the untrained net to look at. Going elsewhere pauses the run, leaving stops it."""

    TITLE = "lab"
    ACTIONS = LAB_ACTIONS
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    LabScreen {
        & #bench { layout: grid; grid-size: 2 2; grid-columns: 31 1fr; grid-gutter: 0 2; padding: 0 1; }
        & #deck { row-span: 2; }
        & #status { height: 1; padding: 0 1; }
        & #notice { height: 2; padding: 0 1; }
        & #trouble { padding: 2 4; color: $text-error; }
        &.wide #bench { grid-columns: 34 1fr; padding: 1 2 0 2; }
        &.wide #knobs { row-span: 2; }
        &.wide #deck { row-span: 1; }
        &.wide #status, &.wide #notice { padding: 0 2; }
        &.wide #status { margin-top: 1; }
        &.huge #bench { grid-columns: 46 1fr; grid-gutter: 0 4; }
    }
    """

    def __init__(
        self,
        lab_id: str,
        knobs: Mapping[str, KnobValue] | None = None,
        seed: int = 1,
        steps: int | None = None,
        hidden: tuple[str, ...] = (),
        runs: bool = False,
    ) -> None:
        super().__init__()
        self.lab_id, self.given, self.hidden, self.at_runs = lab_id, (knobs, seed, steps), hidden, runs
        self._desk: LabDesk | None = None
        self._mounted = False
        self._drawn: RunView | None = None
        self._saved = 0
        self._settling: Timer | None = None

    # Opening

    def body(self) -> ComposeResult:
        try:
            self._desk = self._open()
        except LabError as mistake:
            words = f"✗ {mistake.message}\n\n{mistake.hint}\n\nr: try again, D: doctor."
            yield Static(words, id="trouble", markup=False)
            return
        self.title = (lab := self.desk.lab).title
        with Container(id="bench"):
            yield KnobPanel(lab.knobs, self.desk.knobs, self.desk.presets, self.hidden)
            yield DeckWidget()
            yield Painted(Plots(), paint_plots, id="curves")
        yield Painted(self._progress(self.desk), paint_status, id="status")
        yield Painted(notice(self.desk), paint_notice, id="notice")
        yield Inspector()

    def _open(self) -> LabDesk:
        """The lab's class and a desk for it. Raises LabError."""
        knobs, seed, steps = self.given
        desk = LabDesk(load_lab(self.lab_file), self.lab_file, self.tutor.worker, seed, knobs, steps)
        desk.hidden = self.hidden
        desk.rebuild()
        return desk

    def on_mount(self) -> None:
        self._mounted = True
        self.redraw()
        often(self.tutor, self, FRAMES, self.listen)
        if self.at_runs and self._desk is not None:
            self.call_after_refresh(self.action_runs)

    @property
    def desk(self) -> LabDesk:
        """The desk; there is one unless the lab could not be opened."""
        if self._desk is None:
            raise RuntimeError(f"the lab {self.lab_id} is not open")
        return self._desk

    # Listening and drawing

    def listen(self) -> None:
        """Take in what the worker said since the last frame, and draw what changed; what a key changed comes first."""
        if self.app.screen is self and (self._layout_required or self._dirty_widgets):
            # Once: while the app holds its painting back there is no next paint, and asking again would never end.
            self.call_after_refresh(self._take_in)
        else:
            self._take_in()

    def _take_in(self) -> None:
        desk = self._desk
        before = desk.view.refused if desk is not None else None
        if desk is not None and desk.poll():
            if (refused := desk.view.refused) is not None and refused != before:
                self.notify(f"{refused.message} {refused.hint}", severity="warning", markup=False)
            self.draw()

    def draw(self) -> None:
        """Bring every part of the screen up to date; parts that look the same cost nothing."""
        desk, before = self._desk, self._drawn
        if desk is None or not self._mounted:
            return
        view = self._drawn = desk.view
        self.query_one("#status", Painted).show(self._progress(desk))
        self.query_one(KnobPanel).show(desk.knobs, desk.stale)
        self.show_turned()
        self._draw_notice(desk)
        if pictures := before is None or view.views is not before.views:
            self.draw_pictures()
            self.follow_weights()
        curves = before is None or view.losses is not before.losses or view.curves is not before.curves
        if curves and not (pictures and self.zoomed):
            self.draw_curves()
        self.tell_saved(view.saved)
        if before is None or (view.status, view.device) != (before.status, before.device):
            self._status_changed(desk)
        self.aim_again()

    def _draw_notice(self, desk: LabDesk) -> None:
        widget, told = self.query_one("#notice", Painted), notice(desk)
        if told != widget.subject:
            widget.show(told)
        width = widget.size.width or self.size.width - 4
        rows = min(max(2, notice_height(told, width)), max(2, self.size.height // 3))
        if widget.styles.height is None or widget.styles.height.value != rows:
            widget.styles.height = rows

    def draw_curves(self) -> None:
        if self.zoomed:
            self.draw_pictures()  # they are one of them
        else:
            self.query_one("#curves", Painted).show(self._plots(self.desk))

    def draw_pictures(self) -> None:
        desk = self.desk
        views = desk.view.views
        waiting = "" if views else "The untrained net will be here in a moment."
        if desk.view.status in ("failed", "cancelled"):
            waiting = "No picture: press r to build the net."
        deck, alone = self.query_one(DeckWidget), self.zoomed
        others = deck.subject.views.keys() != views.keys()
        deck.show(Deck(views, self.first, alone, self._plots(desk), self.pinned, waiting))
        if others:
            self.call_after_refresh(self.share_rows)

    def _status_changed(self, desk: LabDesk) -> None:
        self._tell_bar(desk)
        self.refresh_bindings()
        if desk.view.status == "finished" and self._saved != desk.view.run:
            self._saved = desk.view.run
            record = desk.record(datetime.now(UTC))
            self.tutor.with_record(lambda kept: kept.save_run(record))
            self.read_runs()
        self.foresee()

    def _tell_bar(self, desk: LabDesk) -> None:
        """What passes, and the device where there is room for it too."""
        room = self.size.width - len(desk.lab.title) - BETWEEN
        told, device = bar_text(desk.lab, room), desk.view.device
        self.sub_title = f"{told}   {device}" if device and len(told) + len(device) + 3 <= room else told

    def _progress(self, desk: LabDesk) -> Progress:
        return Progress(desk.view, desk.length, desk.lab.bar.metric, desk.speed, desk.seed, desk.limits)

    def _plots(self, desk: LabDesk) -> Plots:
        return plots(desk.view, desk.lab, self.log_loss, SMOOTHING[self.smoothing], desk.steps)

    def on_resize(self, event: events.Resize) -> None:
        """Choose the arrangement for this size."""
        width, height = event.size
        self.set_class(width >= WIDE[0] and height >= WIDE[1], "wide")
        self.set_class(width >= HUGE[0] and height >= HUGE[1], "huge")
        if self._desk is not None:
            self.share_rows()
            self.call_after_refresh(self.share_rows)  # how many pictures have room depends on their new width
            self.call_after_refresh(self.redraw)

    def share_rows(self) -> None:
        """Share the rows of the bench out."""
        self.rows_due = self.zoomed
        if not self.zoomed:
            bench = self.query_one("#bench", Container)
            bench.styles.grid_rows = bench_rows(bench, self.has_class("wide"), self.has_class("huge"))

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self._desk is None:
            return action in ("back", "lesson", "source", "rebuild")
        if action == "cancel":
            return True if self.desk.view.alive else None
        if action == "own_table":
            return any(isinstance(knob, Words) for knob in self.desk.shown)
        if action == "save":
            return True if self.desk.view.seen else None
        if action == "presets":
            return bool(self.desk.presets)
        if action == "show_knobs":
            return bool(self.desk.hidden)
        if action == "data":
            return self.desk.view.kind == "no-data" and self.desk.view.status == "failed"
        if action == "draw":
            return self.desk.lab.drawing is not None
        if action == "knob":
            return not self.inspecting
        if action == "view":
            return self.zoomed or self.inspecting
        return True

    def redraw(self) -> None:
        """Draw everything anew."""
        self._drawn = None
        self.draw()

    def action_run(self) -> None:
        """Run or pause; a net whose knobs were just turned is built first."""
        if self._settling is not None:
            self._rebuild(run=True)
        else:
            self.desk.toggle()
            self.redraw()

    async def action_rebuild(self) -> None:
        """An untrained net with the present knobs; or another try to open the lab."""
        if self._desk is None:
            await self.recompose()
            if self._desk is not None:
                self.share_rows()
                self.redraw()
        else:
            self._rebuild()

    def net_changed(self) -> None:
        """A saved net was opened."""
        self._stop_settling()
        self.redraw()

    def _rebuild(self, run: bool = False) -> None:
        self._stop_settling()
        self.desk.rebuild(run)
        self.redraw()

    def action_new_seed(self) -> None:
        """An untrained net from another seed."""
        self.desk.new_seed()
        self.redraw()

    def action_change_speed(self, faster: bool) -> None:
        """The next pace up or down."""
        self.desk.change_speed(faster)
        self.redraw()

    def action_cancel(self) -> None:
        """Stop the run."""
        self.desk.cancel()

    def action_back(self) -> None:
        """Out of the zoom, else out of the lab."""
        if self.zoomed:
            self.action_zoom()
        else:
            super().action_back()

    def action_knob(self, by: int) -> None:
        """The next or previous knob."""
        self.query_one(KnobPanel).move_focus(down=by > 0)

    def action_presets(self) -> None:
        """Choose a preset."""
        from tutor.screens.lab.presets import PresetScreen

        self.app.push_screen(self.tutor.ahead.take(PresetScreen, self.desk.presets), self._take)

    def action_preset(self, place: int) -> None:
        """Take the preset at ``place`` of the list."""
        self._take(self.desk.presets[place])

    def _take(self, preset: Preset | None) -> None:
        if preset is not None:
            if not self.desk.take_preset(preset) and self.desk.view.touched:
                self.notify(f"{preset.why} The net stays.", title=preset.name, markup=False)
            self.redraw()

    def action_data(self) -> None:
        """Where full-size data sets are fetched."""
        self.tutor.open_data()

    def action_draw(self) -> None:
        """A pad to draw on."""
        from tutor.screens.pad import PadScreen

        lab = self.desk.built
        if lab.drawing is not None and lab.tries is not None:
            rows, columns = lab.tries
            self.app.push_screen(PadScreen(self, (rows, columns), lab.drawing))

    def action_source(self) -> None:
        """The lab's code."""
        from tutor.screens.lab.source import SourceScreen, text_of

        self.app.push_screen(self.tutor.ahead.take(SourceScreen, self.lab_file, text_of(self.lab_file)))

    def action_lesson(self) -> None:
        """The lesson this lab belongs to."""
        lesson = self.tutor.course.lesson_of_lab(self.lab_id)
        app = self.tutor
        super().action_back()
        app.open_lesson(lesson.id)

    # Messages

    def on_deck_widget_chosen(self, event: DeckWidget.Chosen) -> None:
        """A click on a picture's name."""
        self.choose_view(event.place)

    def on_knob_widget_refused(self, event: KnobWidget.Refused) -> None:
        """What was typed is no value for this knob."""
        self.notify(event.sentence, severity="warning", markup=False)

    def on_knob_widget_turned(self, event: KnobWidget.Turned) -> None:
        """A live knob works at once; another one rebuilds a net that has learned nothing yet."""
        if self.desk.turn(event.name, event.value):
            self._stop_settling()
            self._settling = self.set_timer(SETTLE, self._rebuild)
        self.draw()

    def _stop_settling(self) -> None:
        if self._settling is not None:
            self._settling.stop()
            self._settling = None

    # Leaving

    def unfinished(self) -> str:
        """Asked before the app quits."""
        training = self._desk is not None and self._desk.view.status == "running"
        return "A lab is training. Stop it and quit?" if training else ""

    def on_screen_suspend(self) -> None:
        """Another full screen came over this one: its run waits, so that nothing trains unseen and nothing is lost."""
        over = self.app.screen
        if self._desk is not None and isinstance(over, TutorScreen) and over.belongs_to is not self:
            self._desk.rest()

    def on_screen_resume(self) -> None:
        """Here again: the run waited, unless another lab ran meanwhile."""
        if self._desk is not None and self._desk.come_back():
            self.redraw()
            self.notify("Another run was begun meanwhile, so this one is over.", markup=False)

    def on_unmount(self) -> None:
        """The screen is left: so is its run."""
        if self._desk is not None:
            self._desk.leave()
