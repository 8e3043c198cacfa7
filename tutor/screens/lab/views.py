"""The part of a lab's screen that chooses what is seen: which picture, how large, which stays, how curves are drawn."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual import events
from textual.reactive import Reactive
from textual.widget import Widget

from tutor.screens.base import TutorScreen
from tutor.widgets.deck import CURVES, DeckWidget
from tutor.widgets.knob_panel import KnobPanel
from tutor.widgets.plot import SMOOTHING


class Views(TutorScreen):
    """Keys v, z, P, l, m and, in the zoom, 1 to 9."""

    DEFAULT_CSS: ClassVar[str] = """
    Views > ToastRack { dock: top; align: right top; margin: 1 0 0 0; }
    """
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    title: Reactive[str | None] = Reactive(None, compute=False, repaint=False)
    sub_title: Reactive[str | None] = Reactive(None, compute=False, repaint=False)
    """Textual's own, which would paint the whole screen again where a widget draws what changed."""

    zoomed = False
    """Whether one picture has the whole bench."""
    rows_due = False
    """Whether the rows of the bench wait for the end of the zoom to be shared out."""
    inspecting = False
    """Whether there is a cursor."""
    first = 0
    """The place of the picture whose turn it is."""
    pinned = ""
    """The name of the picture that stays."""
    log_loss = False
    smoothing = "light"

    @abstractmethod
    def redraw(self) -> None:
        """Draw everything anew."""

    @abstractmethod
    def draw_pictures(self) -> None:
        """Draw the pictures anew."""

    @abstractmethod
    def draw_curves(self) -> None:
        """Draw the curves anew."""

    @abstractmethod
    def aim_again(self) -> None:
        """Tell what is under the cursor now."""

    @abstractmethod
    def share_rows(self) -> None:
        """Share the rows of the bench out."""

    def looked_at(self) -> str:
        """The name of the picture that is looked at closely, if any: it is the one to zoom."""
        return ""

    def action_next_view(self, by: int) -> None:
        """The next or previous picture; one that is pinned is there anyway."""
        deck = self.query_one(DeckWidget).settled
        names = list(deck.subjects)
        if names:
            place = (names.index(deck.present) + by) % len(names)
            if names[place] == deck.pinned and not deck.alone:
                place = (place + by) % len(names)
            self.choose_view(place)

    def on_key(self, event: events.Key) -> None:
        """A digit in the zoom or while inspecting: that picture. On the bench digits belong to the knobs."""
        if event.key in "123456789" and (self.zoomed or self.inspecting):
            if int(event.key) <= len(self.query_one(DeckWidget).subject.subjects):
                self.choose_view(int(event.key) - 1)
            event.stop()

    def choose_view(self, place: int) -> None:
        """The picture at ``place`` first."""
        self.first = place
        self.draw_pictures()
        self.aim_again()

    def action_pin(self) -> None:
        """Keep the present picture, or let the pinned one go."""
        deck = self.query_one(DeckWidget).subject
        if not deck.subjects:
            return
        self.pinned = "" if self.pinned in deck.subjects else deck.present
        self.draw_pictures()
        self.aim_again()
        told = "Nothing is pinned any more."
        if self.pinned:
            held = self.query_one(DeckWidget).settled.pinned or deck.alone
            what = "v changes what is beside it" if held else "here is room for one picture, so v shows the others"
            told = f"Pinned: {self.pinned}; {what}. P lets it go."
        self.notify(told, markup=False)

    def action_zoom(self) -> None:
        """One picture alone, or all of the bench again."""
        widget, panel = self.query_one(DeckWidget), self.query_one(KnobPanel)
        deck = widget.settled
        if deck.subjects:
            names = [*deck.views, CURVES]
            self.first = names.index(self.looked_at() if self.looked_at() in names else deck.present)
        self.zoomed = not self.zoomed
        if self.zoomed and not self.inspecting:
            self.set_focus(None)  # a knob that is out of sight loses it anyway, but one paint later
        # Styles of these three, not a class of the screen: that would have every widget look for its styles anew.
        panel.display = self.query_one("#curves").display = not self.zoomed
        widget.styles.column_span = widget.styles.row_span = 2 if self.zoomed else None
        widget.wait_for_size()
        if not self.zoomed:
            self.first = min(self.first, max(0, len(deck.views) - 1))
            if self.rows_due:
                self.call_after_refresh(self.share_rows)
            if not self.inspecting:
                panel.take_focus()
        self.refresh_bindings()
        self.redraw()

    def action_log(self) -> None:
        """Loss on a log scale or a linear one."""
        self.log_loss = not self.log_loss
        self.draw_curves()
        self.aim_again()

    def action_smooth(self) -> None:
        """Smooth the curves more, or not at all."""
        names = list(SMOOTHING)
        self.smoothing = names[(names.index(self.smoothing) + 1) % len(names)]
        told = {"off": "not smoothed.", "light": "smoothed lightly, raw values behind.", "strong": "smoothed strongly."}
        self.notify(f"Curves: {told[self.smoothing]}", markup=False)
        self.draw_curves()
        self.aim_again()
