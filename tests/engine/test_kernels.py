"""Our CPU kernels compute what NumPy computes, and our convolutions have tinygrad's gradients."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
from collections.abc import Callable

import numpy as np
import pytest
from tinygrad import Tensor, Variable, codegen, dtypes
from tinygrad.renderer.llvmir import CPULLVMRenderer
from tinygrad.uop.ops import Ops

from engine import kernels, ops
from engine.instructions import Unsupported
from engine.nest import segments

rng = np.random.default_rng(5)


def floats(*shape: int) -> np.ndarray:
    return rng.normal(size=shape).astype(np.float32)


A, B, WIDE, CUBE = floats(37, 45), floats(45, 29), floats(3, 1000), floats(4, 6, 10)
WHOLE = rng.integers(-50, 50, (9, 33)).astype(np.int32)
LARGE = rng.integers(0, 2**32 - 1, (9, 33)).astype(np.uint32)
CASES: dict[str, tuple[Callable[[], Tensor], np.ndarray]] = {
    "product": (lambda: Tensor(A) @ Tensor(B), A @ B),
    "product with a turned side": (lambda: Tensor(A) @ Tensor(B.T.copy()).transpose(), A @ B),
    "product of turned sides": (lambda: Tensor(A.T.copy()).transpose() @ Tensor(B), A @ B),
    "one row": (lambda: Tensor(A[:1]) @ Tensor(B), A[:1] @ B),
    "sum over everything": (lambda: Tensor(WIDE).sum(), WIDE.sum()),
    "sum over rows": (lambda: Tensor(WIDE).sum(0), WIDE.sum(0)),
    "sum over columns": (lambda: Tensor(WIDE).sum(1), WIDE.sum(1)),
    "largest": (lambda: Tensor(WIDE).max(1), WIDE.max(1)),
    "product of all": (lambda: Tensor(CUBE).prod(2), CUBE.prod(2)),
    "turned": (lambda: Tensor(CUBE).permute(2, 0, 1).contiguous(), CUBE.transpose(2, 0, 1)),
    "every third": (lambda: Tensor(WIDE)[:, ::3] + 1, WIDE[:, ::3] + 1),
    "backwards": (lambda: Tensor(WIDE).flip(1).contiguous(), WIDE[:, ::-1]),
    "padded": (lambda: Tensor(CUBE).pad(((0, 0), (1, 2), (3, 0))).contiguous(), np.pad(CUBE, ((0, 0), (1, 2), (3, 0)))),
    "end to end": (lambda: Tensor(A[0]).cat(Tensor(B[:, 0]), Tensor(A[1])), np.concatenate([A[0], B[:, 0], A[1]])),
    "powers": (lambda: Tensor(A).exp() + Tensor(A).abs().log() + Tensor(A).abs().sqrt(),
               np.exp(A) + np.log(np.abs(A)) + np.sqrt(np.abs(A))),
    "softmax": (lambda: Tensor(A).softmax(), np.exp(A) / np.exp(A).sum(1, keepdims=True)),
    "whole numbers": (lambda: (Tensor(WHOLE) * 3 - 1).max(1) + Tensor(WHOLE).sum(1),
                      (WHOLE * 3 - 1).max(1) + WHOLE.sum(1)),
    "any of a row": (lambda: (Tensor(A) > 2).any(1).where(2.0, 1.0), np.where((A > 2).any(1), 2.0, 1.0)),
    "without a sign": (lambda: Tensor(LARGE).max(1) + 1, LARGE.max(1) + 1),
    "divided": (lambda: Tensor(WHOLE) // 8 + Tensor(WHOLE) % 16, WHOLE // 8 + WHOLE % 16),
    "each repeated": (lambda: Tensor(A[0]).repeat_interleave(7) + 1, np.repeat(A[0], 7) + 1),
    "cast": (lambda: Tensor(A).cast(dtypes.int).cast(dtypes.float) + int(WHOLE[0, 0]), A.astype(int) + WHOLE[0, 0]),
    "chosen": (lambda: (Tensor(A) < 0.5).where(Tensor(A), 7.0), np.where(A < 0.5, A, 7.0)),
    "looked up": (lambda: Tensor(WIDE[0])[Tensor(np.abs(WHOLE))], WIDE[0][np.abs(WHOLE)]),
    "not a number": (lambda: (Tensor(A) - 9).sqrt() + 1, np.full(A.shape, np.nan)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_kernels_compute_what_numpy_computes(case: str) -> None:
    ours, theirs = CASES[case]
    np.testing.assert_allclose(ours().numpy(), theirs, rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("case", CASES)
def test_every_such_kernel_is_ours(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is left to tinygrad's own generator, which takes ten times as long and makes slower code."""

    def refused(ast: object, renderer: object) -> None:
        raise AssertionError(f"left to tinygrad:\n{ast}")

    monkeypatch.setattr(kernels, "_original", refused)
    monkeypatch.setattr(codegen, "to_program_cache", {})
    CASES[case][0]().numpy()


@pytest.mark.parametrize("offset", [0, 1, 7])
def test_a_batch_starts_where_its_offset_says(offset: int) -> None:
    start = Variable("offset", 0, 20).bind(offset)
    rows = Tensor(A).realize().shrink(((start, start + 10), None))
    np.testing.assert_allclose((rows @ Tensor(B)).numpy(), A[offset : offset + 10] @ B, rtol=2e-5, atol=2e-5)


def test_what_is_not_known_is_left_to_tinygrad() -> None:
    """Division of negative numbers by 7 rounds down only with care; tinygrad takes it."""
    schedule = (Tensor(WHOLE) // 7).schedule_linear()
    (ast,) = [call.src[0] for call in schedule.src if call.src[0].op is Ops.SINK]
    with pytest.raises(Unsupported):
        kernels.source(ast)
    np.testing.assert_array_equal((Tensor(WHOLE) // 7).numpy(), WHOLE // 7)


@pytest.mark.parametrize("count", [1, 15, 16, 17, 32, 100])
def test_vectors_cover_every_value_once(count: int) -> None:
    pieces = segments(count)
    covered = [i for start, stop, _ in pieces for i in range(start, stop)]
    assert covered == list(range(count))
    assert all(width in (1, 2, 4, 8, 16) for _, _, width in pieces)


IMAGES, FILTERS, BIAS = floats(5, 3, 9, 8), floats(4, 3, 3, 2), floats(4)


def slopes(function: Callable[..., Tensor], *arrays: np.ndarray) -> list[np.ndarray]:
    """The result of ``function``, then the gradients of a weighted sum of it."""
    inputs = [Tensor(array) for array in arrays]
    out = function(*inputs)
    weights = Tensor(np.cos(np.arange(np.prod(out.shape), dtype=np.float32)).reshape(out.shape))
    found = [out, *(out * weights).sum().gradient(*inputs)]
    Tensor.realize(*found)
    return [tensor.numpy() for tensor in found]


PLAIN: dict[str, tuple[Callable[..., Tensor], Callable[..., Tensor], list[np.ndarray]]] = {
    "convolution": (ops.conv2d, ops._conv2d, [IMAGES, FILTERS, BIAS]),
    "padded convolution": (
        lambda x, w: ops.conv2d(x, w, padding=1), lambda x, w: ops._conv2d(x, w, padding=1), [IMAGES, FILTERS]),
    "strided convolution": (
        lambda x, w: ops.conv2d(x, w, stride=2), lambda x, w: ops._conv2d(x, w, stride=2), [IMAGES, FILTERS]),
    "largest of windows": (ops.max_pool2d, ops._max_pool2d, [IMAGES]),
    "mean of windows": (ops.avg_pool2d, ops._avg_pool2d, [IMAGES]),
    "overlapping windows": (
        lambda x: ops.max_pool2d(x, (3, 3), stride=2), lambda x: ops._max_pool2d(x, (3, 3), stride=2), [IMAGES]),
    "large product": (ops.dot, ops._dot, [floats(5, 16, 40), floats(40, 32)]),
    "small product": (ops.dot, ops._dot, [A, B]),
}  # fmt: skip


@pytest.mark.parametrize("case", PLAIN)
def test_values_and_gradients_are_tinygrads(case: str) -> None:
    ours, theirs, arrays = PLAIN[case]
    for mine, expected in zip(slopes(ours, *arrays), slopes(theirs, *arrays), strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-4, atol=1e-4)


def test_the_renderer_that_kernels_are_written_for_is_the_one_in_use() -> None:
    from tinygrad.device import Device

    assert isinstance(Device["CPU"].renderer, CPULLVMRenderer)
