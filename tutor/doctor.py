"""``tutor doctor``: what this machine offers, what is used, what is wrong and what to do about it."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from engine import shelf
from engine.device import CPU, automatic, probe
from tutor.paths import cache_dir, home, is_there, record_file

PACKAGES = ("deep-tutor", "textual", "tinygrad", "llvmlite", "numpy", "sqlite-utils", "click", "msgspec")
SMALL = (80, 24)
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "lustre")
"""File systems that several machines may use at once; SQLite's write-ahead log works within one machine only."""
MOUNTS = Path("/proc/self/mounts")


def examine() -> dict[str, Any]:
    """Look at everything; runs a kernel on each device that is present, in processes of their own."""
    problems: list[dict[str, str]] = []
    return {
        "devices": _devices(problems),
        "versions": _versions(),
        "paths": _paths(problems),
        "cache": _cache(),
        "record": _record(problems),
        "terminal": _terminal(problems),
        "problems": problems,
    }


def _problem(problems: list[dict[str, str]], what: str, do: str) -> None:
    problems.append({"problem": what, "do": do})


def _devices(problems: list[dict[str, str]]) -> dict[str, Any]:
    chosen = automatic(cache_dir() / "device.json", fresh=True)
    cpu = probe(CPU)
    if not cpu.works:
        _problem(
            problems,
            f"The processor cannot run kernels: {cpu.why}.",
            "Install deep-tutor again with pip.",
        )
    if chosen.note:
        _problem(problems, f"A device is not used: {chosen.note}.", "Update its driver; labs run on the CPU now.")
    others = [{"name": one.name, "works": one.works, "why_not": one.why} for one in chosen.tried]
    return {"used": chosen.device, "seen": [*others, {"name": CPU, "works": cpu.works, "why_not": cpu.why}]}


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "platform": platform.platform(), "sqlite": sqlite3.sqlite_version}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _paths(problems: list[dict[str, str]]) -> dict[str, Any]:
    folders = {"home": home(), "cache": cache_dir()}
    for name, folder in folders.items():
        if not _writable(folder):
            _problem(problems, f"The {name} folder {folder} cannot be written.", "Set TUTOR_HOME to one of yours.")
    if drive := network_drive(home(), MOUNTS.read_text("utf-8", "replace") if MOUNTS.is_file() else ""):
        do = "Use one machine at a time, or set TUTOR_HOME to a folder of this machine."
        _problem(problems, f"The record is on a network drive ({drive}), where two machines can harm it.", do)
    return {name: str(folder) for name, folder in folders.items()} | {"record": str(record_file())}


def network_drive(folder: Path, mounts: str) -> str:
    """The network file system that ``folder`` is on, "" for none; ``mounts`` is Linux's table of what is where."""
    folder, kind, depth = Path(os.path.realpath(folder)), "", 0
    for _, place, found, *_ in (line.split() for line in mounts.splitlines()):
        top = Path(place.replace("\\040", " "))
        if folder.is_relative_to(top) and len(top.parts) >= depth:  # the deepest; of two at one place the later
            kind, depth = found, len(top.parts)
    return kind if kind in NETWORK else ""


def _cache() -> dict[str, Any]:
    """What is kept of prepared labs, sizes in bytes, and the log of what could not be used ("" if there is none)."""
    folder = cache_dir()
    kept, log = shelf.report(folder), shelf.log_file(folder)
    return {
        "folder": str(shelf.folder(folder)),
        "programs": kept.programs,
        "size": kept.size,
        "limit": shelf.LIMIT,
        "log": str(log) if is_there(log) else "",
    }


def _writable(folder: Path) -> bool:
    """Whether files can be made in ``folder``, or in the nearest folder above it that is there."""
    there = next(path for path in (folder, *folder.parents) if is_there(path))
    return there.is_dir() and os.access(there, os.W_OK)


def _record(problems: list[dict[str, str]]) -> dict[str, Any]:
    from tutor.store import Record, RecordError

    if not is_there(record_file()):
        return {"state": "none yet", "answers": 0, "runs": 0}
    try:
        with Record.open() as kept:
            return {"state": "ok", "answers": len(kept.answers()), "runs": len(kept.runs())}
    except RecordError as trouble:
        _problem(problems, trouble.message, trouble.hint)
        return {"state": "unusable", "answers": 0, "runs": 0}


def _terminal(problems: list[dict[str, str]]) -> dict[str, Any]:
    from rich.console import Console

    out = sys.__stdout__ or sys.stdout  # inside the app the other one is caught
    size = shutil.get_terminal_size()
    encoding = (out.encoding or locale.getpreferredencoding(False)).lower()
    if out.isatty() and (size.columns < SMALL[0] or size.lines < SMALL[1]):
        _problem(problems, f"The terminal is small ({size.columns}×{size.lines}).", "80×24 or more shows everything.")
    if "utf" not in encoding:
        _problem(problems, f"The terminal's encoding is {encoding}: figures need UTF-8.", "Set LANG to a UTF-8 locale.")
    return {
        "interactive": out.isatty(),
        "size": [size.columns, size.lines],
        "TERM": os.environ.get("TERM", ""),
        "colours": Console(file=out).color_system or "none",
        "NO_COLOR": bool(os.environ.get("NO_COLOR")),
        "encoding": encoding,
    }


def _spoken(device: dict[str, Any]) -> str:
    """What is to be said of one device."""
    said = "works" if device["works"] else "not used"
    return f"{said}: {device['why_not']}" if device["why_not"] else said


def _cache_line(cache: dict[str, Any]) -> str:
    """What is kept of prepared labs, in a line or two."""
    size, limit = shelf.spoken(cache["size"]), shelf.spoken(cache["limit"])
    said = f"Prepared labs: {cache['programs']} kept, {size} of at most {limit}, in {cache['folder']}"
    return f"{said}\n  What could not be used is told in {cache['log']}" if cache["log"] else said


def as_text(found: dict[str, Any]) -> str:
    """The findings as lines for people, problems last."""
    devices, terminal, record = found["devices"], found["terminal"], found["record"]
    lines = [f"Device used: {devices['used']}"]
    lines += [f"  {one['name']}: {_spoken(one)}" for one in devices["seen"]]
    lines += ["", "Versions", *(f"  {name} {number}" for name, number in found["versions"].items())]
    lines += ["", "Paths", *(f"  {name}: {path}" for name, path in found["paths"].items())]
    lines += ["", f"Record: {record['state']}, {record['answers']} answers, {record['runs']} lab runs"]
    lines += [_cache_line(found["cache"])]
    size = "×".join(map(str, terminal["size"]))
    kind = terminal["TERM"] or "TERM is not set"
    colours = "no colours, as NO_COLOR is set" if terminal["NO_COLOR"] else f"colours {terminal['colours']}"
    lines += [f"Terminal: {size}, {kind}, {colours}, {terminal['encoding']}", ""]
    if not found["problems"]:
        return "\n".join([*lines, "No problems found."])
    return "\n".join([*lines, "Problems", *(f"  {p['problem']} {p['do']}" for p in found["problems"])])
