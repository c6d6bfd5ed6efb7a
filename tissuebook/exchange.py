"""The Python side of cells that begin with %%python: takes values of the notebook and gives values to it, through a folder.

The kernel loads this file into the ipykernel that it starts, whichever Python that is: beside the standard library it needs only what the
values are made of (numpy, pandas, scipy, anndata, mudata).
"""

from __future__ import annotations

import datetime
import importlib
import json
import math
from pathlib import Path

MANIFEST = "values.json"
ARRAYS = "arrays.bin"
ALIGNMENT = 8
SAFE_INTEGER = 2**53 - 1
NAMED = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class ExchangeError(Exception):
    """A value that cannot pass, and what to do."""


def needed(package: str, what: str):
    """An imported package; without it, a sentence that says what it is needed for."""
    import sys

    try:
        return importlib.import_module(package)
    except ImportError:
        raise ExchangeError(f"{what} passes through {package}, which this Python does not have: {sys.executable} -m pip install {package}") from None


def take(variables: dict, folder: str) -> None:
    """Defines the variables that the kernel has written."""
    root = Path(folder)
    manifest = json.loads((root / MANIFEST).read_text("utf-8"))
    arrays = (root / ARRAYS).read_bytes()
    taken = {}
    for one in manifest["values"]:
        name = one["name"]
        taken[name] = read_file(one["kind"], root / one["file"], name) if "kind" in one else decode(one["plain"], arrays, name)
    variables.update(taken)


def read_file(kind: str, file: Path, name: str):
    if kind == "mudata":
        return needed("mudata", name).read_h5mu(file)
    data = needed("anndata", name).read_h5ad(file)
    return {"anndata": data, "table": data.obs, "matrix": data.X}[kind]


def decode(value, arrays: bytes, name: str):
    if isinstance(value, list):
        return [decode(one, arrays, name) for one in value]
    if not isinstance(value, dict):
        return value
    match value["$"]:
        case "number":
            return NAMED[value["value"]]
        case "integer":
            return int(value["value"])
        case "date":
            return datetime.datetime.fromtimestamp(value["ms"] / 1000, datetime.timezone.utc)
        case "object":
            return {key: decode(one, arrays, name) for key, one in value["entries"]}
        case "array":
            numpy = needed("numpy", name)
            return numpy.frombuffer(arrays, value["type"], value["length"], value["offset"]).copy()


def give(variables: dict, names: list[str], folder: str) -> None:
    """Writes the variables of these names for the kernel."""
    missing = [name for name in names if name not in variables]
    if missing:
        raise ExchangeError(f"The cell is to give {', '.join(missing)}, which Python has not: assign it in the cell.")
    root = Path(folder)
    arrays = Arrays()
    values = []
    for at, name in enumerate(names):
        kind, data = file_of(variables[name], name)
        if kind is None:
            values.append({"name": name, "plain": encode(variables[name], name, arrays)})
            continue
        file = f"{at}.{kind}"
        data.write(root / file) if kind == "mudata" else data.write_h5ad(root / file)
        values.append({"name": name, "kind": kind, "file": file})
    (root / ARRAYS).write_bytes(b"".join(arrays.parts))
    (root / MANIFEST).write_text(json.dumps({"values": values}, allow_nan=False), "utf-8")


def file_of(value, name: str):
    """The kind of a value that passes as a file, and what is written; (None, None) for others."""
    names = {f"{each.__module__.split('.')[0]}.{each.__name__}" for each in type(value).__mro__}
    if "mudata.MuData" in names:
        return "mudata", value
    if "anndata.AnnData" in names:
        return "anndata", value.copy() if value.is_view or value.isbacked else value
    if "pandas.Series" in names:
        value = value.to_frame(value.name if value.name is not None else name)
        names.add("pandas.DataFrame")
    if "pandas.DataFrame" in names:
        table = value.copy()
        table.index = table.index.map(str)
        table.columns = table.columns.map(str)
        return "table", needed("anndata", name).AnnData(obs=table)
    if any(each.startswith("scipy.") for each in names) and getattr(value, "ndim", 0) == 2:
        return "matrix", needed("anndata", name).AnnData(X=value.tocsr())
    if "numpy.ndarray" in names and value.ndim == 2:
        if value.dtype.kind not in "biuf":
            raise ExchangeError(f"{name} is a matrix of {value.dtype}, which has no form in the notebook: give numbers.")
        if value.dtype.kind in "iu" and value.size and max(-int(value.min()), int(value.max())) > SAFE_INTEGER:
            raise ExchangeError(f"{name} holds whole numbers beyond 2^53, which a matrix of the notebook would round: give them as text.")
        return "matrix", needed("anndata", name).AnnData(X=value if value.dtype in ("float32", "float64") else value.astype("float64"))
    return None, None


class Arrays:
    """The bytes of arrays, one behind the other."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.length = 0

    def add(self, array) -> dict:
        data = array.tobytes()
        offset = self.length
        data += bytes(-len(data) % ALIGNMENT)
        self.parts.append(data)
        self.length += len(data)
        return {"$": "array", "type": array.dtype.name, "offset": offset, "length": len(array)}


def encode(value, name: str, arrays: Arrays, depth: int = 0):
    if depth > 100:
        raise ExchangeError(f"{name} lies more than 100 levels deep, or holds itself.")
    if hasattr(value, "dtype") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else {"$": "integer", "value": str(value)}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$": "number", "value": next(key for key, one in NAMED.items() if repr(one) == repr(value))}
    if isinstance(value, datetime.datetime):
        return {"$": "date", "ms": round(value.timestamp() * 1000)}
    if isinstance(value, dict):
        return {"$": "object", "entries": [[str(key), encode(one, f"{name}[{key!r}]", arrays, depth + 1)] for key, one in value.items()]}
    if hasattr(value, "dtype") and hasattr(value, "tobytes") and getattr(value, "ndim", None) == 1:
        array = plain_array(value, name)
        return arrays.add(array) if array is not None else [encode(one, name, arrays, depth + 1) for one in value.tolist()]
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return [encode(one, f"{name}[{at}]", arrays, depth + 1) for at, one in enumerate(value)]
    raise ExchangeError(f"{name} is a {type(value).__module__}.{type(value).__name__}, which has no form in the notebook.")


def plain_array(value, name: str):
    """An array of numbers of one of the types that TypeScript has; None for one that passes as a list."""
    numpy = needed("numpy", name)
    if value.dtype.kind == "i" and value.dtype.itemsize == 8 and value.size and -(2**31) <= value.min() and value.max() < 2**31:
        # Counts and labels, which numpy makes 64 bits wide by default.
        value = value.astype("int32")
    if value.dtype == "float16":
        value = value.astype("float32")
    if value.dtype.kind in "iuf" and value.dtype.itemsize <= 8:
        return numpy.ascontiguousarray(value.astype(value.dtype.newbyteorder("<"), copy=False))
    if value.dtype.kind in "bOUT":
        return None
    raise ExchangeError(f"{name} is an array of {value.dtype}, which has no form in the notebook.")
