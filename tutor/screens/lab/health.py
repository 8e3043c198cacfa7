"""What is wrong with the net on the desk: name, numbers, why, and the knob to turn; else what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.events import Notice
from engine.notices import KINDS, noticed
from tutor.lab.desk import LabDesk
from tutor.screens.menu import Menu


def troubles(desk: LabDesk) -> list[Notice]:
    """What goes wrong in the run on ``desk``; a run that diverged has that to tell first."""
    found = list(desk.view.notices)
    if desk.view.status == "failed" and desk.view.kind == "diverged":
        found.insert(0, noticed("divergence", desk.view.message, desk.lab.knobs, desk.knobs))
    return found


class HealthScreen(ModalScreen[Notice | None]):
    """Returns the trouble whose knob is to be turned, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,h,q", "dismiss(None)", show=False)]
    DEFAULT_CSS = """
    HealthScreen {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
            border: round $warning; border-title-color: $text-warning; border-subtitle-color: $text-muted;
            background: $surface;
            &.well { border: round $success; border-title-color: $text-success; }
        }
        & VerticalScroll { height: auto; max-height: 100%; }
        & Menu { max-height: 100%; }
    }
    """

    def __init__(self, notices: Sequence[Notice], desk: LabDesk) -> None:
        super().__init__()
        self.notices, self.desk = list(notices), desk

    def compose(self) -> ComposeResult:
        with Vertical(classes="" if self.notices else "well") as frame:
            frame.border_title = "! What is wrong" if self.notices else "✓ Nothing is wrong"
            if self.notices:
                frame.border_subtitle = "Enter turns the knob · Esc closes"
                yield Menu(*(Option(described(notice)) for notice in self.notices))
            else:
                frame.border_subtitle = "Esc closes"
                with VerticalScroll():
                    yield Static(looked_for(self.desk))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click: turn that knob."""
        notice = self.notices[event.option_index]
        if notice.knob:
            self.dismiss(notice)
        else:
            self.notify("No knob of this lab helps against that.", markup=False)


def described(notice: Notice) -> Content:
    """A trouble's name, its numbers, why it happens and what to do."""
    return Content.assemble(
        (f"! {notice.name.capitalize()}\n", "bold $text-warning"),
        (f"{notice.text}\n", "bold"),
        f"{notice.why}\n",
        (f"→ {notice.advice}", "$text-accent"),
    )


def looked_for(desk: LabDesk) -> Content:
    """Every kind of trouble and the sign of it."""
    when = {
        "running": "Nothing is wrong with this run so far.",
        "finished": "Nothing went wrong in this run.",
    }.get(desk.view.status, "Nothing is wrong with this net so far.")
    parts: list[tuple[str, str] | str] = [f"{when} While it trains, this is looked for:\n"]
    for kind in KINDS.values():
        parts += [(f"\n{kind.name.capitalize()}: ", "bold"), f"{kind.sign}."]
    return Content.assemble(*parts)
