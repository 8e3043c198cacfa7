"""Where a step's time goes: every kernel of a lab's training step, timed alone, slowest first.

    python -m bench.kernels LAB.py [--top 20]

Times are of one call, repeated on the same data; calls made once for each time step of a sequence are multiplied.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import msgspec

from bench.engine_side import default_plan
from engine.backend import configure
from engine.device import CPU
from engine.llvm import compile_object
from engine.native import Native, module_source
from engine.plan import Plan
from engine.prepared import traced_now
from engine.traced import Segment, Traced

LONG = 0.02  # seconds for one measurement


def taken_apart(traced: Traced) -> Traced:
    """The same with one program for each call of a step, beside the step itself."""
    calls = [call for segment in traced.programs["step"] for call in segment.calls]
    alone = {f"call{number}": [Segment([call])] for number, call in enumerate(calls)}
    return msgspec.structs.replace(traced, programs={"step": traced.programs["step"], **alone})


def microseconds(native: Native, program: str) -> float:
    """Of one run of a program."""
    count = 1
    while True:
        began = time.perf_counter()
        native.run(program, 0, count)
        if (passed := time.perf_counter() - began) > LONG:
            return 1e6 * passed / count
        count *= 4


def measure(plan: Plan) -> tuple[float, list[tuple[float, str]]]:
    """Microseconds of the step, and of each of its calls with a description, slowest first."""
    traced = traced_now(plan, lambda done, total: None)
    apart = taken_apart(traced)
    native = Native(apart, compile_object(module_source(apart)))
    native.fill(plan.arrays)
    whole, found, number = microseconds(native, "step"), [], 0
    for segment in traced.programs["step"]:
        for call in segment.calls:
            each, name = microseconds(native, f"call{number}"), traced.kernels[call.kernel].name
            times = f" {segment.repeat} times" if segment.repeat > 1 else ""
            found.append((each * segment.repeat, f"call {number}: k{call.kernel} {name}{times}"))
            number += 1
    return whole, sorted(found, reverse=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("lab", type=Path)
    options.add_argument("--top", type=int, default=20)
    given = options.parse_args()
    configure(CPU)
    whole, calls = measure(default_plan(given.lab))
    print(f"one step: {whole:.1f} µs; its {len(calls)} calls one by one: {sum(each for each, _ in calls):.1f} µs")
    for each, name in calls[: given.top]:
        print(f"{each:9.1f} µs  {name}")


if __name__ == "__main__":
    main()
