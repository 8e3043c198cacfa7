"""Theme, device and motion; each choice holds at once and is kept in the record."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor import preferences, themes
from tutor.actions import Action, bindings
from tutor.screens.base import TutorScreen
from tutor.screens.menu import Menu
from tutor.screens.theme_sample import sample

DEVICES = (
    ("auto", "the fastest that works here"),
    ("CPU", "always works"),
    ("METAL", "Apple GPU"),
    ("CUDA", "NVIDIA GPU"),
    ("NV", "NVIDIA GPU, without CUDA"),
    ("AMD", "AMD GPU"),
    ("CL", "OpenCL GPU"),
)
MOTION = (("full", "screens may glide, pictures change as they learn"),
          ("none", "nothing glides, pictures seldom change"))  # fmt: skip


class SettingsScreen(TutorScreen):
    """One list a setting; the present choice carries ●. Tab goes from list to list."""

    TITLE = "Settings"
    AUTO_FOCUS = "#theme"
    ACTIONS = (
        Action("tab", "next_list", "Next setting", "Go to the next setting."),
        Action("enter", "choose", "Choose", "Take the highlighted choice; it holds at once and is kept."),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    SettingsScreen {
        & > VerticalScroll { padding: 0 1 0 2; align-horizontal: center; scrollbar-size-vertical: 1; }
        &.-tall > VerticalScroll { padding-top: 5; }
        & Vertical { width: 1fr; max-width: 76; height: auto; margin-right: 1; }
        & .name { margin-top: 1; }
        & Menu { max-height: 8; }
        &.-tall #theme { max-height: 22; }
        & #sample { margin-top: 1; height: auto; }
    }
    """

    def body(self) -> ComposeResult:
        with VerticalScroll(), Vertical():
            yield from self._setting("theme", "Theme", "How everything looks; below: the highlighted one.")
            yield Static(id="sample")
            yield from self._setting("device", "Device", "Where labs train, from the next lab you open on.")
            yield from self._setting("motion", "Motion", "Whether screens move by themselves.")

    @staticmethod
    def _setting(name: str, title: str, note: str) -> ComposeResult:
        yield Static(Content.assemble((title, "bold $text-primary"), "  ", (note, "$text-muted")), classes="name")
        yield Menu(id=name)

    def on_mount(self) -> None:
        for name, (choices, present) in self._choices().items():
            self._fill(name, choices, present)

    def _choices(self) -> dict[str, tuple[tuple[tuple[str, str], ...], str]]:
        """By setting: its choices (name, explanation) and the present one."""
        app = self.tutor
        return {
            "theme": (themes.described(app.available_themes), app.theme),
            "device": (DEVICES, app.device),
            "motion": (MOTION, "none" if app.calm else "full"),
        }

    def _fill(self, name: str, choices: tuple[tuple[str, str], ...], present: str) -> None:
        options = self.query_one(f"#{name}", Menu)
        row = options.highlighted
        options.set_options(Option(_line(key, what, key == present), id=key) for key, what in choices)
        names = [key for key, _ in choices]
        options.highlighted = row if row is not None else names.index(present) if present in names else 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what the highlighted theme looks like before it is taken."""
        theme = self.app.get_theme(event.option_id or "") if event.option_list.id == "theme" else None
        if theme is not None:
            self.query_one("#sample", Static).update(sample(theme))

    def action_next_list(self) -> None:
        """On to the next setting."""
        self.focus_next(Menu)

    def action_choose(self) -> None:
        """Take what is highlighted (a click on the key bar; Enter goes to the list itself)."""
        if isinstance(self.focused, Menu):
            self.focused.action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click: the choice holds at once."""
        setting, value = event.option_list.id, event.option_id
        if setting is not None and value is not None:
            preferences.choose(self.tutor, setting, value)
            self._fill(setting, *self._choices()[setting])


def _line(name: str, what: str, chosen: bool) -> Content:
    mark = ("●", "$text-success") if chosen else ("○", "$text-muted")
    return Content.assemble(" ", mark, f" {name:<23}", (what, "$text-muted"))
