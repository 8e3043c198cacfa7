"""What a lab is: data, a model, a loss, knobs, views and a bar to pass.

A lab module is one page a learner reads in the app. It holds one :class:`Lab` subclass written as pure
functions over named tensors; the loop, the device, the optimiser, pacing and events live in the engine.
Nothing here imports NumPy or tinygrad, so that an app can read knobs and bars without waiting.
"""

from __future__ import annotations

import difflib
import importlib.util
import operator
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from engine.commands import KnobValue
from engine.words import limit, words

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.chain import Chain
    from engine.views import View

    Arrays = Mapping[str, np.ndarray]
    Tensors = Mapping[str, Tensor]


class LabError(Exception):
    """A user's mistake about a lab: one sentence, and a hint what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class MissingDataError(LabError):
    """A data set is wanted that has to be downloaded first."""


@dataclass(frozen=True)
class Number:
    """A knob with a number in [low, high].

    ``live`` knobs can be turned while the lab trains; the others rebuild it. On ``data_only`` ones depend nothing but
    the numbers in ``data`` and the first ``parameters``, not their shapes: the net need not be compiled again. ``log``
    draws the slider on a log scale, 0 at its left end if ``low`` is 0. ``moves`` ties the knob to one element of
    a parameter: (parameter name, index).
    """

    name: str
    default: float
    low: float
    high: float
    help: str
    whole: bool = False
    log: bool = False
    live: bool = False
    unit: str = ""
    data_only: bool = False
    moves: tuple[str, int] | None = None
    kind: ClassVar[str] = "number"

    def parse(self, raw: KnobValue) -> KnobValue:
        """``raw`` as this knob's value. Raises LabError with the allowed range."""
        try:
            value = float(raw)
        except (ValueError, OverflowError):
            value = float("nan")
        if not self.low <= value <= self.high:
            raise LabError(
                f"{words(self.name)} must be a number from {limit(self.low)} to {limit(self.high)}, not {raw!r}.",
                f"The default is {limit(self.default)}.",
            )
        if self.whole and value != int(value):
            raise LabError(f"{words(self.name)} must be a whole number, not {raw!r}.", f"Try {round(value)}.")
        return int(value) if self.whole else value


@dataclass(frozen=True)
class Choice:
    """A knob with named settings; ``live`` and ``data_only`` as for :class:`Number`."""

    name: str
    default: str
    options: tuple[str, ...]
    help: str
    live: bool = False
    data_only: bool = False
    kind: ClassVar[str] = "choice"

    def parse(self, raw: KnobValue) -> KnobValue:
        """``raw`` as one of the options (any case). Raises LabError naming the nearest one."""
        by_lower = {option.lower(): option for option in self.options}
        if (value := by_lower.get(str(raw).lower())) is not None:
            return value
        options = [words(option) for option in self.options]
        raise LabError(
            f"{words(self.name)} must be one of {', '.join(options)}, not {raw!r}.", did_you_mean(str(raw), options)
        )


@dataclass(frozen=True)
class Words:
    """A knob with text, such as the path of a file, that only ``data`` reads: the net is compiled for its shapes."""

    name: str
    default: str
    help: str
    live: ClassVar[bool] = False
    data_only: ClassVar[bool] = True
    kind: ClassVar[str] = "words"

    def parse(self, raw: KnobValue) -> KnobValue:
        """``raw`` as text without blanks around it."""
        return str(raw).strip()


Knob = Number | Choice | Words
OPS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
SIGNS = {">=": "≥", "<=": "≤"}
"""How comparisons are written where they are not written as in code."""


@dataclass(frozen=True)
class Bar:
    """What a run must reach to pass: ``metric op value``, such as accuracy >= 0.97."""

    metric: str
    op: str
    value: float

    def met(self, metrics: Mapping[str, float]) -> bool:
        """Whether ``metrics`` pass; a missing or NaN metric does not."""
        return bool(OPS[self.op](metrics.get(self.metric, float("nan")), self.value))

    def __str__(self) -> str:
        return f"{words(self.metric)} {SIGNS.get(self.op, self.op)} {self.value:g}"


@dataclass(frozen=True)
class Preset:
    """Named knob settings worth trying, good or bad, with the reason."""

    name: str
    knobs: Mapping[str, KnobValue]
    why: str


@dataclass(frozen=True)
class Drawing:
    """How a picture drawn by hand becomes an input like those of the data.

    It is scaled so that its longer side fills the picture but ``margin`` pixels on each side, and put in the middle:
    that of what is drawn, or with ``by_mass`` the centre of its ink. ``labels`` name the probabilities of the answer.
    """

    labels: tuple[str, ...]
    margin: int = 0
    by_mass: bool = False


@dataclass
class Lab(ABC):
    """Base of all labs. Subclasses set the class attributes and define the methods below.

    ``train_arrays`` names the arrays of :meth:`data` that are shuffled each epoch and cut into batches.
    A knob called ``learning_rate`` is the learning rate and one called ``batch`` the batch size; without the
    latter every step sees the whole training set. Without training arrays there is nothing to learn from but the loss
    itself, a surface to go down. ``optimizer`` is "sgd", "momentum", "rmsprop" or "adam"; a knob
    called ``optimizer`` chooses it by name.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    knobs: ClassVar[tuple[Knob, ...]]
    bar: ClassVar[Bar]
    steps: ClassVar[int]
    optimizer: ClassVar[str] = "adam"
    optimizers: ClassVar[Mapping[str, str]] = {}
    """For several nets side by side: how parameters' names begin → the optimiser for those."""
    rates: ClassVar[Mapping[str, float | str]] = {}
    """How parameters' names begin → what to multiply the learning rate by for those, or the knob that says so."""
    clip: ClassVar[float | None] = None
    """The greatest length of the gradient of all parameters together (0: any): a longer one is cut to it before the
    update. A knob called ``clip`` says it instead, and may be turned while the lab trains."""
    noise: ClassVar[Mapping[str, tuple[int, ...]]] = {}
    """Name → shape for one row. The batch given to :meth:`loss` holds, under that name, uniform numbers in [0, 1),
    drawn anew in every epoch (at every step where one batch is the whole training set): for dropout."""
    curves: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Charts of a run: title → the metrics drawn in it. Without it: the loss, and the metric of the bar."""
    bends: ClassVar[Mapping[str, str]] = {}
    """For dense nets on the first of ``train_arrays`` that have no :meth:`chain`: how their parameters' names begin (""
    for the only net; then come w1, b1, w2, b2 …, or w, b) → what bends every hidden sum, or the knob that says so. Dead
    and saturated units are found by it, and slow motion shows what each layer answers."""
    train_arrays: ClassVar[tuple[str, ...]] = ("x", "y")
    presets: ClassVar[tuple[Preset, ...]] = ()
    show_gradients: ClassVar[bool] = False
    lowest_loss: ClassVar[float] = 0.0
    """The loss never falls below this: nobody is let wait for it. −math.inf where it falls for ever."""
    tries: tuple[int, ...] | None = field(init=False, default=None)
    """The shape of one input that the net can be asked about by hand (see :meth:`answer`); None if it cannot.
    Where a knob decides, ``__post_init__`` sets it."""
    drawing: Drawing | None = field(init=False, default=None)
    """For ``tries`` of (rows, columns): the input can be drawn, and the answer is ``probabilities``."""

    knob: dict[str, Any] = field(default_factory=dict)
    """The values this lab was built with, by knob name."""
    step: int = 0
    """How many updates the net has had that is being looked at. A run keeps it; each run has a lab of its own."""
    seconds: float = 0.0
    """How long the net has trained so far, for a view that shows it. Not for metrics: it differs from run to run."""

    def __post_init__(self) -> None:  # noqa: B027 - not every lab has something to settle
        """Called with ``knob`` set: the place for what follows from the knobs."""

    @abstractmethod
    def data(self, rng: np.random.Generator) -> Arrays:
        """Training arrays (n, …) and whatever else :meth:`observe` needs, as float32 or int32."""

    @abstractmethod
    def parameters(self, rng: np.random.Generator) -> Arrays:
        """Initial values of every trained parameter, float32, by name."""

    @abstractmethod
    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        """The scalar that training makes smaller."""

    @abstractmethod
    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        """What metrics and views need to see of the net, as named tensors."""

    @abstractmethod
    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        """Named numbers from what was observed; NaN where there is none."""

    @abstractmethod
    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        """Pictures from what was observed. ``gradients`` is empty unless ``show_gradients``."""

    def answer(self, params: Tensors, x: Tensor) -> Tensors:
        """What the net says of one input ``x`` (1, *tries), as named tensors; for labs with ``tries``."""
        return {}

    def example(self, data: Arrays, place: int) -> tuple[np.ndarray, str]:
        """One input of the data to ask about, whatever ``place``, and what it is; for labs with ``tries``."""
        raise LabError(f"The lab {self.id} has no examples to ask about.")

    def chain(self) -> Chain | Mapping[str, Chain] | None:
        """The net as layers one after another, from which it is written for other libraries; None if it is no chain.

        Several nets in one lab: a chain for each, by name. Asked after :meth:`data`, which may keep scales in ``self``.
        """
        return None

    def explain(self, phase: str, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> str:
        """One sentence with this net's own numbers for a slow-motion phase; "" for the general one."""
        return ""


@dataclass
class RecurrentLab(Lab):
    """A lab whose net goes through sequences one time step after another, always with the same cell.

    :meth:`cell` says what happens in one time step; the engine repeats it and carries the loss back through time.
    What :meth:`loss` and :meth:`observe` get as data also holds, under its name, every state after every time step,
    (steps, n, units): ``batch["h"][-1]`` is the last, ``batch["h"]`` are all.
    """

    watch_arrays: ClassVar[tuple[str, ...]] = ("x_test", "y_test")
    """The arrays of :meth:`data` the net goes through to be observed, in the order of ``train_arrays``."""

    @abstractmethod
    def state(self) -> Mapping[str, int]:
        """The names of what the net carries from one time step to the next, with their units. All start at zero."""

    def inputs(self, params: Tensors, batch: Tensors) -> Tensor:
        """The sequences as the cell reads them: (steps, n, features), float; time comes first."""
        return batch[self.train_arrays[0]].transpose(0, 1)

    @abstractmethod
    def cell(self, params: Tensors, x: Tensor, state: Tensors) -> Tensors:
        """One time step: x (n, features) and the states (n, units) before it → the states after it.

        Rows must not mix. Sums over weights, exponentials and what gates are cut out of are kept for the way back. If
        something else is costly to compute again, put :func:`engine.scan.keep` around it.
        """


_SAID = re.compile(r"\bBar[^:.]{0,30}: (.+?)\.(?=\s|$)", re.DOTALL)


def bar_said(lab: type[Lab]) -> str:
    """What passes a lab in words, as its file says after "Bar:"; "" where it says nothing."""
    module = sys.modules.get(lab.__module__)
    found = _SAID.search((module and module.__doc__) or "")
    return " ".join(found[1].split()) if found else ""


def bar_in_full(lab: type[Lab]) -> str:
    """What passes a lab, in words and as a formula: "all four rows right (accuracy ≥ 1)"."""
    said = bar_said(lab)
    return f"{said} ({lab.bar})" if said else str(lab.bar)


FEW = 8
"""Names that are all told when none of them is near what was asked for."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint that names the nearest known word; when none is near all of them, or of many the three nearest."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.55)
    if near:
        return f"Did you mean {near[0]}?"
    if len(known) <= FEW:
        return f"There is: {', '.join(known)}." if known else ""
    first, second, third = difflib.get_close_matches(word, known, n=3, cutoff=0.0)
    return f"The nearest of {len(known)} are {first}, {second} and {third}."


def settle(lab: type[Lab], given: Mapping[str, KnobValue]) -> dict[str, KnobValue]:
    """Every knob's value: those given, checked, and the defaults. Raises LabError for unknown or bad ones."""
    by_name = {knob.name: knob for knob in lab.knobs}
    for name in given:
        if name not in by_name:
            raise LabError(f"{lab.id} has no knob called {name}.", did_you_mean(name, list(by_name)))
    return {name: knob.parse(given.get(name, knob.default)) for name, knob in by_name.items()}


def load_lab(file: str | Path) -> type[Lab]:
    """The one Lab subclass defined in a Python file. Raises LabError if it cannot be loaded or defines not just one."""
    path = Path(file).resolve()
    name = f"lab_{path.parent.name}_{path.stem}".replace("-", "_")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise LabError(f"There is no lab file at {path}.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # its code runs here, so anything can come of it
        raise LabError(
            f"{path.name} cannot be loaded: {type(error).__name__}: {error}.",
            "If you changed it, undo the change; if you are writing it, `tutor check` names the line; "
            "else install deep-tutor again.",
        ) from error
    labs = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Lab) and value.__module__ == name
    ]
    if len(labs) != 1:
        raise LabError(f"{path} must define exactly one Lab, it defines {len(labs)}.")
    return labs[0]
