"""Saving the net of a lab under a name, and the list of those saved before: open, export, delete."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.lab import Lab, LabError
from engine.words import words
from tutor.lab.nets import ENDING, SavedNet, changed, delete, file_of, free_folder, saved_nets, suggested
from tutor.paths import datasets_dir, nets_dir
from tutor.screens.ask import Answer, AskScreen
from tutor.screens.base import TutorScreen
from tutor.screens.menu import Menu
from tutor.widgets.numbers import number

if TYPE_CHECKING:
    from engine.events import Saved
    from tutor.lab.desk import LabDesk

KEEP, REPLACE = Answer("keep", "k", "Keep it, and choose another name"), Answer("replace", "r", "Replace it")
STAY, DELETE = Answer("stay", "k", "Keep it"), Answer("delete", "d", "Delete it for good")
SHOWN = 2
"""Metrics told of each net."""


class NameScreen(ModalScreen[str | None]):
    """Asks for the name to save a net under; returns it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]
    DEFAULT_CSS = """
    NameScreen {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 64; max-width: 100%; height: auto; padding: 1 2; border: round $primary; background: $surface;
        }
        & .question { text-style: bold; margin-bottom: 1; }
        & .note { color: $text-muted; margin-top: 1; }
    }
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.suggestion = name

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Save the net as it is now under this name:", classes="question", markup=False)
            yield Input(self.suggestion, max_length=100, select_on_focus=False)
            yield Static("Enter saves · Esc does not", classes="note", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the name, if a file can be called so."""
        try:
            file_of(event.value)
        except LabError as mistake:
            self.notify(f"{mistake.message} {mistake.hint}", severity="warning", markup=False)
        else:
            self.dismiss(event.value)


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
        self.app.push_screen(NameScreen(suggested(self.desk.lab, self.desk.view.metrics, date.today())), self._named)

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
                self.app.push_screen(NameScreen(name), self._named)

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


class NetsScreen(ModalScreen[SavedNet | None]):
    """The saved nets of one lab, newest first; returns the one to open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,O,q", "dismiss(None)", show=False),
        Binding("x,delete", "delete", show=False),
        Binding("e", "export", show=False),
    ]
    DEFAULT_CSS = """
    NetsScreen {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 1 1;
            border: round $primary; border-title-color: $text-primary; border-subtitle-color: $text-muted;
            background: $surface;
        }
        & Menu { max-height: 18; }
        & #told { height: auto; margin: 1 1 0 1; color: $text-muted; }
    }
    """

    def __init__(self, lab: type[Lab], lab_file: Path) -> None:
        super().__init__()
        self.lab, self.lab_file = lab, lab_file
        self.nets: list[SavedNet] = []

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Saved nets of this lab"
            frame.border_subtitle = "Enter opens · e exports · x deletes · Esc closes"
            yield Menu()
            yield Static(id="told", markup=False)

    def on_mount(self) -> None:
        self._list()
        self.query_one(Menu).focus()

    def _list(self) -> None:
        menu = self.query_one(Menu)
        row = menu.highlighted or 0
        self.nets = saved_nets(self.lab.id)
        menu.set_options(Option(described(self.lab, net)) for net in self.nets)
        menu.highlighted = min(row, len(self.nets) - 1) if self.nets else None
        menu.display = bool(self.nets)
        if not self.nets:
            self._tell("None yet. S saves the net as it is, while it trains or after.")

    def _tell(self, text: str) -> None:
        self.query_one("#told", Static).update(text)

    @property
    def _chosen(self) -> SavedNet | None:
        row = self.query_one(Menu).highlighted
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
        self.run_worker(partial(self._export, net, free_folder(net)), exclusive=True, thread=True)

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
    head = Content.assemble((net.name, "bold"), (f"  {net.at:%Y-%m-%d %H:%M}\n", "$text-muted"))
    if net.about is None:
        return Content.assemble(head, ("  cannot be read\n", "$text-error"))
    about = net.about
    numbers = [f"{words(name)} {number(value, 3)}" for name, value in list(about.metrics.items())[:SHOWN]]
    knobs = [f"{words(name)} {value}" for name, value in _changed(lab, net).items()] or ["default knobs"]
    told = ", ".join([f"{about.steps} steps", *numbers])
    return Content.assemble(
        head, f"  {told}\n", ("  " + ", ".join([*knobs, f"seed {about.seed}"]) + "\n", "$text-muted")
    )


def _changed(lab: type[Lab], net: SavedNet) -> dict[str, object]:
    return dict(changed(lab, net.about.knobs)) if net.about else {}
