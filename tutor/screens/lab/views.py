"""The part of a lab's screen that chooses what is seen: which picture, how large, which stays, how curves are drawn."""

from __future__ import annotations

from abc import abstractmethod

from textual import events

from tutor.screens.base import TutorScreen
from tutor.widgets.deck import CURVES, DeckWidget
from tutor.widgets.knob_panel import KnobPanel
from tutor.widgets.plot import SMOOTHING


class Views(TutorScreen):
    """Keys v, z, P, l, m and, in the zoom, 1 to 9."""

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
        if event.key in "123456789" and (self.has_class("zoomed") or self.has_class("inspecting")):
            if int(event.key) <= len(self.query_one(DeckWidget).subject.subjects):
                self.choose_view(int(event.key) - 1)
            event.stop()

    def choose_view(self, place: int) -> None:
        """The picture at ``place`` first."""
        self.first = place
        self.redraw()

    def action_pin(self) -> None:
        """Keep the present picture, or let the pinned one go."""
        deck = self.query_one(DeckWidget).subject
        if not deck.subjects:
            return
        self.pinned = "" if self.pinned in deck.subjects else deck.present
        self.redraw()
        told = "Nothing is pinned any more."
        if self.pinned:
            held = self.query_one(DeckWidget).settled.pinned or deck.alone
            what = "v changes what is beside it" if held else "here is room for one picture, so v shows the others"
            told = f"Pinned: {self.pinned}; {what}. P lets it go."
        self.notify(told, markup=False)

    def action_zoom(self) -> None:
        """One picture alone, or all of the bench again."""
        deck = self.query_one(DeckWidget).settled
        if deck.subjects:
            names = [*deck.views, CURVES]
            self.first = names.index(self.looked_at() if self.looked_at() in names else deck.present)
        self.toggle_class("zoomed")
        self.share_rows()
        self.refresh_bindings()
        if not self.has_class("zoomed"):
            self.first = min(self.first, max(0, len(deck.views) - 1))
            if not self.has_class("inspecting"):
                self.call_after_refresh(self.query_one(KnobPanel).take_focus)
        self.redraw()

    def action_log(self) -> None:
        """Loss on a log scale or a linear one."""
        self.log_loss = not self.log_loss
        self.redraw()

    def action_smooth(self) -> None:
        """Smooth the curves more, or not at all."""
        names = list(SMOOTHING)
        self.smoothing = names[(names.index(self.smoothing) + 1) % len(names)]
        self.redraw()
