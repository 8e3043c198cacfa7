"""Convolution and pooling in forms whose gradients are as cheap to compute as they are themselves.

tinygrad derives the gradient of a convolution from how it cut the image into windows, which makes a kernel that
mostly adds up zeros (3 ms of a 4 ms step of the digits lab). The gradients are convolutions too, so they are written
as such here. On the CPU these take the place of the methods of ``Tensor``: a lab calls ``x.conv2d(…)`` as ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from math import prod
from typing import Any

from tinygrad import Tensor
from tinygrad.function import function
from tinygrad.uop.ops import UOp

_conv2d, _max_pool2d, _avg_pool2d = Tensor.conv2d, Tensor.max_pool2d, Tensor.avg_pool2d
_dot, _sigmoid, _tanh = Tensor.dot, Tensor.sigmoid, Tensor.tanh

CHANNELS = 8  # from so many on, output channels fill vectors better than a row of pixels does
LARGE = 1 << 16  # multiply-adds; a smaller product takes less time than turning its weights round


def conv2d(self: Tensor, weight: Tensor, bias: Tensor | None = None, *rest: Any, **options: Any) -> Tensor:
    """(n, in, height, width) * (out, in, rows, columns) → (n, out, …); plain convolutions only are ours."""
    padding = options.get("padding", 0)
    if rest or options.keys() - {"padding"} or not isinstance(padding, int) or self.ndim != 4:
        return _conv2d(self, weight, bias, *rest, **options)
    # Padded beforehand, because a load that has to ask whether it is inside is slow where there are no masks (NEON).
    wide = self.pad((None, None, (padding, padding), (padding, padding))).contiguous()
    out = function(_cross, grad_fxn=partial(_conv2d_gradients, padding))(wide, weight)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


def _cross(image: Any, filters: Any) -> Any:
    """The convolution itself; filters lie with their output channels side by side, to fill vectors."""
    by_output = filters.permute(1, 2, 3, 0).contiguous().permute(3, 0, 1, 2)
    return _conv2d(image, by_output) if isinstance(image, Tensor) else image.conv2d(by_output)


def _conv2d_gradients(padding: int, upstream: UOp, call: UOp) -> tuple[UOp, UOp]:
    """The image's: the filters turned round over the padded upstream. The filters': the upstream over the image.

    What the border of the padded image would get is not computed: nobody asks for it.
    """
    image, filters = call.src[1:]
    rows, columns = filters.shape[2] - 1 - padding, filters.shape[3] - 1 - padding
    grad = upstream.contiguous()
    wide = grad.pad(((0, 0), (0, 0), (rows, rows), (columns, columns))).contiguous()
    inside = _cross(wide, filters.flip((2, 3)).transpose(0, 1))
    to_image = inside.pad(((0, 0), (0, 0), (padding, padding), (padding, padding)))
    if filters.shape[0] >= CHANNELS:
        grad = grad.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
    to_filters = image.transpose(0, 1).conv2d(grad.transpose(0, 1)).transpose(0, 1)
    return to_image, to_filters


def dot(self: Tensor, weight: Tensor, dtype: Any = None) -> Tensor:
    """(…, in) @ (in, out) → (…, out). Large products get operands that lie in memory as they are read."""
    plain = dtype is None and weight.ndim == 2 and self.ndim >= 2
    if not plain or prod(self.shape) * weight.shape[1] < LARGE:
        return _dot(self, weight, dtype)
    rows = self.reshape(-1, self.shape[-1]).contiguous()
    made = function(_dot, grad_fxn=_dot_gradients)(rows, weight)
    return made.reshape(*self.shape[:-1], weight.shape[1])


def _dot_gradients(upstream: UOp, call: UOp) -> tuple[UOp, UOp]:
    """Turning the weights round first lets both products run along rows."""
    rows, weight = call.src[1:]
    grad = upstream.contiguous()
    return grad.dot(weight.transpose().contiguous()), rows.transpose().dot(grad)


def max_pool2d(self: Tensor, kernel_size: Any = (2, 2), *rest: Any, **options: Any) -> Any:
    """The largest of each window."""
    windows = None if rest or options else _windows(self, kernel_size)
    return _max_pool2d(self, kernel_size, *rest, **options) if windows is None else windows.max((3, 5))


def avg_pool2d(self: Tensor, kernel_size: Any = (2, 2), *rest: Any, **options: Any) -> Any:
    """The mean of each window."""
    windows = None if rest or options else _windows(self, kernel_size)
    return _avg_pool2d(self, kernel_size, *rest, **options) if windows is None else windows.mean((3, 5))


def _windows(x: Tensor, kernel_size: Any) -> Tensor | None:
    """(n, channels, height, width) in windows side by side: (n, channels, down, rows, along, columns)."""
    if x.ndim != 4:
        return None
    rows, columns = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    n, channels, height, width = x.shape
    down, along = height // rows, width // columns
    return x.shrink((None, None, (0, down * rows), (0, along * columns))).reshape(
        n, channels, down, rows, along, columns
    )


def sigmoid(self: Tensor) -> Tensor:
    """1 / (1 + e^−x), whose slope y·(1 − y) comes from what it is itself.

    tinygrad goes back through the exponential, which overflows at x = −89: its slope is then 0 · ∞.
    """
    return function(_sigmoid, grad_fxn=_sigmoid_gradient)(self)


def _sigmoid_gradient(upstream: UOp, call: UOp) -> tuple[UOp]:
    y = call.gettuple(0)
    return (upstream * y * (1 - y),)


def tanh(self: Tensor) -> Tensor:
    """The hyperbolic tangent; its slope is 1 − y²."""
    return function(_tanh, grad_fxn=_tanh_gradient)(self)


def _tanh_gradient(upstream: UOp, call: UOp) -> tuple[UOp]:
    y = call.gettuple(0)
    return (upstream * (1 - y * y),)


THEIRS = {
    "conv2d": _conv2d, "max_pool2d": _max_pool2d, "avg_pool2d": _avg_pool2d,
    "dot": _dot, "sigmoid": _sigmoid, "tanh": _tanh,
}  # fmt: skip
IN_CELLS = {**THEIRS, "sigmoid": sigmoid, "tanh": tanh}
"""What is repeated over time must not turn weights round each time, and keeps gates, not exponentials."""


@contextmanager
def in_cells() -> Iterator[None]:
    """Within, ``Tensor`` has the methods that suit a recurrent cell."""
    before = {name: getattr(Tensor, name) for name in IN_CELLS}
    _set(IN_CELLS)
    try:
        yield
    finally:
        _set(before)


def _set(methods: Mapping[str, Any]) -> None:
    for name, method in methods.items():
        setattr(Tensor, name, method)


def install() -> None:
    """Use ours for every lab from now on."""
    _set({"conv2d": conv2d, "max_pool2d": max_pool2d, "avg_pool2d": avg_pool2d, "dot": dot})
