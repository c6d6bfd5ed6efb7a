"""Python reads and writes the messages that Node does, and refuses what is none before it takes memory."""

import io
import json
import struct
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tissuebook.cluster.frames import LONGEST_HEADER, MOST_BUFFERS, MOST_BYTES, Closed, read_frame, write_frame  # noqa: E402


def framed(text):
    return io.BytesIO(struct.pack("<I", len(text)) + text.encode())


def test_a_frame_comes_back_as_it_was():
    stream = io.BytesIO()
    write_frame(stream, {"op": "run", "text": "\u00e4"}, [b"first", b"", memoryview(bytearray(3_000_000))])
    stream.seek(0)
    header, buffers = read_frame(stream)
    assert header == {"op": "run", "text": "\u00e4"}
    assert [len(one) for one in buffers] == [5, 0, 3_000_000]
    with pytest.raises(Closed):
        read_frame(stream)


def test_limits_are_those_of_the_other_side():
    text = (Path(__file__).parents[2] / "src" / "cluster" / "wire" / "frames.ts").read_text()
    assert "header: 2 ** 24, buffers: 2 ** 16, bytes: 2 ** 32" in text
    assert (LONGEST_HEADER, MOST_BUFFERS, MOST_BYTES) == (2**24, 2**16, 2**32)


@pytest.mark.parametrize(
    "stream",
    [
        io.BytesIO(b"\xff\xff\xff\xff"),
        framed('{"op":'),
        framed(json.dumps({"op": "x", "sizes": [-1]})),
        framed(json.dumps({"op": "x", "sizes": [1.5]})),
        framed(json.dumps({"op": "x", "sizes": [2**32 + 1]})),
        framed(json.dumps({"op": "x", "sizes": [0] * (2**16 + 1)})),
    ],
)
def test_what_is_no_frame_is_refused(stream):
    with pytest.raises(ValueError):
        read_frame(stream)
