"""A run as a short code to pass on, such as ``xor-1401-Z037P``: lab, knobs, seed and steps.

The code is made for chats and blackboards: digits and capitals only (Crockford's: no I, L, O, U), because chat apps
eat underscores and make smileys of colons. Case, blanks, line ends and dashes do not matter, I and L are read as 1,
O as 0. After the lab's id:

* ``1``, the version of this format; the seed; the steps, 0 for the lab's own;
* ``2`` instead of ``1`` where some knobs are not to be shown: then follow, after the steps, how many names come, twice,
  plus 1 if they are those to be shown and not those to be hidden (whichever are fewer); and the names;
* for each knob that is not at its default: its name, hashed to two signs, and its value. A choice is its option's
  name, hashed to two signs; a number is a decimal exponent and digits; words are written out. So a code lives on
  when a lab gets more knobs or options, and ``tests/cli/test_share.py`` proves that no two of them share a hash;
* two signs that check all before them, the lab's id included.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.lab import Choice, Knob, Lab, LabError, Number, Words, did_you_mean, settle
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.commands import KnobValue

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VERSION, HIDING = 1, 2
POLYNOMIAL = 0x233
"""CRC-10 (ITU): it finds every single wrong sign, every two neighbours swapped, and all but 1 in 1000 of the rest."""
GROUP = 4
MOST = 2**64
"""No number in a code is as large: a damaged one must not make a program think for long."""


class Shared(NamedTuple):
    """What a code holds."""

    lab: str
    knobs: dict[str, KnobValue]
    """Those that are not at their defaults."""
    seed: int | None = 1
    """None where nothing says so: a lab's id alone."""
    steps: int | None = None
    """None: as many as the lab trains by itself."""
    hidden: tuple[str, ...] = ()
    """Knobs that the lab's screen is not to show."""


def code_of(
    lab: type[Lab],
    knobs: Mapping[str, KnobValue],
    seed: int = 1,
    steps: int | None = None,
    hidden: Collection[str] = (),
) -> str:
    """The code of a run. Raises LabError for one that cannot be passed on: it learned from a file of one's own."""
    defaults = settle(lab, {})
    values = settle(lab, knobs)
    signs = [HIDING if hidden else VERSION, *_natural(seed)]
    signs += _natural(0 if steps is None or steps == lab.steps else steps)
    if hidden:
        signs += _some_of([knob.name for knob in lab.knobs], hidden)
    for knob in lab.knobs:
        value = values[knob.name]
        if value == defaults[knob.name]:
            continue
        signs += [*_hashed(knob.name), *_value(knob, value)]
    text = "".join(SIGNS[sign] for sign in [*signs, *_check(lab.id, signs)])
    return "-".join([lab.id, *_grouped(text)])


def looks_like_code(text: str, labs: Sequence[str]) -> bool:
    """Whether ``text`` is meant as a code. A lab's id never is one."""
    return text not in labs and (re.search(r"-\s*[0-9]", _dashes(text)) is not None or _lab(text, labs) is not None)


def read_code(text: str, labs: Sequence[str], load: Callable[[str], type[Lab]]) -> Shared:
    """The run that a code means, its knobs checked; ``load`` gets a lab's class by id. Raises LabError."""
    lab_id = _lab(text, labs)
    if lab_id is None:
        asked = re.split(r"-\s*[0-9]", _dashes(text).strip().lower())[0]
        raise LabError(f"This code is of a lab called {asked!r}, which is not there.", did_you_mean(asked, list(labs)))
    signs = _signs(_squeezed(text)[len(_squeezed(lab_id)) :])
    if len(signs) < 5 or [*_check(lab_id, signs[:-2])] != signs[-2:]:
        raise LabError(f"The code {text.strip()!r} is damaged: a sign is wrong or missing.", "Copy it once more.")
    if signs[0] not in (VERSION, HIDING):
        raise LabError("This code is from a newer tutor than this one.", "Install deep-tutor again to get the newest.")
    lab, left = load(lab_id), iter(signs[1:-2])
    seed, steps = _read_natural(left), _read_natural(left)
    hidden = _read_hidden(lab, left) if signs[0] == HIDING else ()
    given = dict(_read_knobs(lab, left))
    settled = settle(lab, given)
    return Shared(lab_id, {name: settled[name] for name in given}, seed, steps or None, hidden)


def as_command(shared: Shared) -> str:
    """The same run with everything spelled out, for people."""
    knobs = "".join(" --set " + shlex.quote(f"{name}={_written(value)}") for name, value in shared.knobs.items())
    steps = f" --steps {shared.steps}" if shared.steps else ""
    seed = f" --seed {shared.seed}" if shared.seed not in (None, 1) else ""
    return f"tutor lab {shared.lab}{knobs}{seed}{steps}"


def _grouped(text: str) -> list[str]:
    """In groups that eyes can hold; no sign stands alone."""
    places = range(0, len(text), GROUP)
    groups = [text[k : k + GROUP] for k in places]
    return groups if len(groups[-1]) > 1 else [*groups[:-2], groups[-2] + groups[-1]]


def _written(value: KnobValue) -> str:
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


# -- the text around -----------------------------------------------------------------------------------------------


def _dashes(text: str) -> str:
    """With every kind of dash a chat app makes as the plain one."""
    return re.sub(r"[‐‑‒–—―−]", "-", text)


def _squeezed(text: str) -> str:
    """Letters and digits alone, small, as they are compared."""
    return re.sub(r"[^0-9a-z]", "", text.lower())


def _lab(text: str, labs: Sequence[str]) -> str | None:
    """The lab whose id ``text`` goes on from; the longest, where one id begins with another."""
    squeezed = _squeezed(text)
    begun = [lab for lab in labs if squeezed.startswith(_squeezed(lab)) and squeezed != _squeezed(lab)]
    return max((lab for lab in begun if squeezed[len(_squeezed(lab))].isdigit()), key=len, default=None)


def _signs(text: str) -> list[int]:
    """The signs' values; those that look alike are read as the one in use. Raises LabError."""
    read = text.upper().translate(str.maketrans("OIL", "011"))
    if strange := next((sign for sign in read if sign not in SIGNS), ""):
        raise LabError(f"The code is damaged: {strange} is no sign of a code.", "Copy it once more.")
    return [SIGNS.index(sign) for sign in read]


def _check(lab: str, signs: Iterable[int]) -> tuple[int, int]:
    """The two signs that check a code."""
    rest = 0
    bits = [(ord(letter), 8) for letter in lab] + [(sign, 5) for sign in signs]
    for value, count in bits:
        for place in reversed(range(count)):
            over = (rest >> 9) ^ (value >> place & 1)
            rest = (rest << 1 & 0x3FF) ^ (POLYNOMIAL if over else 0)
    return rest >> 5, rest & 31


# -- names and numbers -------------------------------------------------------------------------------------------


def _hashed(name: str) -> tuple[int, int]:
    """A name as two signs."""
    return _check(name, ())


def _value(knob: Knob, value: KnobValue) -> list[int]:
    match knob:
        case Choice():
            return [*_hashed(str(value))]
        case Number():
            return _decimal(float(value))
        case Words():
            return _text(str(value))


def _natural(value: int) -> list[int]:
    """A whole number from 0, four bits a sign, the lowest first; a fifth bit says that more comes."""
    signs = []
    while value > 15:
        signs.append(16 | value & 15)
        value >>= 4
    return [*signs, value]


def _read_natural(signs: Iterator[int]) -> int:
    value = place = 0
    while True:
        sign = _next(signs)
        value |= (sign & 15) << place
        place += 4
        if not sign & 16:
            return value
        if value > MOST or place > 64:
            raise LabError("The code is damaged: it holds a number beyond all bounds.", "Copy it once more.")


def _next(signs: Iterator[int]) -> int:
    """The next sign. Raises LabError if there is none."""
    if (sign := next(signs, None)) is None:
        raise LabError("The code is damaged: it ends too soon.", "Copy it once more.")
    return sign


def _text(text: str) -> list[int]:
    """Words, two signs a byte. Raises LabError for a file's path: it leads nowhere on another machine."""
    if any(sign in text for sign in "/\\") or text.lower().endswith((".csv", ".tsv", ".txt")):
        raise LabError("This run cannot be passed on as a code: it learns from a file that only you have.")
    raw = text.encode()
    return _natural(len(raw)) + [half for byte in raw for half in divmod(byte, 16)]


def _read_text(signs: Iterator[int]) -> str:
    raw = [_next(signs) * 16 + _next(signs) for _ in range(_read_natural(signs))]
    try:
        return bytes(raw).decode()
    except ValueError:
        raise LabError("The code is damaged: it holds words that are no text.", "Copy it once more.") from None


def _decimal(value: float) -> list[int]:
    """A number as its shortest decimal digits: sign and exponent, then the digits. Read back, it is the same float."""
    minus, digits, power = Decimal(repr(value)).normalize().as_tuple()
    exponent = int(power)
    zigzag = 2 * exponent if exponent >= 0 else -2 * exponent - 1
    return _natural(2 * zigzag + minus) + _natural(int("".join(map(str, digits))))


def _read_decimal(signs: Iterator[int]) -> float:
    head, digits = _read_natural(signs), _read_natural(signs)
    zigzag, minus = divmod(head, 2)
    exponent = -(zigzag + 1) // 2 if zigzag % 2 else zigzag // 2
    if abs(exponent) > 400:
        raise LabError("The code is damaged: it holds a number beyond all bounds.", "Copy it once more.")
    return float(f"{'-' if minus else ''}{digits}e{exponent}")


def _some_of(names: Sequence[str], hidden: Collection[str]) -> list[int]:
    """Which of ``names`` are hidden, told by those that are fewer."""
    parts = [name for name in names if name in hidden], [name for name in names if name not in hidden]
    shown = len(parts[1]) < len(parts[0])
    return _natural(2 * len(parts[shown]) + shown) + [sign for name in parts[shown] for sign in _hashed(name)]


def _read_hidden(lab: type[Lab], signs: Iterator[int]) -> tuple[str, ...]:
    """The knobs that are not to be shown. Raises LabError for what this lab does not have."""
    by_hash = {_hashed(knob.name): knob.name for knob in lab.knobs}
    count, shown = divmod(_read_natural(signs), 2)
    told = []
    for _ in range(count):
        if (name := by_hash.get((_next(signs), _next(signs)))) is None:
            raise _newer("a knob", lab)
        told.append(name)
    return tuple(name for name in by_hash.values() if (name in told) != bool(shown))


def _read_knobs(lab: type[Lab], signs: Iterator[int]) -> Iterator[tuple[str, KnobValue]]:
    """Every knob set. Raises LabError for what this lab does not have."""
    by_hash = {_hashed(knob.name): knob for knob in lab.knobs}
    while (first := next(signs, None)) is not None:
        knob = by_hash.get((first, _next(signs)))
        match knob:
            case Number():
                yield knob.name, _read_decimal(signs)
            case Choice():
                options = {_hashed(option): option for option in knob.options}
                option = options.get((_next(signs), _next(signs)))
                if option is None:
                    raise _newer(f"a setting of {words(knob.name)}", lab)
                yield knob.name, option
            case Words():
                yield knob.name, _read_text(signs)
            case _:
                raise _newer("a knob", lab)


def _newer(what: str, lab: type[Lab]) -> LabError:
    return LabError(
        f"The code holds {what} that the lab {lab.id} of this tutor does not have.",
        "It is from another version: install deep-tutor again to get the newest.",
    )
