"""What is wrong with the net on the desk: name, numbers, why, and the knob to turn; else what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.events import Notice
from engine.notices import KINDS, noticed
from tutor.actions import Action
from tutor.lab.desk import LabDesk
from tutor.lab.words import locked
from tutor.screens.dialog import Choices, Dialog, leaving, parted


def troubles(desk: LabDesk) -> list[Notice]:
    """What goes wrong in the run on ``desk``, divergence first. Advice is about knobs that are shown, if it can be."""
    found = list(desk.view.notices)
    if desk.view.status == "failed" and desk.view.kind == "diverged":
        found.insert(0, noticed("divergence", desk.view.message, desk.lab.knobs, desk.knobs))
    return [_advised(notice, desk) if notice.knob in desk.hidden else notice for notice in found]


def _advised(notice: Notice, desk: LabDesk) -> Notice:
    """``notice`` of a hidden knob with another one that helps, else with the way to the hidden one."""
    shown = noticed(notice.kind, notice.text, desk.shown, desk.knobs)
    return shown if shown.knob else replace(notice, advice=f"{notice.advice} {locked(notice.knob)}")


class HealthScreen(Dialog[Notice]):
    """Returns the trouble whose knob is to be turned, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter", "choose", "Turn the knob", "Turn the knob that helps against the highlighted trouble."),
    )
    BINDINGS = leaving("h")
    DEFAULT_CSS = """
    HealthScreen {
        & > Frame { width: 76; border: round $warning; border-title-color: $text-warning; }
        &.-well > Frame { border: round $success; border-title-color: $text-success; }
    }
    """

    def __init__(self, notices: Sequence[Notice], desk: LabDesk) -> None:
        super().__init__(classes="" if notices else "-well")
        self.notices, self.desk = list(notices), desk
        self.title = "! What is wrong" if notices else "✓ Nothing is wrong"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "choose" or bool(self.notices)

    def body(self) -> ComposeResult:
        if self.notices:
            yield Choices(*parted(Option(described(notice)) for notice in self.notices))
        else:
            yield Static(looked_for(self.desk))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click: turn that knob."""
        notice = self.notices[event.option_index]
        if notice.knob in self.desk.hidden:
            self.notify(f"{locked(notice.knob)} Esc closes this card.", markup=False)
        elif notice.knob:
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
