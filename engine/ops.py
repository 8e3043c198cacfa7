"""Convolution and pooling in forms whose gradients are as cheap to compute as they are themselves.

tinygrad derives the gradient of a convolution from how it cut the image into windows, which makes a kernel that
mostly adds up zeros (3 ms of a 4 ms step of the digits lab). The gradients are convolutions too, so they are written
as such here. On the CPU these take the place of the methods of ``Tensor``: a lab calls ``x.conv2d(…)`` as ever.
"""

from __future__ import annotations

from typing import Any

from tinygrad import Tensor
from tinygrad.function import function
from tinygrad.uop.ops import UOp

_conv2d, _max_pool2d, _avg_pool2d = Tensor.conv2d, Tensor.max_pool2d, Tensor.avg_pool2d


def conv2d(self: Tensor, weight: Tensor, bias: Tensor | None = None, *rest: Any, **options: Any) -> Tensor:
    """(n, in, height, width) * (out, in, rows, columns) → (n, out, …); plain convolutions only are ours."""
    padding = options.get("padding", 0)
    if rest or options.keys() - {"padding"} or not isinstance(padding, int) or self.ndim != 4:
        return _conv2d(self, weight, bias, *rest, **options)
    out = _convolution(self.contiguous(), weight, padding)
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


def _convolution(x: Tensor, weight: Tensor, padding: int) -> Tensor:
    rows, columns = weight.shape[2:]

    def gradients(upstream: UOp, call: UOp) -> tuple[UOp, UOp]:
        image, kernel = call.src[1:]
        grad = upstream.contiguous()
        turned = kernel.flip((2, 3)).transpose(0, 1)
        wide = ((0, 0), (0, 0), (rows - 1 - padding,) * 2, (columns - 1 - padding,) * 2)
        to_image = grad.pad(wide).conv2d(turned)
        to_kernel = image.transpose(0, 1).conv2d(grad.transpose(0, 1), padding=padding).transpose(0, 1)
        return to_image, to_kernel

    return function(lambda a, b: _conv2d(a, b, padding=padding), grad_fxn=gradients)(x, weight)


def max_pool2d(self: Tensor, kernel_size: Any = (2, 2), *rest: Any, **options: Any) -> Any:
    """The largest of each window."""
    windows = None if rest or options else _windows(self, kernel_size)
    return _max_pool2d(self, kernel_size, *rest, **options) if windows is None else windows.max((3, 5))


def avg_pool2d(self: Tensor, kernel_size: Any = (2, 2), *rest: Any, **options: Any) -> Any:
    """The mean of each window."""
    windows = None if rest or options else _windows(self, kernel_size)
    return _avg_pool2d(self, kernel_size, *rest, **options) if windows is None else windows.mean((3, 5))


def _windows(x: Tensor, kernel_size: Any) -> Tensor | None:
    """(n, channels, height, width) cut into windows side by side: (n, channels, ⌊h/rows⌋, rows, ⌊w/columns⌋, columns)."""
    if x.ndim != 4:
        return None
    rows, columns = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    n, channels, height, width = x.shape
    down, along = height // rows, width // columns
    return x.shrink((None, None, (0, down * rows), (0, along * columns))).reshape(
        n, channels, down, rows, along, columns
    )


def install() -> None:
    """Use these for every lab from now on."""
    Tensor.conv2d, Tensor.max_pool2d, Tensor.avg_pool2d = conv2d, max_pool2d, avg_pool2d
