"""Reporting what is wrong or unclear where one stands: a sentence, or more in the learner's own editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from tutor import whole
from tutor.actions import Action, bindings
from tutor.editor import EditorTrouble, edit, editor_name
from tutor.paths import reports_dir
from tutor.reports.place import report_on
from tutor.reports.report import Report, write
from tutor.screens.base import TutorScreen
from tutor.screens.dialog import Dialog

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.app import TutorApp


def report_here(app: TutorApp) -> None:
    """Ask what is wrong on the present screen; over a dialog nothing happens."""
    screen = app.screen
    if isinstance(screen, TutorScreen):
        asking = app.ahead.take(ReportScreen, app)
        asking.report = report_on(app.course, screen)
        app.push_screen(asking)


class ReportScreen(Dialog[None]):
    """Says what the report is about, takes a sentence, writes the file and tells where it is."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "write", "Write it", "Write the report with this sentence.", bound=False),
        Action("ctrl+e", "edit", "More in an editor", "Write the report, and go on in your editor."),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = "ReportScreen > Frame { width: 76; }"

    report: Report
    """What is known already. This may have been built before there was anything to report."""

    def __init__(self, app: TutorApp) -> None:
        super().__init__()
        self._tutor = app

    def on_screen_resume(self) -> None:
        """Say what it is about."""
        self.frame.border_title = Content(self.report.title)
        self.query_one("#facts", Static).update(
            "\n".join(f"{name}: {_short(value)}" for name, value in self.report.facts[:5])
        )

    def body(self) -> ComposeResult:
        yield Static(id="facts", classes="note", markup=False)
        yield Input(placeholder="What is wrong or unclear here?", classes="below")
        yield Static("It becomes a file on this machine. Nothing is sent anywhere.", classes="note below", markup=False)

    def lost(self) -> bool:
        """What was typed."""
        return bool(self.query_one(Input).value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write it with the sentence."""
        event.stop()
        self.action_write()

    def action_write(self) -> None:
        """The same for a click on the key."""
        if (file := self._write(self.query_one(Input).value)) is not None:
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
                whole.write(file, edit(file.read_text(encoding="utf-8"), file.name))
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


def _short(value: str) -> str:
    return value if len(value) < 60 else f"{value[:59]}…"
