"""Run by the Python of a fresh environment: executes the first walkthrough as `tissuebook demo` hands it out; prints seconds as JSON."""

import json
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from tissuebook import demo

VIEW = "application/vnd.tissuebook.view+json"


class Timed(NotebookClient):
    """Remembers when the first figure came."""

    figure = None

    def process_message(self, msg, cell, cell_index):
        if self.figure is None and VIEW in msg["content"].get("data", {}):
            self.figure = time.monotonic()
        return super().process_message(msg, cell, cell_index)


began = time.monotonic()
copy = demo.take("tissue-tokens", Path.cwd())
client = Timed(nbformat.read(copy, 4), timeout=900, kernel_name="tissuebook", resources={"metadata": {"path": str(copy.parent)}})
client.execute()
cells = [cell for cell in client.nb.cells if cell.cell_type == "code"]
figures = sum(VIEW in output.get("data", {}) for cell in cells for output in cell.outputs)
print(json.dumps({"figure": client.figure - began, "all": time.monotonic() - began, "cells": len(cells), "figures": figures}), file=sys.stdout)
