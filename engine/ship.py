"""Write the prepared programs that ship with labs: ``python -m engine.ship LAB.py…``, after a change of either.

Each lands beside its lab as ``LAB.program``: default knobs, LLVM IR without machine code, so that a lab starts without
code generation right after installation, on any processor of the family it was made on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from engine import prepared
from engine.backend import configure
from engine.device import CPU
from engine.lab import load_lab, settle
from engine.plan import Plan


def default_plan(lab_file: Path) -> Plan:
    """The lab with its default knobs; the seed changes numbers, never the program."""
    kind = load_lab(lab_file)
    return Plan(kind(settle(kind, {})), seed=1)


def shipped_file(lab_file: Path) -> Path:
    """Where a lab's shipped program lies."""
    return lab_file.with_suffix(".program")


def is_current(lab_file: Path) -> bool:
    """Whether the shipped program is there and fits the lab and the engine as they are."""
    try:
        prepared.decode(shipped_file(lab_file).read_bytes(), prepared.key(default_plan(lab_file), lab_file))
    except (FileNotFoundError, prepared.Unusable):
        return False
    return True


def ship(lab_file: Path) -> Path:
    """Trace a lab and write its program; returns the file."""
    plan = default_plan(lab_file)
    traced = prepared.traced_now(plan, lambda done, total: None)
    file = shipped_file(lab_file)
    file.write_bytes(prepared.encode(prepared.Stored(prepared.key(plan, lab_file), traced)))
    return file


def main() -> None:
    """Ship every lab named that is not current."""
    configure(CPU)
    for name in sys.argv[1:]:
        lab_file = Path(name)
        if is_current(lab_file):
            print(f"{shipped_file(lab_file)} is current")
        else:
            print(f"{ship(lab_file)}: {shipped_file(lab_file).stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
