"""Rules for labs: the file, its one Lab, and knobs, bar and presets that agree. Nothing is trained."""

from __future__ import annotations

import ast
import io
import math
import tokenize
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.lab import OPS, Bar, Choice, Knob, Lab, LabError, Number, load_lab, settle
from tutor.content.course import Lesson
from tutor.content.errors import Problem, did_you_mean
from tutor.content.rules.known import line_of
from tutor.content.rules.measured import is_measured

LONGEST = 100
"""Lines of code in a lab, blank lines, comments and docstrings not counted: a page a learner can read."""

_ATTRIBUTES = ("id", "title", "knobs", "bar", "steps")


def lab_problems(lesson: Lesson, lab_id: str, file: Path) -> Iterator[Problem]:
    """Everything wrong with one lab."""
    if not file.exists():
        message = f"The lab {lab_id!r} has no file {file.name}."
        yield Problem(lesson.path, line_of(lesson.path, "labs:"), message, "Write it, or take the lab out.")
        return
    lab = _loaded(file)
    if isinstance(lab, Problem):
        yield lab
        return
    if absent := [name for name in _ATTRIBUTES if not hasattr(lab, name)]:
        hint = f"Set {', '.join(absent)} in the class."
        yield Problem(file, line_of(file, f"class {lab.__name__}"), f"The lab has no {absent[0]}.", hint)
        return
    if missing := sorted(lab.__abstractmethods__):
        hint = f"Define {', '.join(missing)} in the class."
        yield Problem(file, line_of(file, f"class {lab.__name__}"), f"The lab has no method {missing[0]}.", hint)
        return
    yield from _Rules(file, lab, lab_id).problems()


def lab_warnings(file: Path) -> Iterator[Problem]:
    """A lab too long to read as a page."""
    if file.exists() and (length := code_lines(file)) > LONGEST:
        yield Problem(file, 1, f"The lab has {length} lines of code.", f"Aim at {LONGEST}: learners read it.")


def code_lines(file: Path) -> int:
    """Lines that hold code; 0 for a file that is not Python."""
    source = file.read_text(encoding="utf-8", errors="replace")
    try:
        strings = {line for node in ast.walk(ast.parse(source)) for line in _docstring_lines(node)}
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (SyntaxError, tokenize.TokenError, ValueError):
        return 0
    blank = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    code = {n for t in tokens if t.type not in blank for n in range(t.start[0], t.end[0] + 1)}
    return len(code - strings)


def _docstring_lines(node: ast.AST) -> range:
    """The lines of a bare string, which is what a docstring is."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return range(0)


def _loaded(file: Path) -> type[Lab] | Problem:
    """The lab in ``file``, or why it cannot be loaded."""
    try:
        return load_lab(file)
    except LabError as error:
        cause = error.__cause__
        if cause is None:
            return Problem(file, 1, error.message.replace(f"{file.resolve()} ", "This file "), error.hint)
        if isinstance(cause, SyntaxError):
            return Problem(file, cause.lineno or 1, f"This is not Python: {cause.msg}.")
        frames = [f for f in traceback.extract_tb(cause.__traceback__) if Path(f.filename) == file.resolve()]
        line = frames[-1].lineno if frames else None
        return Problem(file, line or 1, f"The lab fails when it is loaded: {type(cause).__name__}: {cause}.")


@dataclass(frozen=True)
class _Rules:
    """The rules for one loaded lab."""

    file: Path
    lab: type[Lab]
    lab_id: str

    def problems(self) -> Iterator[Problem]:
        """Everything wrong with the lab."""
        if self.lab.id != self.lab_id:
            yield self.at(f'"{self.lab.id}"', f"The lab's id is {self.lab.id!r}.", f"Write {self.lab_id!r}.")
        if not self.lab.title.strip():
            yield self.at("title", "The lab has no title.", "Write one.")
        if self.lab.steps < 1:
            yield self.at("steps", f"The lab trains {self.lab.steps} steps.", "Write 1 or more.")
        names = Counter(knob.name for knob in self.lab.knobs)
        for name in [name for name, count in names.items() if count > 1]:
            yield self.at(f'"{name}"', f"The knob {name!r} is there twice.", "Rename one.")
        faulty = [problem for knob in self.lab.knobs for problem in self.knob_problems(knob)]
        yield from faulty
        yield from self.bar_problems(self.lab.bar)
        if not faulty:  # presets would only repeat it
            yield from self.preset_problems()

    def at(self, wanted: str, message: str, instead: str = "") -> Problem:
        """A problem on the first line that holds ``wanted``, else where the class starts."""
        return Problem(self.file, line_of(self.file, wanted, line_of(self.file, "class ")), message, instead)

    def knob_problems(self, knob: Knob) -> Iterator[Problem]:
        """A knob whose default it would refuse itself, or that cannot be used."""
        place = f'"{knob.name}"'
        if not knob.name.isidentifier():
            hint = "Write letters, digits and underscores."
            yield self.at(place, f"{knob.name!r} cannot be a knob's name.", hint)
        if not knob.help.strip():
            yield self.at(place, f"The knob {knob.name!r} has no help.", "Say what it does.")
        try:
            knob.parse(knob.default)
        except LabError as error:
            yield self.at(place, f"The default of {knob.name!r} is not allowed: {error.message}", error.hint)
        if isinstance(knob, Choice) and len(set(knob.options)) < max(2, len(knob.options)):
            yield self.at(place, f"The choice {knob.name!r} needs options that differ, two at least.")
        if isinstance(knob, Number):
            yield from self.number_problems(knob)

    def number_problems(self, knob: Number) -> Iterator[Problem]:
        """A number's limits and the parameter it moves."""
        place = f'"{knob.name}"'
        if not knob.low < knob.high:
            yield self.at(place, f"The knob {knob.name!r} goes from {knob.low:g} to {knob.high:g}.", "Swap them.")
        if knob.log and knob.low < 0:
            hint = "Start at 0 or above, or leave `log` out."
            yield self.at(place, f"The knob {knob.name!r} has a log scale from {knob.low:g}.", hint)
        if knob.moves is None:
            return
        parameter, index = knob.moves
        named = _words_in_method(self.file, "parameters")
        if parameter not in named:
            hint = did_you_mean(parameter, sorted(named))
            yield self.at(place, f"The knob {knob.name!r} moves {parameter!r}, which is no parameter.", hint)
        if index < 0:
            yield self.at(place, f"The knob {knob.name!r} moves element {index}.", "Count from 0.")

    def bar_problems(self, bar: Bar) -> Iterator[Problem]:
        """A bar that nothing can be compared with."""
        if bar.op not in OPS:
            yield self.at("Bar(", f"The bar compares by {bar.op!r}.", f"Write one of {', '.join(OPS)}.")
        if not math.isfinite(bar.value):
            yield self.at("Bar(", f"The bar is at {bar.value}.", "Write a number.")
        if not bar.metric.isidentifier():
            yield self.at("Bar(", f"{bar.metric!r} cannot be a metric's name.", "Write a word such as accuracy.")
        elif not is_measured(bar.metric, self.file):
            hint = f"Let `metrics` return {bar.metric}, or name in the bar what it does return."
            yield self.at("Bar(", f"The bar is about {bar.metric!r}, which the lab never measures.", hint)

    def preset_problems(self) -> Iterator[Problem]:
        """Presets that the lab would refuse, or that say nothing."""
        names = Counter(preset.name for preset in self.lab.presets)
        for preset in self.lab.presets:
            place = f'"{preset.name}"'
            try:
                settle(self.lab, preset.knobs)
            except LabError as error:
                yield self.at(place, f"The preset {preset.name!r} does not work: {error.message}", error.hint)
            if not preset.why.strip():
                yield self.at(place, f"The preset {preset.name!r} does not say why.", "Give the reason to try it.")
            if names[preset.name] > 1:
                yield self.at(place, f"The preset {preset.name!r} is there twice.", "Rename one.")


def _words_in_method(file: Path, method: str) -> set[str]:
    """The names a method gives its results: its keywords and text constants. Read, not run: that takes NumPy."""
    words: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == method:
            body = [inner for statement in node.body for inner in ast.walk(statement)]
            words |= {n.arg for n in body if isinstance(n, ast.keyword) and n.arg}
            words |= {n.value for n in body if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return words
