"""Messages between Node and Python: 4 bytes of length, a JSON header that lists the sizes of the buffers, the buffers. Nothing is pickled.

src/cluster/wire/frames.ts says the same in TypeScript.
"""

from __future__ import annotations

import json
import struct

# The longest header, the most buffers and the most bytes of a frame that are taken (ours).
LONGEST_HEADER = 2**24
MOST_BUFFERS = 2**16
MOST_BYTES = 2**32


class Closed(Exception):
    """The other side has gone."""


def read_exactly(stream, size: int) -> bytearray:
    buffer = bytearray(size)
    view = memoryview(buffer)
    at = 0
    while at < size:
        count = stream.readinto(view[at:])
        if not count:
            raise Closed
        at += count
    return buffer


def read_frame(stream) -> tuple[dict, list[bytearray]]:
    """A header and its buffers. Raises Closed at the end of the stream, ValueError for what is no frame."""
    (length,) = struct.unpack("<I", read_exactly(stream, 4))
    if not 2 <= length <= LONGEST_HEADER:
        raise ValueError(f"a header of {length} bytes")
    header = json.loads(bytes(read_exactly(stream, length)))
    sizes = header.pop("sizes", [])
    if len(sizes) > MOST_BUFFERS or any(not isinstance(size, int) or size < 0 for size in sizes) or sum(sizes) > MOST_BYTES:
        raise ValueError(f"buffers of sizes that are not taken: {str(sizes)[:200]}")
    return header, [read_exactly(stream, size) for size in sizes]


def write_frame(stream, header: dict, buffers=()) -> None:
    views = [memoryview(one).cast("B") for one in buffers]
    text = json.dumps({**header, "sizes": [view.nbytes for view in views]}, separators=(",", ":")).encode()
    for view in (memoryview(struct.pack("<I", len(text)) + text), *views):
        while view.nbytes:  # a raw stream may take less than it is given
            view = view[stream.write(view) :]
