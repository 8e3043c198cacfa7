"""The code of a run to pass on, and a line to open one that somebody passed to you."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from engine.lab import LabError, load_lab
from engine.words import words
from tutor.actions import Action, bindings
from tutor.lab.share import Shared, as_command, code_of, looks_like_code, read_code
from tutor.screens.hide import KnobsScreen
from tutor.screens.line import LineDialog

if TYPE_CHECKING:
    from tutor.app import TutorApp
    from tutor.lab.desk import LabDesk

COPIED = "Copied, if your terminal lets programs copy; else mark it with the mouse (Shift held) and copy it."
MIDWAY = (
    "Knobs or weights were changed by hand on the way. The code holds the knobs as they are now, and no weights: "
    "its run will differ from this one."
)
HALFWAY = "This run has not come to its end; its code goes on to step {length:,}."
OPENED = "This net began as a saved one; the code begins with a new net."


class ShareScreen(LineDialog[Shared]):
    """Shows ``code``, if there is one, with what it means; returns the run of a code that was entered."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("tab", "knobs", "Hide knobs", "Choose which knobs whoever opens the code is to see."),
        Action("enter", "take", "Open the code", "Open the lab with the run of the code you entered.", bound=False),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    ShareScreen {
        & #code { color: $text-accent; margin: 1 0; }
        & .note { margin-bottom: 1; }
        & #mistake { margin-top: 1; }
    }
    """

    def __init__(self, app: TutorApp, notes: tuple[str, ...] = (), desk: LabDesk | None = None) -> None:
        line = Input(placeholder="such as xor-1401-Z037P", max_length=400, compact=True)
        super().__init__(line, "Share this run" if notes else "Open a code")
        self._course, self.notes, self.desk = app.course, notes, desk
        self.hidden: tuple[str, ...] | None = None
        """The knobs that the code hides; None while there is no code."""

    def body(self) -> ComposeResult:
        if self.desk is not None:
            yield Static("Whoever opens this code gets the same run, number by number:", markup=False)
            yield Static(id="code", classes="lead", markup=False)
            yield Static(id="meaning", classes="note", markup=False)
        for note in self.notes:
            yield Static(note, classes="note", markup=False)
        yield Static("A code that you were given:", markup=False)
        yield from super().body()

    def read(self, text: str) -> Shared:
        """The run that ``text`` means. Raises LabError."""
        labs = self._course.lab_ids
        if not looks_like_code(text, labs):
            raise LabError(f"{text.strip()!r} is no code.", "A code is a lab's name, a dash, and signs in fours.")
        return read_code(text, labs, lambda lab: load_lab(self._course.lab_file(lab)))

    def on_screen_resume(self) -> None:
        """Seen for the first time: the code is copied then, not when this was built."""
        if self.desk is not None and self.hidden is None:
            self._tell(self.desk, self.desk.hidden)

    def _tell(self, desk: LabDesk, hidden: tuple[str, ...]) -> None:
        """Show and copy the code, some knobs ``hidden`` by it."""
        code = code_of(desk.lab, desk.began, desk.seed, desk.steps, hidden)
        self.hidden = hidden
        self.app.copy_to_clipboard(code)
        self.query_one("#code", Static).update(code)
        told = f"It means: {as_command(self.read(code))}"
        if hidden:
            shown = [words(knob.name) for knob in desk.lab.knobs if knob.name not in hidden]
            told += f"\nKnobs to be seen: {', '.join(shown) or 'none'}."
        self.query_one("#meaning", Static).update(told)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Knobs are hidden by a code of one's own."""
        return action != "knobs" or self.desk is not None

    def action_knobs(self) -> None:
        """Choose the knobs to be seen."""
        if (desk := self.desk) is not None:
            self.app.push_screen(
                KnobsScreen(desk.lab.knobs, self.hidden or ()), lambda hidden: self._tell(desk, hidden or ())
            )

    def action_take(self) -> None:
        """Open the code; an empty line is no mistake yet."""
        if self.line.value.strip():
            super().action_take()


def share_desk(app: TutorApp, desk: LabDesk) -> None:
    """Show and copy the code of the run on the desk."""
    try:
        code_of(desk.lab, desk.began, desk.seed, desk.steps)
    except LabError as mistake:
        open_code(app, (mistake.message,))
        return
    open_code(app, notes_on(desk), desk)


def notes_on(desk: LabDesk) -> tuple[str, ...]:
    """What is to be known of the code of the run on the desk."""
    halfway = HALFWAY.format(length=desk.length)
    notes = {COPIED: True, MIDWAY: desk.midway, halfway: desk.halfway, OPENED: desk.opened}
    return tuple(note for note, holds in notes.items() if holds)


def open_code(app: TutorApp, notes: tuple[str, ...] = (), desk: LabDesk | None = None) -> None:
    """Ask for a code and go to its lab."""

    def entered(shared: Shared | None) -> None:
        if shared is not None:
            seed = 1 if shared.seed is None else shared.seed
            app.open_lab(shared.lab, shared.knobs, seed, shared.steps, shared.hidden)

    app.push_screen(app.ahead.take(ShareScreen, app, notes, desk), entered)
