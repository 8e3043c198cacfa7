"""The history of deep learning to walk along: an axis of milestones, and a card for the one where one stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.actions import Action, bindings
from tutor.content.errors import UnknownContent
from tutor.content.markup import link_parts
from tutor.screens.axis import Axis, era_mark
from tutor.screens.base import TutorScreen
from tutor.screens.chips import Chip, Chips

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.content.timeline import Era, Milestone

WIDE = 100
"""Columns from which on gain and limit stand side by side."""
NAMES = 7
"""Rows of names over the axis, at most: more would bring few names, most of them far from their ticks."""
DIGITS = "12345"
"""The keys of the eras; a test sees to it that the course has as many."""


class Card(VerticalScroll, can_focus=True, inherit_bindings=False):
    """What there is to say about a milestone; ↑ and ↓ scroll it where it is long."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
    ]


class TimelineScreen(TutorScreen):
    """Starts at the milestone called ``entry``, or at the first one."""

    TITLE = "The timeline"
    ACTIONS = (
        Action("right,n,space", "next", "Walk", "Walk on to the next milestone.", key_display="← →"),
        Action("left,p,b", "previous", "Back", "Walk back to the one before.", show=False),
        Action("home", "first", "First", "Go to the first milestone.", show=False),
        Action("end", "last", "Last", "Go to the last one.", show=False),
        Action("e", "next_era", "Era", "Show one era alone; again for the next, and after the last all of them."),
        Action(
            ",".join(DIGITS),
            "pick_era",
            "Era",
            "Show this era alone; the same key again shows all.",
            show=False,
            key_display="1-5",
            bound=False,
        ),
        Action("0,a", "all_eras", "All", "Show all eras."),
        Action("enter", "jump", "Train it", "Go to the lesson or the lab that trains this idea."),
        Action("up,down,k,j", "scroll", "Scroll", "Scroll the card where it is long.", show=False, bound=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(ACTIONS),
        *((key, f"pick_era({key})") for key in DIGITS),
    ]
    DEFAULT_CSS = """
    TimelineScreen {
        & > Vertical { width: 100%; height: 1fr; padding: 1 2 0 2; }
        & Axis { margin-top: 1; }
        & #card {
            height: auto; max-height: 100%; width: 100%; max-width: 116; margin-top: 1; padding: 1 2;
            background: $surface; scrollbar-size-vertical: 1;
        }
        & #middle { align-horizontal: center; height: 1fr; }
        & #head { margin-bottom: 1; }
        & #sides { height: auto; }
        & #sides Static { width: 1fr; height: auto; }
        &.-narrow #sides { layout: vertical; }
        &.-narrow #gain { margin-bottom: 1; }
        & #gain { padding-right: 3; }
        &.-narrow #gain { padding-right: 0; }
        & #note { margin-top: 1; color: $text-muted; }
        & #card Chips { margin-top: 1; }
        & #later { margin-top: 1; }
    }
    """

    def __init__(self, entry: str | None = None) -> None:
        super().__init__()
        self.entry, self.era = entry, 0
        """The milestone's id, and the era shown alone (counted from 1; 0: all)."""

    def body(self) -> ComposeResult:
        with Vertical():
            yield Chips(apart=0)
            yield Axis([era.id for era in self.eras])
            with Vertical(id="middle"), Card(id="card"):
                yield Static(id="head")
                with Horizontal(id="sides"):
                    yield Static(id="gain")
                    yield Static(id="limit")
                yield Static(id="note")
                yield Chips()
                yield Static(id="later")

    @property
    def eras(self) -> tuple[Era, ...]:
        """The eras of the course's timeline."""
        return self.tutor.course.timeline().eras

    @property
    def shown(self) -> tuple[Milestone, ...]:
        """The milestones of the era that is shown, or all."""
        entries = self.tutor.course.timeline().entries
        return tuple(e for e in entries if not self.era or e.era == self.eras[self.era - 1].id)

    @property
    def _axis(self) -> Axis:
        return self.query_one(Axis)

    @property
    def milestone(self) -> Milestone:
        """The milestone where the learner stands."""
        return self.shown[self._axis.chosen]

    def on_mount(self) -> None:
        self.query_one("#card").focus()
        ids = [milestone.id for milestone in self.shown]
        self._stand(ids.index(self.entry) if self.entry in ids else 0)

    def on_resize(self, event: events.Resize) -> None:
        """Give names over the axis the room that the card can spare."""
        self.set_class(event.size.width < WIDE, "-narrow")
        self._axis.most_names = max(0, min(NAMES, event.size.height - 26))
        self._show_eras()

    def _stand(self, number: int) -> None:
        """Stand at the milestone with this number among those shown."""
        shown = self.shown
        self._axis.milestones = shown
        self._axis.chosen = max(0, min(number, len(shown) - 1))
        self.entry = self.milestone.id
        self.sub_title = f"milestone {self._axis.chosen + 1} of {len(shown)}"
        self._show_eras()
        self._show_card(self.milestone)
        self.refresh_bindings()

    def _show_eras(self) -> None:
        """All eras by name; where there is little room, by name only the one where the learner stands."""
        brief, here = self.has_class("-narrow"), self.milestone.era
        chips = [Chip("0", "all_eras", "All", chosen=not self.era)]
        for number, era in enumerate(self.eras, 1):
            name = "" if brief and era.id != here else re.sub(r"\s*\(.*\)", "", era.title)
            chips.append(Chip(str(number), f"pick_era({number})", name, era_mark(number - 1), self.era == number))
        self.query(Chips).first().chips = tuple(chips)

    def _show_card(self, milestone: Milestone) -> None:
        number = [era.id for era in self.eras].index(milestone.era)
        head = Content.assemble(era_mark(number), "  ", (f"{milestone.year}  {milestone.title}", "bold $text-primary"))
        self.query_one("#head", Static).update(Content.assemble(head, "\n", (milestone.who, "$text-muted")))
        self.query_one("#gain", Static).update(_told("What it made possible", milestone.made_possible))
        self.query_one("#limit", Static).update(_told("What it could not do", milestone.could_not))
        note = self.query_one("#note", Static)
        note.display = bool(milestone.note)
        note.update(Content.assemble(("To be exact: ", "bold"), milestone.note))
        self._show_way(milestone)
        self.query_one("#card").scroll_home(animate=False)

    def _show_way(self, milestone: Milestone) -> None:
        way = jump_text(self.tutor.course, milestone)
        chips = self.query(Chips).last()
        chips.display = bool(way)
        chips.chips = (Chip("Enter", "jump", way),)
        later = self.query_one("#later", Static)
        later.display = bool(milestone.coming)
        later.update(Content.assemble("A lesson to come will train this idea: ", (milestone.coming, "bold"), "."))

    # Walking

    def on_axis_picked(self, event: Axis.Picked) -> None:
        """A click on the axis, or the wheel."""
        self._stand(self._axis.chosen + event.by if event.by else event.number)

    def action_next(self) -> None:
        """One milestone on."""
        self._stand(self._axis.chosen + 1)

    def action_previous(self) -> None:
        """One milestone back."""
        self._stand(self._axis.chosen - 1)

    def action_first(self) -> None:
        """To the first one shown."""
        self._stand(0)

    def action_last(self) -> None:
        """To the last one shown."""
        self._stand(len(self.shown) - 1)

    def action_next_era(self) -> None:
        """One era alone; after the last one, all."""
        self._show_era((self.era + 1) % (len(self.eras) + 1))

    def action_pick_era(self, number: int) -> None:
        """This era alone, or all again if it is alone already."""
        if number <= len(self.eras):
            self._show_era(0 if number == self.era else number)

    def action_all_eras(self) -> None:
        """All eras."""
        self._show_era(0)

    def _show_era(self, era: int) -> None:
        """Show an era (0: all), standing where one stood if that is part of it."""
        self.era = era
        ids = [milestone.id for milestone in self.shown]
        self._stand(ids.index(self.entry) if self.entry in ids else 0)

    def action_jump(self) -> None:
        """To the lesson or lab that trains the idea, or a word on the lesson that will."""
        milestone = self.milestone
        if milestone.jump:
            self.tutor.go(milestone.jump)
        elif milestone.coming:
            self.notify(f"“{milestone.coming}” is not written yet.", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "jump" and self.is_mounted:
            return True if self.milestone.jump else None
        return True


def check_entry(course: Course, entry: str | None) -> None:
    """Raise UnknownContent when the course has no timeline, or no milestone called ``entry`` on it."""
    ids = [milestone.id for milestone in course.timeline().entries]
    if not ids or (entry is not None and entry not in ids):
        raise UnknownContent("milestone", entry or "any", ids)


def _told(heading: str, text: str) -> Content:
    return Content.assemble((heading, "bold"), "\n", text)


def jump_text(course: Course, milestone: Milestone) -> str:
    """What Enter does at a milestone: "Read: One artificial neuron", "Run the lab XOR", "" for nothing."""
    match link_parts(milestone.jump):
        case ("lesson", lesson, _):
            return f"Read: {course.lesson(lesson).title}"
        case ("lab", lab, _):
            return f"Run the lab {course.lab_name(lab)}"
        case ("quiz", lesson, _):
            return f"Take the quiz: {course.lesson(lesson).title}"
    return ""
