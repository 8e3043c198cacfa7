"""Pictures of what a net that reads images does: filters, feature maps, answers; with how each number comes about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.pictures.formulas import parts
from engine.pictures.small_pictures import beside, short
from engine.views import Array, Formula, Pictures, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

TINY = 1e-6  # not to divide by 0


def first_layer(
    what: str, picture: np.ndarray, maps: np.ndarray, kernels: np.ndarray, bias: np.ndarray
) -> tuple[Pictures, Pictures]:
    """A layer's filters, and the feature maps that they and ReLU make of ``picture`` (rows, columns), called ``what``.

    ``maps`` is (filters, rows, columns), as large as the picture by a rim of zeros around it; ``kernels`` are
    (filters, 3, 3), ``bias`` (filters,).
    """
    return _filters(kernels, picture), _feature_maps(f"a {what} and its feature maps", picture, maps, kernels, bias)


def scanned(images: Sequence[np.ndarray], windows: np.ndarray, kernel: np.ndarray) -> Pictures:
    """A picture, its map, ReLU of it and that pooled; the picture is the largest.

    ``windows`` (rows, columns, 3, 3) are those of the picture, ``kernel`` (3, 3) is what lies over them.
    """
    import numpy as np

    tall, wide = images[0].shape
    frames = np.full((len(images), tall, wide), np.nan, "float32")
    for frame, image in zip(frames, images, strict=True):
        frame[: image.shape[0], : image.shape[1]] = image
    down, across = windows.shape[:2]
    z = (windows * kernel).sum(axis=(2, 3))
    bent = np.maximum(z, 0)[: down // 2 * 2, : across // 2 * 2]
    four = bent.reshape(down // 2, 2, across // 2, 2).transpose(0, 2, 1, 3).reshape(1, down // 2, across // 2, 4)
    told = parts(pixels=windows.reshape(1, down, across, 9), w=kernel.reshape(1, 1, 1, 9), z=z[None])
    formulas = [
        Formula("drawn {value}: from 0, black, to 1, white; the window alone in full light"),
        Formula("{pixels·w} = {z}", told, ["All nine products: {pixels·w} = {z}."], ["convolution", "feature-map"]),
        Formula("ReLU: max(0, {z})", told, ["Drawn as a share of the largest number in the map."], ["relu"]),
        Formula("the largest of {four}", parts(four=four), ["Each window of 2×2 becomes one number."], ["pooling"]),
    ]
    return Pictures(
        "picture and maps", Array.of(frames), ["picture", "map so far", "ReLU", "pooled"], formulas=formulas
    )


def kernel_pictures(name: str, kernels: np.ndarray, captions: Sequence[str], under: np.ndarray) -> Pictures:
    """``kernels`` (n, 3, 3), and what each of their weights makes of the pixel ``under`` it (3, 3)."""
    text = "w·pixel = {value·pixel} = {Σ value·pixel} in the window shown"
    formula = Formula(text, parts(pixel=under[None]), (), ["filter", "weight"])
    return Pictures(name, Array.of(kernels), list(captions), signed=True, formulas=[formula])


def products(name: str, window: str, under: np.ndarray, kernels: np.ndarray, says: float) -> Table:
    """The nine products of a ``window`` and their sum, pixels ``under`` a kernel made by hand; what a net ``says``.

    ``kernels`` (2, 3, 3) are the hand-made one and the net's.
    """
    by_hand = kernels[0]
    total = float((under * by_hand).sum())
    rows = [
        *beside(under, by_hand, under * by_hand),
        [window, "sum", short(total)],
        ["", "after ReLU", short(max(total, 0))],
        ["", "the net", short(says)],
    ]
    told = [Formula("{p·w} = {Σ p·w}", parts(p=p[None], w=w[None])) for p, w in zip(under, by_hand, strict=True)]
    nine, net = (parts(p=under.reshape(1, 9), w=kernel.reshape(1, 9)) for kernel in kernels)
    told += [
        Formula("{p·w} = {Σ p·w}", nine, (), ["convolution"]),
        Formula("max(0, {Σ p·w}) = {value}", nine, (), ["relu"]),
        Formula("with the net's weights: {p·w} = {Σ p·w}", net, (), ["weight-sharing"]),
    ]
    return Table(name, ["pixels", "× kernel", "= products"], rows, formulas={"= products": told})


def differences(name: str, kernels: np.ndarray) -> Table:
    """A kernel made by hand, the net's, and how far the net's is off; ``kernels`` (2, 3, 3) are the two."""
    by_hand, found = kernels
    off = Formula("the net's − hand-made, one by one: ({the net's}) − ({hand-made})", terms=["weight"])
    heads, rows = ["hand-made", "the net's", "difference"], beside(by_hand, found, found - by_hand)
    return Table(name, heads, rows, formulas={"difference": [off]})


def misread_by_most(said: Mapping[str, np.ndarray], x: np.ndarray, y: np.ndarray, shown: int) -> Pictures:
    """The pictures ``x`` that most nets misread come first; ``said`` are each net's (pictures, classes) shares."""
    answers = {net: shares.argmax(axis=1) for net, shares in said.items()}
    wrong = sum((answer != y).astype(int) for answer in answers.values())
    hard = (-wrong).argsort(kind="stable")[:shown]
    captions = [f"{y[i]}: {' '.join(str(answer[i]) for answer in answers.values())}" for i in hard]
    ink = ink_of(16, {net.upper(): shares[hard].max(axis=1) for net, shares in said.items()})
    one, several = f"misread by the {next(iter(said)).upper()}", "misread by most: M, C and R say"
    return Pictures(several if len(said) > 1 else one, Array.of(x[hard]), captions, formulas=[ink])


def ink_of(most: int, sure: Mapping[str, np.ndarray] | None = None) -> Formula:
    """A pixel of a scan in ``most`` shades; of pictures read by nets also how ``sure`` each is of its answer."""
    told = {f"p({net})": shares[:, None, None] for net, shares in (sure or {}).items()}
    sures = ", ".join(f"{net} {{p({net})}}" for net in sure or {})
    return Formula(
        "ink {Σ value·most}/{most} = {value}" + f"; sure of its answer: {sures}" * bool(told),
        parts(most=most, **told),
        ["Sure is the largest of the ten shares that softmax makes."] if told else (),
        ["softmax"] if told else (),
    )


def answered(name: str, images: np.ndarray, captions: list[str], probabilities: np.ndarray) -> Pictures:
    """``images`` (n, rows, columns) from 0 to 1 and how sure the net is of each, from its (n, classes) answers."""
    told = parts(p=probabilities.max(axis=1)[:, None, None], percent=100)
    formula = Formula(
        "pixel {value}, from 0 to 1; the net is {Σ p·percent} % sure of its answer", told, (), ["softmax"]
    )
    return Pictures(name, Array.of(images), captions, formulas=[formula])


def _filters(kernels: np.ndarray, picture: np.ndarray) -> Pictures:
    """What the weights do is told in the middle of the picture."""
    top, left = (side // 2 - 1 for side in picture.shape)
    formula = Formula(
        "w·pixel = {value·pixel} = {Σ value·pixel} where the filter lies over the middle of the picture",
        parts(pixel=picture[None, top : top + 3, left : left + 3]),
        ["A filter has the same weights wherever it lies; here it lies over the middle of the picture shown."],
        ["filter", "weight-sharing"],
    )
    return Pictures("filters", Array.of(kernels), signed=True, formulas=[formula])


def _feature_maps(name: str, picture: np.ndarray, maps: np.ndarray, kernels: np.ndarray, bias: np.ndarray) -> Pictures:
    """The picture, then its maps as shares of the largest number in them."""
    import numpy as np

    size, most = kernels.shape[1], max(float(maps.max()), TINY)
    under = np.lib.stride_tricks.sliding_window_view(np.pad(picture, size // 2), (size, size))
    none = [(0, 0)] * 3  # the picture itself comes first, and is made by no filter
    told = parts(
        pixels=under.reshape(1, *picture.shape, -1),
        w=np.pad(kernels.reshape(len(kernels), 1, 1, -1), [(1, 0), *none]),
        b=np.pad(bias, (1, 0))[:, None, None],
        answer=np.stack([picture, *maps]),
        most=most,
    )
    says = (
        "The filter lies over {pixels·w} = {Σ pixels·w}; its bias is {b}.",
        "ReLU makes 0 of what is below 0. Drawn is the share of the largest number in all maps, {most}.",
    )
    made = Formula("ReLU({Σ pixels·w} + {b}) = {answer}", told, says, ["feature-map", "relu"])
    images = np.stack([picture, *maps / most])
    return Pictures(name, Array.of(images), formulas=[Formula("pixel {value}, from 0 to 1"), made])
