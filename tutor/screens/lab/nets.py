"""Saving the net of a lab under a name, and the list of those saved before: open, export, delete."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.lab import Lab, LabError
from engine.words import words
from tutor.actions import Action
from tutor.lab.nets import ENDING, SavedNet, changed, delete, file_of, free_folder, saved_nets, suggested
from tutor.numbers import number
from tutor.paths import datasets_dir, nets_dir
from tutor.screens.ask import Answer, AskScreen
from tutor.screens.base import TutorScreen, aside
from tutor.screens.dialog import Choices, Dialog, leaving, parted
from tutor.screens.line import LineDialog

if TYPE_CHECKING:
    from engine.events import Saved
    from tutor.lab.desk import LabDesk

KEEP, REPLACE = Answer("keep", "k", "Keep it, and choose another name"), Answer("replace", "r", "Replace it")
STAY, DELETE = Answer("stay", "k", "Keep it"), Answer("delete", "d", "Delete it for good")
SHOWN = 2
"""Metrics told of each net."""


class NameScreen(LineDialog[str]):
    """Asks for the name to save a net under, and returns it."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "take", "Save", "Save the net as it is now under this name.", bound=False),
    )

    def __init__(self) -> None:
        super().__init__(Input(max_length=100), "Save the net as it is now")

    def read(self, text: str) -> str:
        file_of(text)
        return text


class NetKeeper(TutorScreen):
    """The part of a lab's screen that saves its net and opens saved ones."""

    @property
    @abstractmethod
    def desk(self) -> LabDesk:
        """The desk."""

    @abstractmethod
    def net_changed(self) -> None:
        """Another net is on the desk."""

    def action_save(self) -> None:
        """Ask for a name and save. Training stands still meanwhile: what is saved is what was seen."""
        if self.desk.view.status == "running":
            self.desk.toggle()
        self._ask_name(suggested(self.desk.lab, self.desk.view.metrics, date.today()))

    def _ask_name(self, proposed: str) -> None:
        screen = self.tutor.ahead.take(NameScreen)
        screen.propose(proposed)
        self.app.push_screen(screen, self._named)

    def _named(self, name: str | None) -> None:
        """Save under ``name``; ask first if another net would be replaced."""
        if name is None:
            return
        file = file_of(name)
        if not file.exists():
            self.desk.save(file)
            return

        def answered(answer: str | None) -> None:
            if answer == "replace":
                self.desk.save(file)
            elif answer == "keep":
                self._ask_name(name)

        self.app.push_screen(AskScreen(f"There is a net called {name} already.", (REPLACE, KEEP)), answered)

    def tell_saved(self, saved: Saved | None) -> None:
        """Say what became of saving, once."""
        if saved is not None and saved is not self._told:
            file = Path(saved.file)
            listed = f"Saved as {file.name.removesuffix(ENDING)}. The key O lists the saved nets."
            elsewhere = f"Written: {file}. tutor export-net makes tinygrad, PyTorch and Keras of it."
            self.notify(
                saved.trouble or (listed if file.parent == nets_dir() else elsewhere),
                severity="error" if saved.trouble else "information",
                markup=False,
            )
        self._told = saved

    _told: Saved | None = None

    def action_nets(self) -> None:
        """Choose a saved net of this lab and open it."""
        self.app.push_screen(NetsScreen(self.desk.lab, self.desk.file), self._chosen_net)

    def _chosen_net(self, net: SavedNet | None) -> None:
        if net is None or net.about is None:
            return
        try:
            self.desk.open(net.file, net.about)
        except LabError as mistake:
            words = f"{net.name} cannot be opened: {mistake.message} {mistake.hint}"
            self.notify(words, severity="warning", markup=False)
        else:
            self.net_changed()


class NetsScreen(Dialog[SavedNet]):
    """The saved nets of one lab, newest first; returns the one to open."""

    TITLE = "Saved nets of this lab"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "choose", "Open", "Go on with the highlighted net.", bound=False),
        Action("e", "export", "Export", "Write the highlighted net for tinygrad, PyTorch and Keras."),
        Action("x,delete", "delete", "Delete", "Delete the highlighted net, after a question."),
    )
    BINDINGS = leaving("O", *ACTIONS)
    DEFAULT_CSS = """
    NetsScreen {
        & > Frame { width: 76; }
        & #told { display: none; }
    }
    """

    def __init__(self, lab: type[Lab], lab_file: Path) -> None:
        super().__init__()
        self.lab, self.lab_file = lab, lab_file
        self.nets: list[SavedNet] = []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.nets) or action not in {one.name for one in self.ACTIONS}

    def body(self) -> ComposeResult:
        yield Choices()
        yield Static(id="told", classes="note", markup=False)

    def on_mount(self) -> None:
        self._list()

    def _list(self) -> None:
        menu = self.query_one(Choices)
        row = menu.highlighted or 0
        self.nets = saved_nets(self.lab.id)
        menu.set_options(parted(Option(described(self.lab, net)) for net in self.nets))
        menu.highlighted = min(row, len(self.nets) - 1) if self.nets else None
        menu.display = bool(self.nets)
        if not self.nets:
            self._tell("None yet. S saves the net as it is, while it trains or after.")
        self.tell_keys()

    def _tell(self, text: str) -> None:
        told = self.query_one("#told", Static)
        told.update(text)
        told.display = True
        told.set_class(bool(self.nets), "below")

    @property
    def _chosen(self) -> SavedNet | None:
        row = self.query_one(Choices).highlighted
        return None if row is None or not self.nets else self.nets[row]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click: open it, unless it cannot be read."""
        net = self.nets[event.option_index]
        self._tell(net.trouble) if net.about is None else self.dismiss(net)

    def action_delete(self) -> None:
        """Ask, then delete the highlighted net."""
        if (net := self._chosen) is None:
            return

        def answered(answer: str | None) -> None:
            if answer == "delete":
                try:
                    delete(net)
                    self._tell(f"{net.name} is deleted.")
                except LabError as mistake:
                    self._tell(mistake.message)
                self._list()

        self.app.push_screen(AskScreen(f"Delete {net.name}?", (STAY, DELETE)), answered)

    def action_export(self) -> None:
        """Write the highlighted net into a folder beside it."""
        if (net := self._chosen) is None:
            return
        self._tell(f"Exporting {net.name} …")
        aside(self, partial(self._export, net, free_folder(net)))

    def _export(self, net: SavedNet, folder: Path) -> None:
        from engine.exporting import export

        try:
            told = f"Exported to {folder}: {', '.join(export(net.file, self.lab_file, folder, datasets_dir()))}."
        except LabError as mistake:
            told = f"{mistake.message} {mistake.hint}"
        if self.is_running:
            self.app.call_from_thread(self._tell, told)


def described(lab: type[Lab], net: SavedNet) -> Content:
    """A net's name and date, its metrics, and the knobs that are not as usual."""
    head = Content.assemble((net.name, "bold"), (f"  {net.at:%Y-%m-%d %H:%M}", "$text-muted"))
    if net.about is None:
        return Content.assemble(head, ("\ncannot be read", "$text-error"))
    about = net.about
    numbers = [f"{words(name)} {number(value, 3)}" for name, value in list(about.metrics.items())[:SHOWN]]
    knobs = [f"{words(name)} {value}" for name, value in _changed(lab, net).items()] or ["default knobs"]
    told = ", ".join([f"{about.steps} steps", *numbers])
    return Content.assemble(head, f"\n{told}\n", (", ".join([*knobs, f"seed {about.seed}"]), "$text-muted"))


def _changed(lab: type[Lab], net: SavedNet) -> dict[str, object]:
    return dict(changed(lab, net.about.knobs)) if net.about else {}
