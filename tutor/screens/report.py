"""Reporting what is wrong or unclear where one stands: a sentence, or more in the learner's own editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tutor.editor import EditorTrouble, edit, editor_name
from tutor.paths import reports_dir
from tutor.reports.place import report_on
from tutor.reports.report import Report, write
from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.app import TutorApp


def report_here(app: TutorApp) -> None:
    """Ask what is wrong on the present screen; over a dialog nothing happens."""
    screen = app.screen
    if isinstance(screen, TutorScreen):
        app.push_screen(ReportScreen(app, report_on(app.course, screen)))


class ReportScreen(ModalScreen[None]):
    """Says what the report is about, takes a sentence, writes the file and tells where it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("ctrl+e", "edit", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]
    DEFAULT_CSS = """
    ReportScreen {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 1 2;
            border: round $primary; background: $surface; border-title-color: $text-primary; border-title-style: bold;
        }
        & .fact { color: $text-muted; }
        & .note { color: $text-muted; margin-top: 1; }
        & Input { margin-top: 1; }
    }
    """

    def __init__(self, app: TutorApp, report: Report) -> None:
        super().__init__()
        self._tutor, self.report = app, report

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = self.report.title
            for name, value in self.report.facts[:5]:
                short = value if len(value) < 60 else f"{value[:59]}…"
                yield Static(f"{name}: {short}", classes="fact", markup=False)
            yield Input(placeholder="What is wrong or unclear here?")
            name = editor_name()
            ways = f"Enter writes the report · Ctrl+E writes more in {name}" if name else "Enter writes the report"
            note = f"{ways} · Esc: nothing\nIt becomes a file on this machine. Nothing is sent anywhere."
            yield Static(note, classes="note", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write it with the sentence."""
        event.stop()
        if (file := self._write(event.value)) is not None:
            self._tell(file)

    def action_edit(self) -> None:
        """Write it, and go on in the editor."""
        from textual.app import SuspendNotSupported

        if not editor_name():
            self.notify("Set EDITOR before you start tutor, for example EDITOR=nano.", title="No editor is set")
            return
        if (file := self._write(self.query_one(Input).value)) is None:
            return
        try:
            with self.app.suspend():
                file.write_text(edit(file.read_text(encoding="utf-8"), file.name), encoding="utf-8")
        except SuspendNotSupported:
            self.notify("This terminal cannot be lent to another program; open the file yourself.")
        except (EditorTrouble, OSError) as trouble:
            self.notify(str(trouble), title="Not edited", severity="warning", markup=False)
        self._tell(file)

    def _write(self, said: str) -> Path | None:
        """The file; None when it could not be written, which is told."""
        try:
            return write(self.report, self._tutor.course.root, reports_dir(), self._tutor.now(), said)
        except OSError as error:
            words = f"The report cannot be written: {error.strerror}."
            self.notify(words, title="No report", severity="error", markup=False)
            return None

    def _tell(self, file: Path) -> None:
        self.app.notify(str(file), title="The report is in", timeout=12, markup=False)
        self.dismiss()
