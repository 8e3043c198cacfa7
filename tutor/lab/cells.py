"""Painted rows as an SVG or a PNG file that looks alike everywhere.

Blocks, braille dots and lines are drawn as shapes, so that they meet without gaps whatever font the reader has; only
letters are text. A PNG is that SVG drawn by resvg with the font in ``fonts``, so no machine needs one installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from tutor.widgets.ink import Ink

W, H = 10.0, 20.0
"""A cell's width and height."""
SIZE = 16.6
"""The font size at which DejaVu Sans Mono is a cell wide."""
BASE = 15.0
"""Where letters stand, from the top of their cell."""
MARGIN = 2
"""Cells of paper around the picture, half as many rows above and below."""
ZOOM = 2.0
"""How many pixels of a PNG are one unit of the SVG."""
FONTS = Path(__file__).parents[1] / "fonts"
ARMS = {"─": "lr", "━": "LR", "│": "ud", "┃": "UD", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud",
        "┬": "lrd", "┴": "lru", "┼": "lrud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu"}  # fmt: skip
"""Lines by where they go from the middle of their cell; capitals are heavy."""
QUADRANTS = {"▘": 1, "▝": 2, "▀": 3, "▖": 4, "▌": 5, "▞": 6, "▛": 7, "▗": 8, "▚": 9, "▐": 10, "▜": 11, "▄": 12,
             "▙": 13, "▟": 14, "█": 15}  # fmt: skip
"""Blocks by their quarters: upper left 1, upper right 2, lower left 4, lower right 8."""
SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}
CRISP = ' shape-rendering="crispEdges"'
"""What every rectangle says, so that neighbours meet."""
Box = tuple[float, float, float, float]


def as_svg(rows: Sequence[Strip], ink: Ink) -> str:
    """The rows as an SVG document on the ink's paper."""
    columns = max((row.cell_length for row in rows), default=0)
    width, height = (columns + 2 * MARGIN) * W, (len(rows) + MARGIN) * H
    body = [piece for y, row in enumerate(rows) for piece in drawn_row(row, MARGIN * W, (y + MARGIN / 2) * H, ink)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
    font = 'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace"'
    return "\n".join([
        f'{head} height="{height:g}" {font} font-size="{SIZE}" xml:space="preserve">',
        f'<rect width="{width:g}" height="{height:g}" fill="{_hex(ink.paper)}"/>',
        *body,
        "</svg>",
        "",
    ])  # fmt: skip


def as_png(svg: str) -> bytes:
    """An SVG of :func:`as_svg` as a PNG image."""
    import resvg_py

    fonts = [str(file) for file in sorted(FONTS.glob("*.ttf"))]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, zoom=ZOOM, skip_system_fonts=True, font_files=fonts, monospace_family="DejaVu Sans Mono"
        )
    )


def drawn_row(row: Strip, x: float, top: float, ink: Ink) -> Iterator[str]:
    """One row as SVG elements, its upper left corner at ``x``, ``top``: what lies behind, then what stands on it."""
    runs: list[tuple[str, Style, float]] = []
    for text, style, control in row:
        if control or not text:
            continue
        runs.append((text, style or Style.null(), x))
        x += cell_len(text) * W
    for text, style, left in runs:
        behind = _colour(style.bgcolor, ink.paper)
        if behind != _hex(ink.paper):
            yield _rect((left, top, cell_len(text) * W, H), behind)
    for text, style, left in runs:
        yield from _text(text, style, left, top, _colour(style.color, ink.text))


def _text(text: str, style: Style, x: float, top: float, colour: str) -> Iterator[str]:
    """Shapes for the signs that are shapes; words as text, each fitted to its cells."""
    shapes: list[Box] = []
    paths: list[str] = []
    word, start = "", x
    for sign, after in pairwise([*text, " ", " "]):
        boxes = list(_boxes(sign, x, top))
        if _lettered(sign) or (word and sign == " " and _lettered(after)):
            start, word = (start, word + sign) if word else (x, sign)
        elif word:
            paths.append(_word(word, style, start, top, colour))
            word = ""
        if sign in SHADES:
            paths.append(_rect((x, top, W, H), colour, SHADES[sign]))
        shapes += boxes
        x += cell_len(sign) * W
    if shapes:
        yield f'<path fill="{colour}" d="{"".join(map(_closed, _joined(shapes)))}"/>'
    yield from paths


def _lettered(sign: str) -> bool:
    """Whether a font is needed for it."""
    return sign != " " and sign not in SHADES and next(_boxes(sign, 0, 0), None) is None


def _word(word: str, style: Style, x: float, top: float, colour: str) -> str:
    looks = (' font-weight="bold"' if style.bold else "") + (' font-style="italic"' if style.italic else "")
    place = f'x="{x:g}" y="{top + BASE:g}" textLength="{cell_len(word) * W:g}" lengthAdjust="spacingAndGlyphs"'
    return f'<text {place} fill="{colour}"{looks}>{escape(word)}</text>'


def _boxes(sign: str, x: float, top: float) -> Iterator[Box]:
    """The rectangles that make up a sign; none for a letter."""
    code = ord(sign)
    if 0x2800 <= code <= 0x28FF:
        yield from _dots(code - 0x2800, x, top)
    elif 0x2581 <= code <= 0x2587:
        part = H * (code - 0x2580) / 8
        yield x, top + H - part, W, part
    elif 0x2589 <= code <= 0x258F:
        yield x, top, W * (0x2590 - code) / 8, H
    elif sign in "▔▁":
        yield x, top if sign == "▔" else top + H * 7 / 8, W, H / 8
    elif sign in QUADRANTS:
        for place in range(4):
            if QUADRANTS[sign] >> place & 1:
                yield x + W / 2 * (place % 2), top + H / 2 * (place // 2), W / 2, H / 2
    elif sign in ARMS:
        yield from _arms(ARMS[sign], x, top)


def _dots(bits: int, x: float, top: float) -> Iterator[Box]:
    """Braille: dots 1 2 3 7 in the left column, 4 5 6 8 in the right one, as large as lets a line look like one."""
    wide, high = W / 2, H / 4
    for place, (column, line) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]):
        if bits >> place & 1:
            yield x + column * wide + 0.5, top + line * high + 0.5, wide - 1, high - 1


def _arms(arms: str, x: float, top: float) -> Iterator[Box]:
    """Lines from the middle of the cell to its edges."""
    for arm in arms:
        thick = 2.6 if arm.isupper() else 1.3
        middle, centre = top + H / 2 - thick / 2, x + W / 2 - thick / 2
        match arm.lower():
            case "l":
                yield x, middle, W / 2 + thick / 2, thick
            case "r":
                yield centre, middle, W / 2 + thick / 2, thick
            case "u":
                yield centre, top, thick, H / 2 + thick / 2
            case _:
                yield centre, middle, thick, H / 2 + thick / 2


def _joined(boxes: Iterable[Box]) -> Iterator[Box]:
    """With neighbours of equal height made one."""
    last: Box | None = None
    for box in boxes:
        if last is not None and (last[1], last[3], round(last[0] + last[2], 6)) == (box[1], box[3], round(box[0], 6)):
            last = (last[0], last[1], last[2] + box[2], last[3])
            continue
        if last is not None:
            yield last
        last = box
    if last is not None:
        yield last


def _closed(box: Box) -> str:
    x, y, width, height = box
    return f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"


def _rect(box: Box, colour: str, opacity: float = 1.0) -> str:
    x, y, width, height = box
    faded = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}"{faded}{CRISP}/>'


def _colour(colour: object, default: tuple[int, int, int]) -> str:
    """A Rich colour as #rrggbb."""
    from rich.color import Color

    if not isinstance(colour, Color) or colour.is_default:
        return _hex(default)
    return _hex(tuple(colour.get_truecolor()))


def _hex(rgb: Sequence[int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in rgb)
