"""Full-size data sets in the app: what there is, fetching with a bar that can be stopped, removing."""

from __future__ import annotations

import time
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from tutor.actions import Action, bindings
from tutor.lab.datasets import DATASETS, DataError, Dataset, fetch, remove
from tutor.screens.ask import Answer, AskScreen
from tutor.screens.base import TutorScreen, aside
from tutor.screens.dialog import parted
from tutor.screens.menu import Menu

EVERY = 0.1
"""Seconds between two drawings of the bar."""
KEEP, REMOVE = Answer("keep", "k", "Keep it"), Answer("remove", "r", "Delete it; it can be fetched again")


class _Stopped(Exception):  # noqa: N818 - not an error
    """The learner stopped the download."""


class DataScreen(TutorScreen):
    """One data set a line; Enter fetches it or stops fetching it, what arrived is kept."""

    TITLE = "Data sets"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "fetch", "Get / stop", "Fetch the highlighted data set, or stop: what arrived is kept."),
        Action("x", "remove", "Remove", "Delete the highlighted data set."),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    DataScreen {
        & > VerticalScroll { padding: 1 2; align-horizontal: center; }
        &.-tall > VerticalScroll { padding-top: 5; }
        & Vertical { width: 1fr; max-width: 84; height: auto; }
        & .note { color: $text-muted; margin-bottom: 1; }
        & #told { margin-top: 1; height: auto; }
        & ProgressBar { margin-top: 1; display: none; }
        & Bar { width: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.fetching: Dataset | None = None
        self._stop = False

    def body(self) -> ComposeResult:
        with VerticalScroll(), Vertical():
            note = "The labs come with small data of their own. These are the full sets, fetched once, then offline."
            yield Static(note, classes="note", markup=False)
            yield Menu()
            yield ProgressBar(show_eta=True)
            yield Static(id="told", markup=False)

    def on_mount(self) -> None:
        self._list()
        self.query_one(Menu).focus()

    def _list(self) -> None:
        menu = self.query_one(Menu)
        row = menu.highlighted or 0
        menu.set_options(parted(Option(_entry(dataset), id=name) for name, dataset in DATASETS.items()))
        menu.highlighted = row

    def _tell(self, text: str) -> None:
        self.query_one("#told", Static).update(text)

    @property
    def _chosen(self) -> Dataset:
        return list(DATASETS.values())[self.query_one(Menu).highlighted or 0]

    # Fetching

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click on a data set."""
        self.action_fetch()

    def action_fetch(self) -> None:
        """Fetch the highlighted data set, or stop what is being fetched."""
        dataset = self._chosen
        if self.fetching is not None:
            self._stop = True
        elif dataset.is_here:
            self._tell(f"{dataset.id} is here already, in {dataset.folder}.")
        else:
            self.fetching, self._stop = dataset, False
            bar = self.query_one(ProgressBar)
            bar.display = True
            bar.update(total=dataset.size, progress=dataset.arrived)
            self._tell(f"Fetching {dataset.id}. Enter stops it; what arrived is kept.")
            aside(self, lambda: self._fetch(dataset))

    def _fetch(self, dataset: Dataset) -> None:
        """In a thread of its own."""
        drawn = [0.0]

        def progress(arrived: int, total: int) -> None:
            if self._stop or not self.is_open:
                raise _Stopped
            if time.monotonic() - drawn[0] >= EVERY:
                drawn[0] = time.monotonic()
                self.app.call_from_thread(self.query_one(ProgressBar).update, progress=arrived)

        try:
            fetch(dataset, progress)
            ending = f"✓ {dataset.id} is here now. Labs that can use it offer it."
        except _Stopped:
            ending = "Stopped. What arrived is kept; Enter goes on from there."
        except DataError as error:
            ending = f"✗ {error.message} {error.hint}"
        if self.is_open:
            self.app.call_from_thread(self._ended, ending)

    def _ended(self, ending: str) -> None:
        self.fetching = None
        self.query_one(ProgressBar).display = False
        self._list()
        self._tell(ending)

    # Removing

    def action_remove(self) -> None:
        """Ask, then delete the highlighted data set."""
        dataset = self._chosen
        if self.fetching is not None or not dataset.arrived:
            self._tell("There is nothing to remove." if self.fetching is None else "Stop the download first.")
            return

        def answered(answer: str | None) -> None:
            if answer == "remove":
                try:
                    told = f"{remove(dataset) / 1e6:.1f} MB freed."
                except DataError as error:
                    told = f"{error.message} {error.hint}"
                self._list()
                self._tell(told)

        self.app.push_screen(AskScreen(f"Delete {dataset.id} from this machine?", (KEEP, REMOVE)), answered)

    def unfinished(self) -> str:
        """Asked before the app quits."""
        return "A download is under way; what arrived is kept. Quit?" if self.fetching is not None else ""


def _entry(dataset: Dataset) -> Content:
    """Title, who made it, and how much of it is here."""
    here, arrived, megabytes = dataset.is_here, dataset.arrived, f"{dataset.size / 1e6:.1f} MB"
    mark = ("●", "$text-success") if here else ("◐", "$text-warning") if arrived else ("○", "$text-muted")
    state = f"here, {megabytes}" if here else f"{arrived / 1e6:.1f} of {megabytes}" if arrived else megabytes
    first = Content.assemble(" ", mark, " ", (dataset.title, "bold"), f"   {state}\n")
    return Content.assemble(first, (f"   {dataset.about}", "$text-muted"))
