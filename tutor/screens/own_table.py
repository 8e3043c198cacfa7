"""A table of one's own: name the file, see what it holds, choose the column to be learned, and go to the lab."""

from __future__ import annotations

from functools import partial

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.lab import LabError
from engine.table.columns import Column, Survey, look, survey
from engine.table.doubts import doubts
from engine.table.read import Sheet, read
from engine.views import Table
from tutor.actions import Action, bindings
from tutor.palette import OWN_TABLE
from tutor.paths import expanded
from tutor.screens.base import TutorScreen, aside
from tutor.screens.menu import Menu
from tutor.widgets.ink import Ink
from tutor.widgets.painted import Painted
from tutor.widgets.path_input import PathInput
from tutor.widgets.table import paint_table

SUFFIXES = (".csv", ".tsv", ".txt")
PREVIEW, WIDEST, LINE = 4, 14, 32
"""Rows that are shown of a table, how many cells a text may take in them, and what a column's entry may take."""
WANTED = "A CSV file: a header with the names of the columns, then a row for each example. Tab completes a path."


class OwnTableScreen(TutorScreen):
    """Enter on a path reads it; Enter on a column learns it in the lab."""

    TITLE = "Your own table"
    ACTIONS = (
        Action("enter", "take", "Read / learn", "On a path: read the file. On a column: learn it, in the lab."),
        Action("e", "path", "Other file", "Name another file."),
        Action("tab", "complete", "Complete", "In the path: write what can only follow.", show=False, bound=False),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    OwnTableScreen {
        & #middle { height: 1fr; align-horizontal: center; }
        & #page { max-width: 140; padding: 0 2; }
        &.-tall #page { padding: 4 2 2 2; }
        & PathInput { border: round $foreground 30%; background: transparent; height: 3; margin-top: 1; }
        & PathInput:focus { border: round $primary; }
        & #told { height: auto; max-height: 5; padding: 0 1; margin-bottom: 1; }
        & Horizontal { height: 1fr; }
        & #left { width: 34; height: 1fr; margin-right: 2; }
        & Menu { height: 1fr; background: transparent; }
        & .name { text-style: bold; color: $text-primary; }
        & #found { height: 1fr; scrollbar-size-vertical: 1; }
        & #rows { height: 7; }
        & .hidden { display: none; }
    }
    """

    def __init__(self, path: str = "", lab: TutorScreen | None = None) -> None:
        super().__init__()
        self.path, self.belongs_to = path, lab
        self.sheet: Sheet | None = None
        self._asked = 0

    def body(self) -> ComposeResult:
        with Container(id="middle"), Vertical(id="page"):
            yield PathInput(self.path, SUFFIXES, "path of a CSV file")
            yield Static(WANTED, id="told", markup=False)
            with Horizontal(id="table", classes="hidden"):
                with Vertical(id="left"):
                    yield Static("What is to be learned?", classes="name")
                    yield Menu(id="columns")
                with Vertical():
                    yield Static("The first rows", classes="name")
                    yield Painted(Table("", [], []), paint_preview, id="rows")
                    with VerticalScroll(id="found", can_focus=False):
                        yield Static(id="judged")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "path" or not isinstance(self.focused, PathInput)  # there e is a letter

    def on_mount(self) -> None:
        self.query_one(PathInput).focus()
        if self.path:
            self._read(self.path)

    # The file

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter on the path."""
        self._read(event.value)

    def _read(self, path: str) -> None:
        self._asked += 1
        if not path.strip():
            self._tell(WANTED)
            return
        self.path = str(expanded(path.strip()).absolute())
        self._tell(f"Reading {path} …")
        aside(self, partial(self._reading, self._asked, self.path))

    def _reading(self, asked: int, path: str) -> None:
        """In a thread of its own."""
        try:
            sheet = read(path)
            columns = look(sheet)
        except LabError as mistake:
            self._answer(asked, self._refused, mistake)
        else:
            self._answer(asked, self._show_sheet, sheet, columns)

    def _answer(self, asked: int, then: object, *results: object) -> None:
        """Call ``then`` in the app's thread, unless something else was asked since, or the screen was left."""

        def call() -> None:
            if asked == self._asked and self.is_open and callable(then):
                then(*results)

        if self.is_running:
            self.app.call_from_thread(call)

    def _refused(self, mistake: LabError) -> None:
        self.sheet = None
        self.query_one("#table").add_class("hidden")
        self._tell(f"✗ {mistake.message}", mistake.hint)
        self.query_one(PathInput).focus()

    def _show_sheet(self, sheet: Sheet, columns: list[Column]) -> None:
        self.sheet = sheet
        self.query_one("#table").remove_class("hidden")
        self._tell(f"✓ {len(sheet.rows):,} rows, {len(columns)} columns.", "Choose the column to be learned: Enter.")
        first = [[_cut(cell) for cell in row] for row in sheet.rows[:PREVIEW]]
        self.query_one("#rows", Painted).show(Table("", [_cut(name) for name in sheet.columns], first))
        menu = self.query_one(Menu)
        menu.set_options(Option(_entry(column), id=str(place)) for place, column in enumerate(columns))
        used = [place for place, column in enumerate(columns) if column.kind != "left out"]
        menu.highlighted = used[-1] if used else 0
        menu.focus()

    def _tell(self, text: str, hint: str = "") -> None:
        tone = "$text-error" if text.startswith("✗") else "$text-success" if text.startswith("✓") else ""
        self.query_one("#told", Static).update(Content.assemble((text, tone), " ", (hint, "$text-muted")))

    # The target

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what learning this column would be."""
        if self.sheet is not None:
            self._asked += 1
            work = partial(self._judging, self._asked, self.sheet, self.sheet.columns[event.option_index])
            aside(self, work)

    def _judging(self, asked: int, sheet: Sheet, target: str) -> None:
        """In a thread of its own."""
        try:
            found = survey(sheet, target)
            said = _judged(found, doubts(found))
        except LabError as mistake:
            said = Content.assemble((f"✗ {mistake.message} ", "$text-error"), (mistake.hint, "$text-muted"))
        self._answer(asked, self.query_one("#judged", Static).update, said)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click on a column: to the lab, unless it cannot be learned."""
        if self.sheet is None:
            return
        target = self.sheet.columns[event.option_index]
        try:
            survey(self.sheet, target)
        except LabError as mistake:
            self.notify(f"{mistake.message} {mistake.hint}", severity="warning", markup=False)
            return
        app, knobs = self.tutor, {"data": self.path, "target": target}
        self.action_back()
        app.open_lab(OWN_TABLE, knobs)

    def action_take(self) -> None:
        """Read the file, wherever the focus is; lists and lines answer Enter themselves."""
        self._read(self.query_one(PathInput).value)

    def action_path(self) -> None:
        """Back to the line with the path."""
        self.query_one(PathInput).focus()


def paint_preview(view: Table, width: int, height: int, ink: Ink) -> list[Strip]:
    """As many columns as have room whole, then a sign that there are more."""
    wide = [max(map(cell_len, texts)) + 1 for texts in zip(view.columns, *view.rows, strict=True)]
    room, count = width - 2, 0
    while count < len(wide) and sum(wide[: count + 1]) + 2 * (count + 1 < len(wide)) <= room:
        count += 1
    if 0 < count < len(wide):
        cut = [[*cells[:count], "…"] for cells in (view.columns, *view.rows)]
        view = Table(view.name, cut[0], cut[1:])
    return paint_table(view, width, height, ink)


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _entry(column: Column) -> Content:
    """A column's name, and what it is."""
    what = f"– {column.note}" if column.kind == "left out" else column.kind
    missing = f", {column.missing} missing" if column.missing and column.kind != "left out" else ""
    name = _cut(column.name)
    said = f"{what}{missing}"
    room = LINE - len(name) - 3
    return Content.assemble(
        " ", (name, "bold"), (f"  {said if len(said) <= room else said[: room - 1] + '…'}", "$text-muted")
    )


def _judged(found: Survey, warned: list[str]) -> Content:
    """What is learned from what, and every warning."""
    if found.task == "regression":
        what = "a number (regression)"
    else:
        what = f"one of {len(found.target.levels)} classes (classification)"
    lines = [Content.assemble((found.target.name, "bold"), f" is {what}, from {len(found.used)} columns.")]
    lines += [Content.assemble(("⚠ ", "$text-warning"), doubt) for doubt in warned]
    return Content("\n").join(lines or [Content("")])
