"""What every lab of the course must keep to, found by building each as the app does."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.commands import KnobValue
from engine.lab import Choice, Knob, Lab, Words, load_lab, settle
from engine.plan import Plan
from engine.prepared import decode, key, leaves_program, traced_now
from engine.program import build
from engine.traced import Traced
from tests.conftest import SHELF
from tutor.content.course import load_course

FILES = {lab: load_course().lab_file(lab) for lab in load_course().lab_ids}


def quiet(done: int, total: int) -> None:
    """Nobody watches the preparing."""


def other(knob: Knob) -> KnobValue:
    """A setting of ``knob`` that is not its default."""
    if isinstance(knob, Choice):
        return next(option for option in knob.options if option != knob.default)
    if isinstance(knob, Words):
        return knob.default  # another file may have other shapes: those are in the key by themselves
    return knob.high if knob.default != knob.high else knob.low


def traced(kind: type[Lab], knobs: dict[str, KnobValue]) -> Traced:
    return traced_now(Plan(kind(settle(kind, knobs)), 1), quiet)


def shipped(kind: type[Lab], file: Path) -> Traced:
    """The program beside a lab, for its default knobs: what a learner is given, however those knobs are turned."""
    return decode(file.with_suffix(".program").read_bytes(), key(Plan(kind(settle(kind, {})), 1), file)).traced


def kernels(program: Traced) -> list[str]:
    """What each kernel does, whatever it is called: names are numbered as they come up."""
    return [kernel.source.replace(f"@{kernel.name}(", "@kernel(") for kernel in program.kernels]


def free(file: Path) -> list[Knob]:
    return [knob for knob in load_lab(file).knobs if leaves_program(knob)]


@pytest.mark.parametrize("lab", FILES)
def test_a_knob_that_is_said_to_leave_the_program_does(lab: str) -> None:
    """Else a prepared program would be taken for another one. Numbers that the step needs are arrays or compiled in."""
    kind = load_lab(FILES[lab])
    usual = shipped(kind, FILES[lab])
    moved = traced(kind, {knob.name: other(knob) for knob in free(FILES[lab])})
    assert kernels(moved) == kernels(usual)
    assert (moved.programs, moved.buffers) == (usual.programs, usual.buffers)
    assert (moved.slots, moved.constants) == (usual.slots, usual.constants)


def looked_at(file: Path, knobs: Mapping[str, KnobValue]) -> tuple[dict[str, float], list[str]]:
    """What an untrained lab measures, and the names of its pictures."""
    kind = load_lab(file)
    program = build(Plan(kind(settle(kind, knobs)), 1), "CPU:LLVM", quiet, file, Path(os.environ[SHELF]))
    seen = program.observe()
    measured = program.lab.metrics(seen, program.data)
    views = program.lab.views(seen, program.data, program.parameters(), program.gradients(seen))
    return measured, [view.name for view in views]


@pytest.mark.parametrize("lab", FILES)
def test_what_a_lab_promises_to_measure_is_measured(lab: str) -> None:
    """The bar's metric always; each metric of a chart at some setting, since a choice may decide what is compared."""
    kind = load_lab(FILES[lab])
    measured, names = looked_at(FILES[lab], {})
    assert kind.bar.metric in measured
    assert names and len(set(names)) == len(names), "views are told apart by name"
    missing = {name for chart in kind.curves.values() for name in chart} - {*measured, "loss"}
    settings = [{knob.name: option} for knob in kind.knobs if isinstance(knob, Choice) for option in knob.options]
    for knobs in [*settings, *(preset.knobs for preset in kind.presets)] if missing else []:
        missing -= looked_at(FILES[lab], knobs)[0].keys()
    assert not missing, "a chart names what is never measured"
