"""One run of a lab: prepares it, trains at the asked pace, obeys commands and says what happens as events."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine import models, phases, slow, stops
from engine.commands import (
    AnyCommand,
    Cancel,
    Fetch,
    KnobValue,
    NextPhase,
    Pause,
    Resume,
    Save,
    SetKnob,
    SetSpeed,
    SetWeight,
    SingleStep,
    Start,
    StopWhen,
    Try,
)
from engine.events import (
    AnyEvent,
    BarResult,
    Cancelled,
    Fetched,
    Finished,
    Notice,
    Noticed,
    Paused,
    Phase,
    Preparing,
    Ready,
    Saved,
    Seen,
    Step,
    Stopped,
    Tried,
)
from engine.lab import Lab, LabError, Number, load_lab, settle
from engine.notices import noticed
from engine.passage import chain_of
from engine.plan import Arrays, Plan
from engine.program import Program, build, unpacked
from engine.rules import grouped
from engine.train import DivergedError, Epochs, Trained, train
from engine.views import Array, View
from engine.watch import Watch
from engine.words import words

if TYPE_CHECKING:
    import numpy as np

REPORTS = 100  # a run says where it stands at least this often, at steps that do not depend on its speed
VIEWS_A_SECOND = 12
SILENCE = 0.25  # seconds without a word from a training run, at most
SLICE = 0.02  # seconds of one native call, at most: commands are heard in between
PHASES = ("forward", "loss", "backward", "update")


class Session:
    """A run under way. ``standing`` is True while it waits for a command; ``over`` once it has ended."""

    def __init__(self, start: Start, device: str, send: Callable[[AnyEvent], None], cache: Path | None = None) -> None:
        self.start, self.device, self._send, self.run = start, device, send, start.run
        self.began = time.perf_counter()
        kind = load_lab(start.lab_file)
        self.lab: Lab = kind(settle(kind, start.knobs))
        self.steps = self.lab.steps if start.steps is None else start.steps
        if self.steps < 1:
            raise LabError(f"A run needs at least 1 step, not {self.steps}.")
        plan = Plan(self.lab, start.seed)
        self.program: Program = build(plan, device, self._compiled, Path(start.lab_file), cache)
        if start.weights:
            self.program.take(models.read(Path(start.weights), self.lab.id).parameters)
        for name, value in start.knobs.items():
            self._move(name, value)
        self.speed, self.standing, self.over = start.speed, start.paused, False
        self.step = self.epoch = self._phase = 0
        self.loss = math.nan
        self.metrics: dict[str, float] = {}
        self._losses: list[float] = []
        self._report_every = max(1, self.steps // REPORTS)
        batched = plan.batch < plan.rows
        self._watch = Watch(self.lab, plan.flat.shapes, plan.data, self.steps, self._report_every, batched)
        self._noticed: list[Notice] = []
        self._groups = grouped(self.lab, plan.flat.shapes)[1]
        self._scene = phases.scene_of(self.lab, plan.flat.shapes, plan.batch, plan.rows)
        self._stops = StopWhen()
        self._epochs = Epochs(self.program)
        self._loop: Iterator[Trained] = train(self.program, self.steps, self._at_most, self._epochs)
        self._busy = self._busy_since_report = 0.0
        self._seconds_per_step = SLICE
        self._steps_at_report = 0
        self._next_views = self._next_step = self._next_report = 0.0
        send(Ready(self.run, device, time.perf_counter() - self.began))
        self._look(views=True)
        if self.standing:
            self._send(Paused(self.run, self.step))

    def _compiled(self, done: int, total: int) -> None:
        self._send(Preparing(self.run, done, total))

    # -- training -------------------------------------------------------------------------------------------------
    def wait(self) -> float:
        """Seconds until the next step is due at the asked speed; 0 when training flat out."""
        return max(0.0, self._next_step - time.perf_counter()) if self.speed else 0.0

    def _next(self) -> Trained:
        """What the loop says next. Raises DivergedError, with the knob that may help."""
        try:
            return next(self._loop)
        except DivergedError as error:
            advice = noticed("divergence", str(error), self.lab.knobs, self.lab.knob).advice
            raise DivergedError(error.step, error.loss, advice) from error

    def _at_most(self, step: int) -> int:
        """How many steps to do before looking up: one when watched, else as many as fit a slice, up to a report."""
        if self.speed or self.standing or any(rule.what == "loss" for rule in self._stops.rules):
            return 1
        asked = [int(rule.value) - step for rule in self._stops.rules if rule.what == "step" and step < rule.value]
        return min([self._slice(step), *asked])

    def _slice(self, step: int) -> int:
        return max(1, min(int(SLICE / self._seconds_per_step), self._report_every - step % self._report_every))

    def advance(self) -> None:
        """Do one step, or a slice of them, and say what is due. Raises DivergedError."""
        began = time.perf_counter()
        before, trained = self.step, self._next()
        self.step, self.epoch, self.loss = trained.step, trained.epoch, trained.losses[-1]
        self.lab.step = self.step
        self._losses += trained.losses
        self._watch.lost(trained.losses)
        now = time.perf_counter()
        self._seconds_per_step = (now - began) / (self.step - before)
        self._busy += now - began
        self._busy_since_report += now - began
        if self.speed:
            self._next_step = began + 1 / self.speed
        last = self.step == self.steps
        report = last or self.step % self._report_every == 0
        looked = report or now >= self._next_report
        if looked:
            seen = self._look(views=last or now >= self._next_views)
            if report:
                self._mind(seen)
        if last:
            self._finish()
        else:
            self._stop_if_asked(self.metrics if report or (looked and self._watched) else {})

    def _mind(self, seen: Arrays) -> None:
        """See whether anything goes wrong, at steps that do not depend on the speed; say so if that is news."""
        self._watch.measured(self.metrics)
        if self._watch.due(self.step):
            slopes = self.program.gradients(seen)
            if not slopes and self.program.examines_at_once:
                _, slopes = self.program.examine(self._epochs.offset(self.step - 1))
            self._watch.look(self.step, self.program.parameters(), slopes)
        if (notices := self._watch.notices) != self._noticed:
            self._noticed = notices
            self._send(Noticed(self.run, self.step, notices))

    @property
    def _watched(self) -> bool:
        """Whether somebody follows single steps: then metrics count whenever they are measured."""
        return bool(self.speed) or self.standing

    def _stop_if_asked(self, metrics: dict[str, float]) -> None:
        """Stand still, or end, if a rule holds; the rule is then used up."""
        rule = stops.holding(self._stops.rules, self.step, self.loss, metrics)
        if rule is None:
            return
        left = [other for other in self._stops.rules if other != rule]
        self._stops = StopWhen(rules=left, ends=self._stops.ends)
        value = self.loss if rule.what == "loss" else self.metrics.get(rule.what, math.nan)
        self._look(views=True)
        self._send(Stopped(self.run, self.step, stops.reached(rule, self.step, value), rule))
        if self._stops.ends:
            self._finish()
        elif not self.standing:
            self.standing = True
            self._send(Paused(self.run, self.step))

    def _look(self, views: bool) -> Arrays:
        """Observe the net; send metrics, and pictures if wanted."""
        seen = self.program.observe()
        self.lab.seconds = self._busy
        self.metrics = self.lab.metrics(seen, self.program.data)
        rate = (self.step - self._steps_at_report) / self._busy_since_report if self._busy_since_report else 0.0
        if self.step:
            self._send(Step(self.run, self.step, self.loss, self.metrics, self._losses, self.epoch, rate))
        self._losses, self._busy_since_report, self._steps_at_report = [], 0.0, self.step
        self._next_report = time.perf_counter() + SILENCE
        if (views and self.start.views) or not self.step:
            self._show(seen)
        return seen

    def _show(self, seen: Arrays) -> None:
        """Send the pictures; where none are wanted, only the metrics that belong with them."""
        params, pictures = self.program.parameters(), list[View]()
        if self.start.views:
            pictures += self.lab.views(seen, self.program.data, params, self.program.gradients(seen))
        moved = {
            knob.name: float(params[knob.moves[0]].flat[knob.moves[1]])
            for knob in self.lab.knobs
            if isinstance(knob, Number) and knob.moves
        }
        self._send(Seen(self.run, self.step, pictures, moved, self.metrics))
        self._next_views = time.perf_counter() + 1 / VIEWS_A_SECOND

    def _finish(self) -> None:
        bar = self.lab.bar
        result = BarResult(bar.metric, bar.op, bar.value, bar.met(self.metrics))
        rate = self.step / self._busy if self._busy else 0.0
        self.standing = self.over = True
        self._send(Finished(self.run, self.step, self._busy, rate, self.metrics, result))

    def close(self) -> None:
        """Let go of the net at once, instead of when Python next looks for circles of references."""
        self._loop = iter(())  # the loop holds the session, which holds the loop

    # -- commands -------------------------------------------------------------------------------------------------
    def apply(self, command: AnyCommand) -> None:
        """Obey one command. Raises LabError for one that cannot be obeyed; nothing has changed then."""
        match command:
            case Cancel():
                self.standing = self.over = True
                self._send(Cancelled(self.run, self.step))
            case Pause() if not self.standing:
                self._stand()
            case Resume() if not self.over:
                self.standing, self._phase = False, 0
            case SingleStep() if not self.over:
                self._single_step()
            case NextPhase() if not self.over:
                self._next_phase()
            case SetSpeed(speed=speed):
                self.speed, self._next_step = speed, 0.0
            case SetKnob(name=name, value=value):
                self._turn(name, value)
            case StopWhen():
                for rule in command.rules:
                    stops.known(rule.what, list(self.metrics))
                ahead = [rule for rule in command.rules if rule.what != "step" or rule.value > self.step]
                self._stops = StopWhen(rules=ahead, ends=command.ends)
            case SetWeight() | Try() | Fetch() | Save():
                self._handle(command)

    def _handle(self, command: SetWeight | Try | Fetch | Save) -> None:
        """What is done with the net itself. Raises LabError."""
        match command:
            case SetWeight(name=name, index=index, value=value):
                self.program.move(name, index, value)
                if self.standing:
                    self._look(views=True)
            case Try(values=values):
                said = self.program.ask(unpacked(values))
                self._send(Tried(self.run, {name: Array.of(array) for name, array in said.items()}))
            case Fetch(place=place):
                example, text = self.lab.example(self.program.data, place)
                self._send(Fetched(self.run, Array.of(example), text))
            case Save(file=file):
                self._save(Path(file))

    def _save(self, file: Path) -> None:
        about = models.About(self.lab.id, self.lab.knob, self.start.seed, self.step, self.metrics)
        try:
            models.write(file, models.Model(about, self.program.parameters()))
        except LabError as error:  # the run has nothing to do with it and lives on
            self._send(Saved(self.run, str(file), error.message))
        else:
            self._send(Saved(self.run, str(file)))

    def _stand(self) -> None:
        self.standing = True
        self._look(views=True)
        self._send(Paused(self.run, self.step))

    def _single_step(self) -> None:
        self._phase, self.standing = 0, True
        self.advance()
        if not self.over:
            self._stand()

    def _next_phase(self) -> None:
        """One quarter of a step: look before, look after; only the last quarter changes the net."""
        self.standing = True
        program, name = self.program, PHASES[self._phase]
        offset = self._epochs.offset(self.step)
        self._epochs.lay_out(self.step)  # so that the batch looked at is the one to be learned from
        loss, slopes = program.examine(offset)
        before = program.parameters()
        old = self.lab.views(program.observe(), program.data, before, slopes) if name == "update" else ()
        batch = self._batch(offset)
        self._phase += 1
        if name == "update":
            self._single_step()
        seen, params = program.observe(), program.parameters()
        shown = slopes if name == "backward" else {}
        after = program.examine(offset)[0] if name == "update" else loss
        told = phases.told(self._scene, name, slow.four_places(loss), slow.four_places(after))
        if name == "update":
            told += " " + slow.rule(self._groups, self._rate, self._clip)
        own = phases.with_minus(self.lab.explain(name, seen, program.data, params, shown))
        moment = slow.Moment(name, loss, *batch, before, slopes, params)
        views = slow.drawn(self.lab.views(seen, program.data, params, shown), name, old)
        table = slow.table(moment, self._watch.nets, views)
        self._send(Phase(self.run, self.step, name, f"{told} {own}".strip(), [*views, table]))

    def _batch(self, offset: int) -> tuple[np.ndarray | None, np.ndarray | None]:
        """The inputs and targets of the batch at ``offset``, None where there are none."""
        found = [self.program.read(f"train.{name}")[offset : offset + self.program.batch] for name in self._given]
        x, y, *_ = [*found, None, None]
        chain = chain_of(self.lab)
        if x is not None and chain is not None:
            x = x.reshape(-1, *chain.shape)
        return x, y

    @property
    def _given(self) -> tuple[str, ...]:
        return tuple(self.lab.train_arrays[:2])

    @property
    def _rate(self) -> float:
        return float(self.program.read("rate")[0])

    @property
    def _clip(self) -> float:
        return float(self.program.read("clip")[0]) if "clip" in self.program.plan.arrays else 0.0

    def _turn(self, name: str, value: KnobValue) -> None:
        knobs = {knob.name: knob for knob in self.lab.knobs}
        knob = knobs.get(name)
        if knob is None or not knob.live:
            raise LabError(f"{words(name)} cannot be changed while the lab runs.", "Reset the lab to use a new value.")
        self.lab.knob[name] = knob.parse(value)
        if name == "learning_rate":
            self.program.set_learning_rate(float(self.lab.knob[name]))
        if name == "clip":
            self.program.set_clip(float(self.lab.knob[name]))
        self._move(name, self.lab.knob[name])
        if self.standing:
            self._look(views=True)
        if isinstance(knob, Number) and knob.moves and not self.over and self.lab.bar.met(self.metrics):
            self._finish()

    def _move(self, name: str, value: KnobValue) -> None:
        for knob in self.lab.knobs:
            if isinstance(knob, Number) and knob.name == name and knob.moves:
                self.program.move(*knob.moves, float(value))
