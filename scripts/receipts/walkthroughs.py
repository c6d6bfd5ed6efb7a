"""Runs every walkthrough, saves it, and has `tissuebook verify` run it again: a table of what comes out otherwise.

python scripts/receipts/walkthroughs.py [--provider wasm] [--only 01,04] [--full]

Trainings are as short as in tests/notebooks, unless --full is given.
"""

import argparse
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "01": {"EPOCHS": 3},
    "02": {"EPOCHS": 2},
    "03": {"EPOCHS": 40, "RUNS": 2, "TRAININGS": 2},
    "04": {"EPOCHS": 2, "SEEDS": 2},
    "05": {"EPOCHS": 8, "SEEDS": 2},
    "06": {"EPOCHS": 2},
    "07": {"EPOCHS": 4, "SEEDS": 1, "CELLS": 120},
    "08": {"EPOCHS": 8, "CELLS": 150},
    "09": {"EPOCHS": 3},
    "10": {"EPOCHS": 20},
    "11": {"EPOCHS": 2, "SEEDS": 1, "CELLS": 60},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--provider", default="auto")
    parser.add_argument("--only", default="")
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    only = options.only.split(",") if options.only else None
    found = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    with tempfile.TemporaryDirectory(prefix="walkthroughs-") as place:
        folder = Path(place)
        install_kernel(folder)
        os.environ["TISSUEBOOK_PROVIDER"] = options.provider
        print("| Walkthrough | Cells and steps | Run again | Seconds |\n| --- | --- | --- | --- |", flush=True)
        for path in found:
            if only is None or path.name[:2] in only:
                print(row(path, folder, {} if options.full else SETTINGS.get(path.name[:2], {})), flush=True)


def install_kernel(folder):
    """Before jupyter_client reads them: only the kernel of this checkout."""
    os.environ["JUPYTER_PATH"] = str(folder / "spec" / "share" / "jupyter")
    os.environ["JUPYTER_DATA_DIR"] = str(folder / "data")
    cli = str(ROOT / "dist" / "kernel" / "cli.js")
    subprocess.run(["node", cli, "kernel", "install", "--prefix", str(folder / "spec")], check=True, stdout=subprocess.DEVNULL)
    sys.path.insert(0, str(ROOT))


def row(path, folder, settings):
    """One line of the table; what differs is printed to the standard error."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    from tissuebook.verify import verify

    began = time.monotonic()
    work = folder / path.stem
    work.mkdir()
    variables = {f"TISSUEBOOK_{name}": str(value) for name, value in {"OUT": work / "out", **settings}.items()}
    os.environ.update(variables)
    try:
        notebook = nbformat.read(path, 4)
        NotebookClient(notebook, timeout=900, kernel_name="tissuebook", resources={"metadata": {"path": str(work)}}).execute()
        saved = work / path.name
        nbformat.write(notebook, saved)
        code, said = captured(lambda: verify(saved))
    except CellExecutionError as error:
        code, said = 2, str(error)[-600:]
    finally:
        for name in variables:
            os.environ.pop(name, None)
    print(f"--- {path.name} ({code})\n{said}", file=sys.stderr, flush=True)
    lines = [line for line in said.splitlines() if line and not line.startswith("running ")]
    first = next((line for line in lines if line.startswith("The first cell")), lines[-1] if lines else "")
    count = next((line for line in lines if "were run again" in line), "").split(" were run")[0]
    answer = {0: "every bit is the same", 1: first.rstrip(":")}.get(code, "does not run here")
    return f"| {path.stem} | {count} | {answer} | {time.monotonic() - began:.0f} |"


def captured(work):
    """What a function gives, and what it and its child processes print."""
    with tempfile.TemporaryFile("w+") as output, contextlib.redirect_stdout(io.StringIO()):
        kept = os.dup(1)
        os.dup2(output.fileno(), 1)
        try:
            code = work()
        finally:
            os.dup2(kept, 1)
            os.close(kept)
        output.seek(0)
        return code, output.read()


if __name__ == "__main__":
    main()
