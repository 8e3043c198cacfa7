"""The buttons at the end of a section: where one can go from here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

if TYPE_CHECKING:
    from tutor.content.course import Course, Lesson


@dataclass(frozen=True)
class Way:
    """A button: the key that does the same, the screen's action, what it says."""

    key: str
    action: str
    text: str


def ways_on(course: Course, lesson: Lesson, index: int) -> Iterator[Way]:
    """Where one can go from section ``index``; from the last one also to the lab, the quiz and the next lesson."""
    if index + 1 < len(lesson.sections):
        yield Way("→", "next", lesson.sections[index + 1].title)
        return
    if lesson.labs:
        yield Way("r", "lab", f"Run the lab {lesson.labs[0]}" if len(lesson.labs) == 1 else "Run a lab")
    yield Way("u", "quiz", "Take the quiz")
    if (after := course.after(lesson.id)) is not None:
        yield Way("→", "next", f"Next lesson: {after.title}")
    else:
        yield Way("Esc", "back", "Back to the course map")


class Ways(Widget):
    """Draws the ways as buttons, as many on a line as fit; a click takes one."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Ways { height: auto; margin-top: 1; pointer: pointer; }
    """
    ways: reactive[tuple[Way, ...]] = reactive((), layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2 * len(_lines(self.ways, width)) - 1 if self.ways else 0

    def render(self) -> RenderResult:
        return Content("\n\n").join(_lines(self.ways, self.size.width))

    async def on_click(self, event: events.Click) -> None:
        """Take the way under the pointer."""
        if (action := event.style.meta.get("action")) is not None:
            await self.screen.run_action(action)


def _lines(ways: Iterable[Way], width: int) -> list[Content]:
    """The buttons, set in lines of at most ``width`` columns."""
    lines: list[Content] = []
    for button in map(_button, ways):
        if lines and lines[-1].cell_length + 2 + button.cell_length <= width:
            lines[-1] = Content.assemble(lines[-1], "  ", button)
        else:
            lines.append(button)
    return lines


def _button(way: Way) -> Content:
    label = Content.assemble((f" {way.key} ", "bold $text-accent"), f" {way.text} ")
    style = Style.parse("on $panel") + Style.from_meta({"action": f"screen.{way.action}"})
    return label.stylize(style)
