"""What runs in the process of its own in which a learner's code is tried. ``quizzes/trial.py`` starts it.

It is run as a file and imports the standard library only, and NumPy if the code does. The job comes on standard
input; what happens goes back line by line as JSON on a copy of standard output that the learner's code never
gets to see: ``print`` writes into that stream as events, and whatever writes to the file descriptors 1 and 2 goes
elsewhere. So no output of the learner can be taken for a result.

This is a guard against slips, not against malice: the code is the learner's own, on the learner's own machine.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import io
import json
import linecache
import math
import numbers
import os
import sys
import threading
import time
import types
from contextlib import suppress
from typing import Any

SOURCE = "<your code>"
MODULE = "your_code"
MOST_VALUES = 2000
"""Numbers and texts in one result at most."""
DEEPEST = 16
"""Lists within lists in a result at most."""
LONGEST_TEXT = 400
MOST_PRINTED = 4000
"""Characters of the learner's output that are passed on."""
LARGEST_FILE = 1 << 20
LARGEST_WHOLE = 63
"""Bits of a whole number that is passed on."""

Event = dict[str, Any]


class Channel:
    """Sends events to the parent, one line of JSON each."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()  # the learner's threads may print

    def send(self, **event: Any) -> None:
        """Write one event, whole."""
        line = json.dumps(event).encode() + b"\n"
        with self._lock:
            while line:
                line = line[os.write(self._descriptor, line) :]


class Printed(io.TextIOBase):
    """Stands in for standard output and error: passes on the first few kB, swallows the rest."""

    room = MOST_PRINTED

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        part = text[: max(0, Printed.room)]
        if part:
            Printed.room -= len(part)  # of both streams together
            self._channel.send(printed=clean(part) + ("" if Printed.room else " …\n"))
        return len(text)


def clean(text: str) -> str:
    """``text`` as it can be written anywhere: lone halves of characters become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def main() -> None:
    """Read the job, run its programs, say that it is done, and end at once, whatever threads are left."""
    channel = Channel(os.dup(1))
    job = json.loads(sys.stdin.buffer.read())
    detach(channel)
    if job["arrays"] or any("numpy" in code for code in job["programs"]):
        with suppress(ImportError):
            import numpy  # noqa: F401 - its loading is not to count as the learner's time
    limit(job["memory"], job["seconds"])
    channel.send(ready=True)
    started = time.perf_counter()
    for number, code in enumerate(job["programs"]):
        channel.send(program=number)
        Printed.room = MOST_PRINTED
        run(code, job["calls"], job["arrays"], channel)
        now = time.perf_counter()
        channel.send(seconds=round(now - started, 4))
        started = now
    channel.send(done=True)
    os._exit(0)


def detach(channel: Channel) -> None:
    """Nothing to read, and output that is no event goes where standard error goes."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    sys.stdout, sys.stderr = Printed(channel), Printed(channel)


def limit(memory: int, seconds: int) -> None:
    """Let the system hold this process to so much more memory and processor time, where it can."""
    try:
        import resource
        import signal
    except ImportError:  # Windows
        return
    signal.alarm(seconds + 2)  # should the parent be killed, this process does not outlive it for long
    spent = math.ceil(sum(os.times()[:2])) + seconds + 1
    wanted = {
        "RLIMIT_AS": (mapped() + memory,) * 2,
        "RLIMIT_CPU": (spent, spent + 1),
        "RLIMIT_FSIZE": (LARGEST_FILE,) * 2,
        "RLIMIT_CORE": (0, 0),
    }
    for name, (soft, hard) in wanted.items():
        with suppress(AttributeError, ValueError, OSError):  # macOS refuses some
            resource.setrlimit(getattr(resource, name), (soft, hard))


def mapped() -> int:
    """Bytes of address space in use already; NumPy takes much of it that it never fills."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib need not be loaded
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 512 << 20


# -- running -----------------------------------------------------------------------------------------------


def run(code: str, calls: list[list[Any]], arrays: bool, channel: Channel) -> None:
    """Run ``code`` in a fresh module, then call its functions one after another."""
    module = types.ModuleType(MODULE)
    sys.modules[MODULE] = module
    lines = io.StringIO(code, newline=None).readlines()  # as Python counts them
    linecache.cache[SOURCE] = (len(code), None, lines, SOURCE)  # warnings can show the line
    try:
        program = compile(code, SOURCE, "exec", dont_inherit=True)
        tree = ast.parse(code)
    except SyntaxError as error:
        channel.send(trouble=unreadable(error, lines))
        return
    except (ValueError, MemoryError, RecursionError) as error:
        channel.send(trouble={"kind": "syntax", "message": clean(str(error)) or "this is nested too deeply"})
        return
    try:
        exec(program, module.__dict__)
    except BaseException as error:
        channel.send(trouble=trouble(error, lines))
        return
    for number, (name, args) in enumerate(calls):
        channel.send(call=number)
        channel.send(**outcome(tree, module, name, args, arrays, lines))


def outcome(
    tree: ast.Module, module: types.ModuleType, name: str, args: list[Any], arrays: bool, lines: list[str]
) -> Event:
    """Call one function; what it returned, or what stood in the way."""
    if name not in module.__dict__:
        return {"trouble": {"kind": "missing", "function": name, "meant": meant(name, module)}}
    function = module.__dict__[name]
    if not callable(function):
        return {"trouble": {"kind": "uncallable", "function": name, "type": type_name(function)}}
    unwritten = {"kind": "unwritten", "function": name}
    if is_unwritten(tree, name):
        return {"trouble": unwritten}
    try:
        given = [as_array(arg) for arg in args] if arrays else json.loads(json.dumps(args))
        if (signature := unfit(function, given)) is not None:
            return {"trouble": {"kind": "arguments", "function": name, "signature": signature, "given": len(args)}}
        value = function(*given)
        return {"trouble": unwritten} if value is ... else {"value": encode(value)}
    except BaseException as error:
        return {"trouble": trouble(error, lines)}


def as_array(arg: Any) -> Any:
    """A list as a NumPy array, anything else as it is."""
    if not isinstance(arg, list):
        return arg
    import numpy

    return numpy.array(arg, dtype=float)


def unfit(function: Any, given: list[Any]) -> str | None:
    """The signature of ``function`` when it cannot be called with ``given``."""
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):
        return None
    try:
        signature.bind(*given)
    except TypeError:
        return clean(str(signature))[:LONGEST_TEXT]
    return None


def is_unwritten(tree: ast.Module, name: str) -> bool:
    """Whether the body of function ``name`` is still what stands in for one: ``...`` or ``pass``."""
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    return bool(found) and all(_is_filler(node) for node in found[-1].body)


def _is_filler(node: ast.stmt) -> bool:
    """``...``, ``pass``, or a text that stands alone."""
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and (node.value.value is ... or isinstance(node.value.value, str))
    )


# -- trouble -----------------------------------------------------------------------------------------------


def unreadable(error: SyntaxError, lines: list[str]) -> Event:
    """A mistake of syntax: its line, the line's text and the column, from 1."""
    line = error.lineno or 0
    text = lines[line - 1].rstrip() if 0 < line <= len(lines) else ""
    column = error.offset or 0
    return {"kind": "syntax", "message": clean(error.msg), "line": line, "text": clean(text), "column": column}


def trouble(error: BaseException, lines: list[str]) -> Event:
    """An exception in the learner's code: its type, its message, and the line that it came from."""
    line, frame = 0, None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == SOURCE:
            line, frame = trace.tb_lineno, trace.tb_frame
        trace = trace.tb_next
    try:
        message = clean(str(error))[:LONGEST_TEXT]
    except Exception:
        message = ""
    found = {"kind": "exception", "type": type_name(error), "message": message, "line": line}
    found["text"] = clean(lines[line - 1].strip())[:LONGEST_TEXT] if 0 < line <= len(lines) else ""
    if type(error) is NameError and frame is not None:
        names = {**frame.f_builtins, **frame.f_globals, **frame.f_locals}
        found["meant"] = nearest(str(error.name), [name for name in names if name != error.name])
    return found


def meant(name: str, module: types.ModuleType) -> str:
    """The function of the learner's that ``name`` may have been meant for."""
    own = [key for key, value in module.__dict__.items() if isinstance(value, types.FunctionType)]
    return nearest(name, own) or next((key for key in own if key.casefold() == name.casefold()), "")


def nearest(name: str, known: list[str]) -> str:
    """The known name most like ``name``; "" when none is."""
    return next(iter(difflib.get_close_matches(name, known, n=1)), "")


# -- results -----------------------------------------------------------------------------------------------


class TooMuch(Exception):  # noqa: N818
    """A result that is too long or nested too deeply to be passed on; says which."""


def encode(value: Any) -> Any:
    """``value`` as JSON has it: tuples and arrays are lists; what JSON does not have is told in words."""
    try:
        return _encode(value, 0, [MOST_VALUES])
    except TooMuch as error:
        return {"type": type_name(value), "text": str(error)}


def _encode(value: Any, depth: int, room: list[int]) -> Any:
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        if value.size > MOST_VALUES:
            raise TooMuch(f"an array of shape {value.shape}")
        value = value.tolist()
    elif numpy is not None and isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, list | tuple):
        if depth >= DEEPEST:
            raise TooMuch("lists within lists, too deep to follow")
        if len(value) > MOST_VALUES:
            raise TooMuch(f"a {type_name(value)} with {len(value)} entries")
        return [_encode(item, depth + 1, room) for item in value]
    room[0] -= 1
    if room[0] < 0:
        raise TooMuch(f"more than {MOST_VALUES} values")
    return _leaf(value)


def _leaf(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and value.bit_length() <= LARGEST_WHOLE:
        return int(value)
    if isinstance(value, numbers.Real) and not isinstance(value, int):
        number = float(value)
        return number if math.isfinite(number) else {"type": "float", "text": str(number)}
    if isinstance(value, str) and len(value) <= LONGEST_TEXT:
        return clean(str(value))
    return {"type": type_name(value), "text": in_words(value)}


def in_words(value: Any) -> str:
    """Something that is no plain data, in a few words."""
    if isinstance(value, int):
        return f"a whole number of about {round(value.bit_length() * math.log10(2))} digits"
    if isinstance(value, str):
        return f"a text of {len(value)} characters"
    try:
        return clean(repr(value))[:LONGEST_TEXT]
    except Exception:
        return f"<{type_name(value)}>"


def type_name(value: Any) -> str:
    """The name of the type of ``value``."""
    return clean(type(value).__name__)[:LONGEST_TEXT]


if __name__ == "__main__":
    main()
