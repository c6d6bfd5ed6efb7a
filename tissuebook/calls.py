"""Calls of the library from Python: arguments over, results back, what was written put into the data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from .bridge import TissuebookError, bridge
from .figure import View, show_update
from .objects import Model, Result
from .values import Sender, camel, unpack


def call(name: str, *args: Any, on: int | None = None, options: dict | None = None) -> Any:
    """Calls a function of the library by its name; options that are None are left out.

    AnnData goes to Node as a file; what the call writes into it is there afterwards.
    """
    process = bridge()
    given: dict[str, Any] = {}

    def write(data: Any) -> str:
        known = next((path for path, each in given.items() if each is data), None)
        if known is None:
            known = str(write_data(data, process.new_file(".h5mu" if hasattr(data, "mod") else ".h5ad")))
            given[known] = data
        return known

    sender = Sender(write)
    packed = [sender.pack(each) for each in args]
    if options is not None:
        packed.append({camel(key): sender.pack(each) for key, each in options.items() if each is not None})
    message = {"call": name, "args": packed, **({} if on is None else {"on": on})}
    answer, buffers = process.call(message, sender.buffers, show_update)
    if "error" in answer:
        if answer["interrupted"]:
            raise KeyboardInterrupt
        error = answer["error"]
        raise TissuebookError(error["message"], error["kind"])
    value = answer["value"]
    for path, changes in value["changes"].items():
        take_changes(given[path], Path(changes))
    result = received(value, given, buffers)
    if answer["interrupted"]:
        print("tissuebook: stopped; what was learned so far is kept.", file=sys.stderr)
        raise KeyboardInterrupt
    return result


def received(value: dict, given: dict[str, Any], buffers: list[bytes]) -> Any:
    """What a call gives back, as Python has it."""
    if "data" in value:
        return given[value["data"]]
    if "written" in value:
        return read_written(Path(value["written"]))
    kinds = {"view": View, "model": Model, "result": Result}
    if value.get("kind") in kinds:
        return kinds[value["kind"]](value["object"], value, unpack(value.get("fields"), buffers))
    return unpack(value.get("fields"), buffers)


def write_data(data: Any, path: Path) -> Path:
    """Writes AnnData or MuData as Node reads it."""
    if hasattr(data, "mod"):
        data.write(path)
    else:
        data.write_h5ad(path)
    return path


def read_written(path: Path) -> Any:
    """Reads a file that Node has written, and removes it."""
    import anndata

    data = anndata.read_h5ad(path)
    path.unlink()
    return data


def take_changes(data: Any, path: Path) -> None:
    """Puts what a call has written into the data: columns and entries that are new or other than before."""
    changes = read_written(path)
    for part in ("obs", "var"):
        own, new = getattr(data, part), getattr(changes, part)
        for column in new:
            own[column] = new[column].array
    for part in ("layers", "obsm", "varm", "obsp", "varp"):
        own, new = getattr(data, part), getattr(changes, part)
        for key in new.keys():
            if key is not None:
                own[key] = new[key]
    for key, value in changes.uns.items():
        data.uns[key] = value
