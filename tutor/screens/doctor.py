"""What this machine offers, what is wrong and what to do: `tutor doctor` inside the app."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.actions import Action, bindings
from tutor.screens.base import TutorScreen

LOOKING = "Looking at this machine: devices run a small test, that takes a few seconds …"


class DoctorScreen(TutorScreen):
    """The findings, problems first; the looking happens in a thread."""

    TITLE = "Doctor"
    ACTIONS = (
        Action("r", "look", "Look again", "Look at this machine once more."),
        Action(
            "up,down", "scroll", "Scroll", "Go through the findings (also Page up, Page down).", bound=False, show=False
        ),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    DoctorScreen {
        & VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; align-horizontal: center; }
        &.-tall VerticalScroll { padding-top: 5; }
        & #found { max-width: 100; }
    }
    """

    def __init__(self, then: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.then = then
        """What to do when the learner goes back from here."""

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(LOOKING, id="found", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.action_look()

    def action_back(self) -> None:
        """Go back, or on with what was to be done after this."""
        super().action_back()
        if self.then is not None:
            self.then()

    def action_look(self) -> None:
        """Look, and show what was found."""
        self.query_one("#found", Static).update(LOOKING)
        self.run_worker(self._look(), exclusive=True)

    async def _look(self) -> None:
        from tutor import doctor

        found = await asyncio.to_thread(doctor.examine)
        if self.is_open:
            self.query_one("#found", Static).update(_shown(found["problems"], doctor.as_text(found)))


def _shown(problems: list[dict[str, str]], text: str) -> Content:
    """What is wrong, then everything that was found."""
    head = [Content.assemble(("✗ ", "bold $text-error"), f"{one['problem']} ", (one["do"], "bold")) for one in problems]
    head = head or [Content.styled("✓ No problems found.", "bold $text-success")]
    rest = text.split("\nProblems\n", maxsplit=1)[0].removesuffix("No problems found.").rstrip()
    return Content("\n").join([*head, Content(""), *map(_headed, rest.split("\n"))])


def _headed(line: str) -> Content:
    """A line of the findings; one that is not indented begins with a heading, or is one."""
    name, colon, told = line.partition(":")
    heading = "" if line.startswith(" ") else "bold $text-primary"
    return Content.assemble((f"{name}{colon}", heading), told)
