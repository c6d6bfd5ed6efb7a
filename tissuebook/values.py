"""Values on their way between Python and Node: JSON, numbers as bytes beside it, data as files."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, Callable

import numpy as np

DTYPES = {"float32", "float64", "int32", "uint32", "int16", "uint16", "int8", "uint8"}


def camel(name: str) -> str:
    """A name as TypeScript has it: panel_by is panelBy."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def snake(name: str) -> str:
    """A name as Python has it: panelBy is panel_by, nHVGs is n_hvgs."""
    out = ""
    for at, letter in enumerate(name):
        after = name[at + 1 : at + 2]
        if letter.isupper() and at and (not name[at - 1].isupper() or (after.islower() and after != "s")):
            out += "_"
        out += letter.lower()
    return out


class Sender:
    """Packs arguments: numbers go to `buffers`, data to files, objects that live in Node by their place there."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        self.buffers: list[bytes] = []
        self._write = write

    def pack(self, value: Any) -> Any:
        if value is None or isinstance(value, (str, bool)):
            return value
        if isinstance(value, (int, np.integer)):
            return int(value)
        if isinstance(value, (float, np.floating)):
            if not math.isfinite(value):
                raise ValueError(f"a number must be finite, found {value}")
            return float(value)
        if hasattr(value, "tissuebook_object"):
            return {"$object": value.tissuebook_object}
        if hasattr(value, "write_h5ad") or hasattr(value, "mod"):
            return {"$data": self._write(value)}
        if isinstance(value, dict):
            # Keys may be names of data: only the options themselves are written in Python's way.
            return {str(key): self.pack(each) for key, each in value.items()}
        if hasattr(value, "to_numpy"):
            value = value.to_numpy()
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            return self._array(value)
        if isinstance(value, (list, tuple, set, np.ndarray)):
            return [self.pack(each) for each in (value.tolist() if isinstance(value, np.ndarray) else value)]
        raise TypeError(f"{type(value).__name__} cannot be handed to Tissuebook: give numbers, text, lists, arrays or AnnData")

    def _array(self, value: np.ndarray) -> dict:
        if value.ndim > 2:
            raise ValueError(f"an array may have one or two dimensions, found {value.ndim}")
        dtype = value.dtype.name if value.dtype.name in DTYPES else "float64"
        self.buffers.append(np.ascontiguousarray(value, dtype=dtype).data)
        return {"$array": len(self.buffers) - 1, "dtype": dtype, "shape": list(value.shape)}


def unpack(value: Any, buffers: list[bytes]) -> Any:
    """What Node has sent: arrays of numpy, tables of pandas, and objects whose fields have Python's names."""
    if isinstance(value, list):
        return [unpack(each, buffers) for each in value]
    if not isinstance(value, dict):
        return value
    if "$number" in value:
        return float(value["$number"].replace("Infinity", "inf"))
    if "$array" in value:
        numbers = np.frombuffer(buffers[value["$array"]], dtype=value["dtype"])
        return numbers.reshape(value.get("shape", [-1])).copy()
    if "$table" in value:
        import pandas

        return pandas.DataFrame({name: unpack(each, buffers) for name, each in value["$table"].items()}, index=value["index"])
    if all(key.isidentifier() for key in value):
        return SimpleNamespace(**{snake(key): unpack(each, buffers) for key, each in value.items()})
    return {key: unpack(each, buffers) for key, each in value.items()}
