"""Notebooks executed by our kernel, and what their cells show and say."""

import pathlib
from dataclasses import dataclass

from nbclient import NotebookClient

ROOT = pathlib.Path(__file__).parents[2]
VIEW = "application/vnd.tissuebook.view+json"


def execute(notebook, folder, **options):
    client = NotebookClient(
        notebook, timeout=600, kernel_name="tissuebook", resources={"metadata": {"path": str(folder)}}, **options
    )
    client.execute()
    return notebook


@dataclass
class Walkthrough:
    """One of our notebooks, executed: its cells by id, and the summary that it wrote."""

    cells: dict
    summary: dict

    def views(self, name):
        return [output["data"][VIEW] for output in self.cells[name].outputs if VIEW in output.get("data", {})]

    def kinds(self, *names):
        return {name: [view["kind"] for view in self.views(name)] for name in names}

    def said(self, name):
        return "".join(output.get("text", "") for output in self.cells[name].outputs)
