"""One knob of a lab: a slider for a number, a row of settings for a choice; keys, mouse, or typing the value."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from engine.commands import KnobValue
from engine.lab import Choice, Knob, LabError, Number, Words
from engine.words import words
from tutor.widgets.ink import RGB, Ink
from tutor.widgets.painted import Painted, row
from tutor.widgets.travel import at_share, cycled, share, stepped, text_of

Parts = list[tuple[str, Style]]
TYPED = frozenset("0123456789.-eE")
VALUE_WIDTH = 7
FIGURES = 12
"""Signs of a number that is typed, at most; the last ones are seen."""
LONGEST = 500
"""Characters of a text that is typed, at most."""


class Face(NamedTuple):
    """What a knob looks like now. ``typing`` is what was typed so far, None when nothing is being typed.

    ``wrong``: it was refused as it stands.
    """

    knob: Knob
    value: KnobValue
    label_width: int
    stale: bool = False
    focused: bool = False
    typing: str | None = None
    wrong: bool = False


class KnobWidget(Painted[Face]):
    """A knob the learner can turn. Says :class:`Turned` for every value, :class:`Refused` for an impossible one."""

    can_focus = True
    DEFAULT_CSS = "KnobWidget { width: 1fr; height: 1; }"

    class Turned(Message):
        """The learner chose a value."""

        def __init__(self, name: str, value: KnobValue) -> None:
            super().__init__()
            self.name, self.value = name, value

    class Refused(Message):
        """What was typed cannot be this knob's value; ``sentence`` says why."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(self, knob: Knob, value: KnobValue, label_width: int) -> None:
        super().__init__(Face(knob, value, label_width), paint_knob, id=f"knob-{knob.name}")
        self.knob = knob
        self._dragging = False

    def set_value(self, value: KnobValue, stale: bool) -> None:
        """Show a value from outside; left alone while the learner holds the knob."""
        if self._dragging or self.subject.typing is not None:
            value = self.subject.value
        if (value, stale) != (self.subject.value, self.subject.stale):
            self.show(self.subject._replace(value=value, stale=stale))

    def turn(self, value: KnobValue) -> None:
        """Show and announce a value."""
        if value != self.subject.value:
            self.show(self.subject._replace(value=value))
            self.post_message(self.Turned(self.knob.name, value))

    def nudge(self, up: bool, fine: bool = False) -> None:
        """One step up or down."""
        knob, value = self.knob, self.subject.value
        if isinstance(knob, Choice):
            self.turn(cycled(knob, str(value), up))
        elif isinstance(knob, Number):
            self.turn(stepped(knob, float(value), up, fine))

    # Focus and keys

    def on_focus(self) -> None:
        self.show(self.subject._replace(focused=True))

    def on_blur(self) -> None:
        self._finish_typing()
        self.show(self.subject._replace(focused=False, typing=None, wrong=False))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """While a value is being typed, characters belong to it and to no binding."""
        return self.subject.typing is not None and (character is not None or key in ("escape", "backspace"))

    def on_key(self, event: events.Key) -> None:
        typing = self.subject.typing
        if typing is not None and self._type(event.key, event.character, typing):
            event.stop()
            event.prevent_default()
        elif event.key in ("left", "right", "shift+left", "shift+right"):
            self.nudge("right" in event.key, fine="shift" in event.key)
            event.stop()
        elif typing is None and self._begins_typing(event):
            self.show(self.subject._replace(typing=self._first(event)))
            event.stop()

    def _first(self, event: events.Key) -> str | None:
        """What stands there when typing begins: a text to be changed, or the first figure of a new number."""
        if isinstance(self.knob, Words):
            return str(self.subject.value)
        return "" if event.key == "enter" else event.character

    def _begins_typing(self, event: events.Key) -> bool:
        """Enter, a digit or a point start to type; a minus does not, it is the screen's."""
        if isinstance(self.knob, Choice):
            if event.key == "enter":
                self.nudge(up=True)
            return False
        if isinstance(self.knob, Words):
            return event.key == "enter"
        return event.key == "enter" or (event.character or " ") in "0123456789."

    def _type(self, key: str, character: str | None, typing: str) -> bool:
        """A key while typing. False for keys that are not for typing: they end it, unless the value is refused."""
        if key == "enter":
            self._finish_typing()
        elif key == "escape":
            self._show_typed(None)
        elif key == "backspace":
            self._show_typed(typing[:-1])
        elif character is not None and self._fits(character, typing):
            self._show_typed(typing + character)
        elif character is None or character == " ":
            return not self._finish_typing()
        elif isinstance(self.knob, Number) and character not in TYPED:
            self.post_message(self.Refused("A number is being typed: Enter sets it, Esc leaves the knob as it was."))
        return True

    def _fits(self, character: str, typing: str) -> bool:
        """Whether a character can follow: anything one can see in a text, figures in a number."""
        if isinstance(self.knob, Words):
            return character.isprintable() and len(typing) < LONGEST
        return character in TYPED and len(typing) < FIGURES

    def on_paste(self, event: events.Paste) -> None:
        """Into a text that is being typed."""
        if isinstance(self.knob, Words) and self.subject.typing is not None:
            line = "".join(filter(str.isprintable, event.text))
            self._show_typed((self.subject.typing + line)[:LONGEST])
            event.stop()

    def _show_typed(self, typing: str | None) -> None:
        self.show(self.subject._replace(typing=typing, wrong=False))

    def _finish_typing(self) -> bool:
        """Take what was typed. False if it is refused: it stays, to be corrected."""
        typed = self.subject.typing
        if typed is None or (not typed and not isinstance(self.knob, Words)):
            self._show_typed(None)
            return True
        try:
            value = self.knob.parse(typed)
        except LabError as mistake:
            self.show(self.subject._replace(wrong=True))
            self.post_message(self.Refused(f"{mistake.message} {mistake.hint}".rstrip() + " Esc leaves it as it was."))
            return False
        self._show_typed(None)
        self.turn(value)
        return True

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.focus()
        event.stop()
        if isinstance(self.knob, Choice):
            self._choose_at(event.x, event.y)
            return
        if isinstance(self.knob, Words):
            self.show(self.subject._replace(typing=str(self.subject.value)))
            return
        start, _ = track(self.subject, self.size.width, self.size.height)
        if event.y == self.size.height - 1 and event.x >= start - 1:
            self.capture_mouse()
            self._dragging = True
            self._drag_to(event.x)

    def _choose_at(self, x: int, y: int) -> None:
        """Take the option under the mouse; beside the options, or where only one is shown, go on to the next."""
        start, length = track(self.subject, self.size.width, self.size.height)
        for part, _ in _options(self.subject, length, self.ink):
            asked = [option for option in self.knob_options if words(option) == part.strip()]
            if asked and start <= x < start + cell_len(part) and y == self.size.height - 1:
                self.turn(asked[0])
                return
            start += cell_len(part)
        self.nudge(up=True)

    @property
    def knob_options(self) -> tuple[str, ...]:
        """The other settings this knob has, if it is a choice."""
        if not isinstance(self.knob, Choice):
            return ()
        return tuple(option for option in self.knob.options if option != self.subject.value)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self._drag_to(event.x)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self._dragging = False
        self.release_mouse()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        if self.has_focus:
            self.nudge(up=True)
            event.stop()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        if self.has_focus:
            self.nudge(up=False)
            event.stop()

    def _drag_to(self, x: int) -> None:
        start, length = track(self.subject, self.size.width, self.size.height)
        if isinstance(self.knob, Number) and length > 1:
            self.turn(self.knob.parse(at_share(self.knob, (x - start) / (length - 1))))


def track(face: Face, width: int, height: int) -> tuple[int, int]:
    """Where the slider starts and how long it is, in cells."""
    if height >= 2:
        return 2, max(1, width - 3)
    start = face.label_width + 3
    return start, max(0, width - start - (VALUE_WIDTH + 1 if isinstance(face.knob, Number) else 0))


def paint_knob(face: Face, width: int, height: int, ink: Ink) -> list[Strip]:
    """One row: label, slider, value. Two rows: label and value above, the slider over the whole width below."""
    start, length = track(face, width, height)
    draw = _slider if isinstance(face.knob, Number) else _text if isinstance(face.knob, Words) else _options
    slider = draw(face, length, ink)
    value = _value(face, ink) if isinstance(face.knob, Number) else []
    if height >= 2:
        gap = max(1, width - 2 - cell_len(words(face.knob.name)) - sum(cell_len(t) for t, _ in value) - 1)
        top = row(*_label(face, 0, ink), (" " * gap, ink.style()), *value)
        return [top, row((" " * start, ink.style()), *slider)]
    return [row(*_label(face, face.label_width, ink), (" ", ink.style()), *slider, *value)]


def _label(face: Face, width: int, ink: Ink) -> Parts:
    """Name with a pointer while focused; ↻ where the net has to be rebuilt for it."""
    pointer = "▸ " if face.focused else "  "
    if face.stale:
        pointer = "↻ "
    colour: RGB = ink.warn if face.stale else ink.accent if face.focused else ink.text
    name = words(face.knob.name)
    return [
        (pointer, ink.style(colour, bold=True)),
        (set_cell_size(name, width) if width else name, ink.style(colour, bold=face.focused)),
    ]


def _slider(face: Face, length: int, ink: Ink) -> Parts:
    """The part below the value bright, the thumb ● for live knobs and ■ for those that rebuild the net."""
    if length < 2 or not isinstance(face.knob, Number):
        return []
    value = face.value if isinstance(face.value, int | float) else 0.0
    place = round(share(face.knob, value) * (length - 1))
    colour = ink.accent if face.focused else ink.line(0)
    return [
        ("━" * place, ink.style(colour)),
        ("●" if face.knob.live else "■", ink.style(colour, bold=True)),
        ("─" * (length - 1 - place), ink.style(ink.faint)),
    ]


def _options(face: Face, length: int, ink: Ink) -> Parts:
    """The chosen option between arrows; the others beside it where there is room."""
    assert isinstance(face.knob, Choice)
    colour = ink.accent if face.focused else ink.line(0)
    every = " ".join(map(words, face.knob.options))
    if len(every) + 2 <= length:
        parts: Parts = []
        for option in face.knob.options:
            chosen = option == face.value
            style = ink.style(ink.paper, colour, bold=True) if chosen else ink.style(ink.soft)
            parts.append((f" {words(option)} " if chosen else words(option), style))
            parts.append((" ", ink.style()))
        return parts
    return [
        ("◂ ", ink.style(colour)),
        (words(str(face.value)), ink.style(ink.text, bold=True)),
        (" ▸", ink.style(colour)),
    ]


def _text(face: Face, length: int, ink: Ink) -> Parts:
    """The end of a text, where a path tells most, or what is being typed."""
    if face.typing is not None:
        shown = (face.typing + "▏")[-length:] if length else ""
        return [(shown.ljust(length), _typed_style(face, ink))]
    value = str(face.value)
    if not value:
        return [("none"[:length], ink.style(ink.soft))]
    shown = value if cell_len(value) <= length else "…" + value[len(value) - max(0, length - 1) :]
    return [(shown, ink.style(ink.text, bold=True))]


def _value(face: Face, ink: Ink) -> Parts:
    """The number at the right, or what is being typed."""
    if face.typing is not None:
        return [((face.typing + "▏")[-VALUE_WIDTH:].rjust(VALUE_WIDTH), _typed_style(face, ink))]
    return [(text_of(face.value).rjust(VALUE_WIDTH), ink.style(bold=True))]


def _typed_style(face: Face, ink: Ink) -> Style:
    """How what is being typed looks."""
    return ink.style(ink.paper, ink.bad if face.wrong else ink.accent, bold=True)
