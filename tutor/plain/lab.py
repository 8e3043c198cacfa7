"""A lab in plain mode: knobs by name, a run told in lines, its result and its curves in words."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from engine.lab import Knob, LabError, Preset, bar_in_full, load_lab
from engine.words import limit, words
from tutor.commands.numbers_told import brief, every
from tutor.lab.desk import LabDesk
from tutor.lab.text_chart import text_chart, told_curve
from tutor.lab.view import PHASES
from tutor.lab.words import advice, value_text, way_out
from tutor.numbers import duration, step_count
from tutor.plain.pictures import told
from tutor.plain.place import Place, by_number, whole_number
from tutor.plain.told_numbers import ToldNumbers

if TYPE_CHECKING:
    from tutor.plain.course import PlainCourse

LARGEST = 2**31 - 1
NAP = 0.03
PAUSE = 1.0
"""Seconds between two lines about a run that goes on."""
AFTERWARDS = ("result", "chart", "picture", "pictures", "numbers", "more", "save")
"""Words that ask about a net that there is."""
OVER = ("finished", "failed", "cancelled")
ROOM = 70


class LabPlace(Place):
    """Raises UnknownContent or LabError for a lab that is not there or cannot be read."""

    usual = ""

    def __init__(self, tutor: PlainCourse, lab_id: str) -> None:
        super().__init__(tutor)
        self.file = tutor.course.lab_file(lab_id)
        self.lab = load_lab(self.file)
        self.desk = LabDesk(self.lab, self.file, tutor.worker)
        while self.desk.speed:
            self.desk.change_speed(True)  # nobody watches: as fast as it goes
        self.name = f"Lab {lab_id}"
        self._numbers = ToldNumbers(self.talk, self.desk)
        self._quiet = tutor.record.setting("plain quiet", "") == "yes"

    def link(self) -> str:
        return f"lab:{self.lab.id}"

    def own(self) -> Mapping[str, str]:
        pictures = {
            "pictures": "the lab's pictures in words",
            "numbers PICTURE": "the numbers of a picture one by one, each with its formula",
            "more": "the next of them",
        } if self.desk.view.views else {}  # fmt: skip
        after = {"result": "hear the result again", "chart NAME": "print a curve as it is drawn"} | pictures
        after |= {"save NAME": "save the trained net under a name"}
        return {
            "run": "train a new net with the knobs as they are",
            "set NAME VALUE": "turn a knob, such as set " + _example(self.lab.knobs),
            "knobs": "every knob with its value, what it takes and what it does",
            "presets": "settings worth trying by number; then a number takes one",
            "preset 1": "take one of them",
            "defaults": "turn all knobs back",
            "seed NUMBER": "start from other weights; the same number repeats a run",
            "steps NUMBER": "train for as many steps; steps alone: as many as the lab says",
            "step": "go through one step of training in quarters, in words",
            "about": "what this lab shows",
            "code": "print the code that runs",
            "open NAME": "take a net you saved; open alone lists them",
            "quiet": "say nothing while it trains, or tell it again",
            **(after if self.desk.view.touched else {}),
        }

    def short(self) -> str:
        return f"run, set, knobs, presets, seed{', result, chart, pictures, numbers' if self.desk.view.touched else ''}"

    # -- saying

    def tell(self) -> None:
        self.talk.tell(f"Lab {self.lab.id}: {self.lab.title}")
        self._about()
        self.talk.tell(f"To pass: {bar_in_full(self.lab)}. A run has {step_count(self.steps)}.")
        self._knobs(short=True)
        if self.lab.id in self.tutor.record.labs_passed():
            self.talk.say("You have passed it.")

    def _about(self) -> None:
        text = ast.get_docstring(ast.parse(self.file.read_text(encoding="utf-8"))) or ""
        for paragraph in text.split("\n\n"):
            self.talk.tell(" ".join(paragraph.replace("`", "").split()))

    def _knobs(self, short: bool = False) -> None:
        if short:
            values = ", ".join(
                f"{words(knob.name)} {value_text(self.desk.knobs[knob.name])}" for knob in self.lab.knobs
            )
            self.talk.tell(f"Knobs: {values}; seed {self.desk.seed}.", rest="  ")
            return
        for knob in self.lab.knobs:
            now = value_text(self.desk.knobs[knob.name])
            self.talk.tell(f"{words(knob.name)} is {now or 'empty'}: {_takes(knob)}. {knob.help}", "  ", "    ")

    def _presets(self) -> None:
        for number, preset in enumerate(self.lab.presets, 1):
            settings = ", ".join(f"{words(name)} {value_text(value)}" for name, value in preset.knobs.items())
            self.talk.tell(f"{number}. {preset.name} ({settings}): {preset.why}", "  ", "     ")
        self.listed = [partial(self._preset, preset) for preset in self.lab.presets]
        self.talk.say("Type a number to take one." if self.lab.presets else "This lab has no presets.")

    # -- doing

    def take(self, word: str, rest: str) -> bool:
        typed = f"{word} {rest}".strip()
        if (named := self._begun(typed)) is not None:
            self._turn(*named) if named[1] else self._one_knob(typed)
            return True
        if "=" in typed and word != "set":
            self._set(typed)
            return True
        works: dict[str, Callable[[], object]] = {
            "run": self._run,
            "set": lambda: self._set(rest),
            "knobs": self._knobs,
            "knob": lambda: self._one_knob(rest),
            "presets": self._presets,
            "preset": lambda: self._take_preset(rest),
            "defaults": self._defaults,
            "seed": lambda: self._seed(rest),
            "step": self._step,
            "steps": lambda: self._steps(rest),
            "about": self._about,
            "code": lambda: self.talk.say(self.file.read_text(encoding="utf-8").rstrip()),
            "open": lambda: self._open(rest),
            "quiet": self._hush,
            **{name: lambda: self._after(word, rest) for name in AFTERWARDS},
        }
        if word in works:
            works[word]()
        return word in works

    def _begun(self, typed: str) -> tuple[Knob, str] | None:
        """The knob whose name ``typed`` begins with, as it is told or as in the code, and the value after it."""
        for knob in sorted(self.lab.knobs, key=lambda knob: -len(knob.name)):
            for name in (words(knob.name), knob.name):
                rest = typed[len(name) :]
                if typed.lower().startswith(name.lower()) and rest[:1] in ("", " ", "="):
                    return knob, rest.lstrip(" =")
        return None

    def _knob(self, typed: str) -> tuple[Knob, str]:
        """The same where there must be one. Raises LabError."""
        if (found := self._begun(typed)) is None:
            names = ", ".join(words(knob.name) for knob in self.lab.knobs)
            name = typed.partition("=" if "=" in typed else " ")[0].strip()
            raise LabError(f"There is no knob called {name!r}.", f"The knobs are {names}.")
        return found

    def _one_knob(self, name: str) -> None:
        knob, _ = self._knob(name)
        self.talk.tell(f"{words(knob.name)} is {value_text(self.desk.knobs[knob.name])}: {_takes(knob)}. {knob.help}")

    def _set(self, typed: str) -> None:
        knob, value = self._knob(typed) if typed else (None, "")
        if knob is None or not value:
            raise LabError("Say a knob and its value.", f"For example: set {_example(self.lab.knobs)}.")
        self._turn(knob, value)

    def _turn(self, knob: Knob, value: str) -> None:
        self.desk.knobs[knob.name] = knob.parse(value)
        self.talk.say(f"{words(knob.name)} is {value_text(self.desk.knobs[knob.name])} now. Type run to train with it.")

    def _defaults(self) -> None:
        self.desk.knobs = {knob.name: knob.parse(knob.default) for knob in self.lab.knobs}
        self._knobs(short=True)

    def _take_preset(self, which: str) -> None:
        place = by_number(which, len(self.lab.presets))
        named = [preset for preset in self.lab.presets if preset.name == which]
        if place is None and not named:
            self._presets()
        else:
            self._preset(self.lab.presets[place] if place is not None else named[0])

    def _preset(self, preset: Preset) -> None:
        self.desk.take_preset(preset)
        self.talk.tell(f"Preset {preset.name}: {preset.why} Type run to see.")
        self._knobs(short=True)

    def _seed(self, typed: str) -> None:
        self.desk.seed = _counted("A seed", typed, 0, "seed 2") if typed else self.desk.seed + 1
        self.talk.say(f"The seed is {self.desk.seed} now. Type run to train with it.")

    @property
    def steps(self) -> int:
        """How many steps a run has."""
        return self.desk.steps or self.lab.steps

    def _steps(self, typed: str) -> None:
        self.desk.steps = _counted("The number of steps", typed, 1, "steps 1000") if typed else None
        self.talk.say(f"A run has {step_count(self.steps)} now. Type run to train.")

    def _hush(self) -> None:
        self._quiet = not self._quiet
        self.tutor.record.set_setting("plain quiet", "yes" if self._quiet else "")
        self.talk.say(
            "Runs are silent until their end now." if self._quiet else "Runs tell how they go, once a second."
        )

    # -- running

    def _run(self) -> None:
        self.talk.say(f"Training, {step_count(self.steps)}. Ctrl-C stops it.")
        self.desk.rebuild(run=True)
        try:
            self._follow()
        except KeyboardInterrupt:
            self.desk.leave()
            self.talk.say("", "Stopped. Nothing of this run was kept.")
            return
        if self.desk.view.status == "finished":
            self.tutor.record.save_run(self.desk.record(self.tutor.now()))
        self._result()

    def _follow(self) -> None:
        """Tell a line now and then until the run is over."""
        said = time.monotonic()
        for _ in self._events():
            view, now = self.desk.view, time.monotonic()
            if view.status in OVER:
                return
            if now >= said + PAUSE and not self._quiet:
                said = now
                self.talk.say(self._progress())

    def _progress(self) -> str:
        view = self.desk.view
        if not view.step:
            parts = f": {view.prepared} of {view.to_prepare} parts" if view.to_prepare else ""
            return f"Getting ready{parts}."
        head = f"Step {view.step:,} of {self.steps:,}: "
        return head + brief(view.losses.last, view.metrics, self.lab.bar.metric, ROOM)

    def _events(self) -> Iterator[None]:
        """Once for every time something came of the run."""
        while True:
            if self.desk.poll():
                yield
            else:
                time.sleep(NAP)

    def _step(self) -> None:
        """A quarter of a step, in words."""
        if not self.desk.view.alive:
            self.desk.rebuild()
            self._until(lambda: self.desk.view.status in ("paused", *OVER))
        before = self.desk.view.phase
        wanted = PHASES[(PHASES.index(before) + 1) % len(PHASES)] if before else PHASES[0]
        self.desk.next_phase()
        self._until(lambda: self.desk.view.phase == wanted)
        if self.desk.view.status == "failed":
            self._result()
            return
        self.talk.tell(f"{self.desk.view.phase}: {self.desk.view.phase_text}")
        self.talk.say("Type step to go on, run to train a new net.")

    def _until(self, done: Callable[[], bool]) -> None:
        for _ in self._events():
            if done() or self.desk.view.status == "failed":
                return

    # -- afterwards

    def _after(self, word: str, rest: str) -> None:
        untrained = self.desk.opened is None or word in ("result", "chart")
        if untrained and not self.desk.view.touched and self.desk.view.status not in OVER:
            self.talk.say("Nothing was run yet. Type run.")
        elif word == "result":
            self._result()
        elif word == "chart":
            self._chart(rest or "loss")
        elif word == "save":
            self._save(rest)
        elif word in ("numbers", "more"):
            self.listed = self._numbers.more() if word == "more" else self._numbers.begin(rest)
        else:
            self._pictures()

    def _result(self) -> None:
        view, bar, wanted = self.desk.view, self.lab.bar, bar_in_full(self.lab)
        if view.status == "failed":
            self.talk.tell(f"It failed: {view.message} {way_out(self.desk)}")
            self.talk.say("Type doctor if you cannot say why, run to try again.")
            return
        told = every(view.metrics)
        self.talk.say(f"{step_count(view.step)} in {duration(view.seconds)} on {view.device}{told}")
        self.talk.tell(told_curve("Loss", view.losses.points))
        if bar.metric in view.curves:
            self.talk.tell(told_curve(_capital(words(bar.metric)), view.curves[bar.metric].points))
        if view.passed:
            self.talk.say(f"Passed: {wanted}. Type back to go on.")
        else:
            self.talk.tell(f"Not passed yet. To pass: {wanted}. {advice(self.desk, 'run', 'seed')}")

    def _save(self, name: str) -> None:
        """Save the net, without replacing one."""
        from tutor.lab.nets import meant

        if not name:
            raise LabError("Say a name for the net.", "For example: save mine.")
        file = meant(name).absolute()
        if file.exists():
            raise LabError(f"{file.name} is there already.", "Choose another name.")
        before = self.desk.view.saved
        self.desk.save(file)
        self._until(lambda: self.desk.view.saved is not before)
        saved = self.desk.view.saved
        trouble = saved.trouble if saved is not None else "The net could not be saved."
        self.talk.say(trouble or f"The net is in {file}")

    def _open(self, name: str) -> None:
        """Have a saved net on the desk, or list those there are."""
        from engine.about import about
        from tutor.lab.nets import meant, saved_nets

        if not name:
            nets = ", ".join(net.name for net in saved_nets(self.lab.id) if net.about is not None)
            self.talk.tell(f"Saved nets of this lab: {nets}. Type open and a name." if nets else "None is saved yet.")
            return
        file = meant(name)
        self.desk.open(file, about(file, self.lab.id))
        self._until(lambda: self.desk.view.status == "paused" and bool(self.desk.view.metrics))
        if self.desk.view.status == "failed":
            self._result()
            return
        self.talk.tell(f"{name} is open{every(self.desk.view.metrics)}")
        self.talk.say("Type pictures to have it described, step to train it on; run trains a new one.")

    def _chart(self, asked: str) -> None:
        curves = {"loss": self.desk.view.losses, **self.desk.view.curves}
        found = curves.get(asked.replace(" ", "_"))
        if found is None:
            self.talk.tell(f"There is no curve called {asked!r}. There are: {', '.join(map(words, curves))}.")
            return
        self.talk.tell(told_curve(_capital(words(asked)), found.points))
        self.talk.say(*text_chart(found.points))

    def _pictures(self) -> None:
        for view in self.desk.view.views.values():
            self.talk.say(f"Picture {view.name}:")
            for line in told(view):
                self.talk.tell(line, "  ", "    ")
        if not self.desk.view.views:
            self.talk.say("This lab has no pictures.")


def _counted(what: str, typed: str, least: int, example: str) -> int:
    """A whole number as the command line takes it, too. Raises LabError."""
    number = whole_number(typed, least, LARGEST)
    if number is None:
        raise LabError(f"{what} is a whole number from {least} to {LARGEST:,}.", f"For example: {example}.")
    return number


def _takes(knob: Knob) -> str:
    """What a knob may be."""
    if knob.kind == "choice":
        return f"one of {', '.join(map(words, knob.options))}"  # type: ignore[union-attr]
    if knob.kind == "words":
        return "text"
    return f"from {limit(knob.low)} to {limit(knob.high)}"  # type: ignore[union-attr]


def _example(knobs: tuple[Knob, ...]) -> str:
    """A setting to show how it is typed."""
    return f"{words(knobs[0].name)} {value_text(knobs[0].default)}" if knobs else "hidden 2"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
