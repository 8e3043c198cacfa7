"""What all dialogs do alike: ways out, keys told, and room for everything on small terminals."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen
from textual.widgets import Input

from tests.screens.apps import until
from tests.snapshot import screen_text
from tutor.actions import Action
from tutor.palette import Palette
from tutor.screens.ask import Answer, AskScreen
from tutor.screens.dialog import Choices, Frame
from tutor.screens.line import LineDialog
from tutor.screens.small import SmallScreen
from tutor.screens.trouble import TroubleScreen
from tutor.store import RecordError

MANY = [Answer(str(number), "", f"answer {number}") for number in range(30)]
LONG = Answer("long", "l", "An answer that says at some length what will happen then")


class Line(LineDialog[str]):
    ACTIONS = (Action("enter", "take", "Take it", "Take the line.", bound=False),)

    def read(self, text: str) -> str:
        return text


class Bare(App[None]):
    """An app with a dialog and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[str | None] = []
        self.stops = 0

    def action_suspend_process(self) -> None:
        self.stops += 1


def in_sight(app: App[None], text: str) -> bool:
    return text in screen_text(app)


async def test_a_list_longer_than_the_terminal_shows_all_above_and_below_it() -> None:
    dialog = AskScreen("Which?", [LONG, *MANY], "One is enough.")
    app = Bare()
    async with app.run_test(size=(60, 20)) as pilot:
        app.push_screen(dialog, app.answers.append)
        await until(pilot, lambda: in_sight(app, "Which?") and in_sight(app, "Esc Close"), "the question")
        assert in_sight(app, "║  l  An answer") and in_sight(app, "║     happen then"), "text goes on below text"
        assert isinstance(app.screen.focused, Choices)
        await pilot.press("end")
        await until(pilot, lambda: in_sight(app, "answer 29"), "the last answer")
        assert not in_sight(app, "Which?")
        await pilot.press("home")
        await until(pilot, lambda: in_sight(app, "answer 0"), "the first answer")
        await pilot.press("up", "up", "up", "up")
        await until(pilot, lambda: in_sight(app, "Which?"), "what stands above the list")
        assert dialog.query_one(Choices).highlighted == 0, "what was above is seen before the list turns round"
        await pilot.press("up")
        await until(pilot, lambda: in_sight(app, "answer 29"), "the last answer again")
        await pilot.press("enter")
        await until(pilot, lambda: app.answers == ["29"], "the answer")


async def test_ctrl_z_goes_to_the_shell_from_whatever_lies_above() -> None:
    """Also where a line is typed."""
    app = Bare()
    async with app.run_test(size=(60, 20)) as pilot:
        above: tuple[Screen[Any], ...] = (
            AskScreen("Which?", MANY),
            Line(Input("old"), "A name"),
            Palette(),
            SmallScreen(),
        )
        for count, screen in enumerate(above, 1):
            app.push_screen(screen)
            await until(pilot, lambda screen=screen: screen.is_active, "the screen")  # type: ignore[misc]
            await pilot.press("ctrl+z")
            await until(pilot, lambda count=count: app.stops == count, f"{screen} to let the key through")  # type: ignore[misc]


async def test_a_click_beside_leaves_unless_something_would_be_lost() -> None:
    app = Bare()
    async with app.run_test(size=(60, 20)) as pilot:
        dialog = Line(Input("old"), "A name")
        app.push_screen(dialog, app.answers.append)
        await until(pilot, lambda: in_sight(app, "Enter Take it  Esc Close"), "the keys")
        await pilot.press("n", "e", "w")
        await until(pilot, lambda: in_sight(app, "new"), "what was typed in place of the old name")
        assert not in_sight(app, "old")
        await pilot.click(offset=(1, 1))
        assert app.screen is dialog and not app.answers
        frame = app.screen.query_one(Frame).region
        await pilot.click(offset=(frame.right - len("Take it  Esc Close") - 2, frame.bottom - 1))
        await until(pilot, lambda: app.answers == ["new"], "the key, clicked")
        for way_out in ((1, 1), (frame.right - 4, frame.bottom - 1)):
            app.push_screen(Line(Input("old"), "A name"), app.answers.append)
            await until(pilot, lambda: in_sight(app, "Esc Close"), "the dialog again")
            await pilot.click(offset=way_out)
            await until(pilot, lambda: app.answers[-1] is None, "the dialog to close")
            app.answers.append("")
        app.push_screen(TroubleScreen(RecordError("The record is held.", "Close it.")), app.answers.append)
        await until(pilot, lambda: in_sight(app, "Esc Quit"), "the trouble")
        await pilot.click(offset=(1, 1))
        assert isinstance(app.screen, TroubleScreen), "a stray click does not quit"
