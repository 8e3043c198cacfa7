"""Messages over a pipe: four bytes of length (big-endian), then MessagePack."""

from __future__ import annotations

from typing import BinaryIO

LIMIT = 64 * 1024 * 1024


def write_frame(stream: BinaryIO, body: bytes) -> None:
    """Send one message and flush it. Raises OSError when the other end is gone."""
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next message, or None at the end of the stream. Raises ValueError for a length beyond ``LIMIT``."""
    head = _exactly(stream, 4)
    if head is None:
        return None
    size = int.from_bytes(head, "big")
    if size > LIMIT:
        raise ValueError(f"a message of {size} bytes is not ours")
    return _exactly(stream, size)


def _exactly(stream: BinaryIO, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = stream.read(size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)
