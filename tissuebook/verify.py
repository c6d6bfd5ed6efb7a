"""`tissuebook verify`: runs a notebook again and says which cell first differs from what was saved."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from .runtime import environment, kernel_script, node_program


def verify(notebook: Path) -> int:
    """Runs the cells of a notebook in a fresh kernel, in the notebook's folder, and compares; the file itself stays as it is.

    Returns 0 when every bit is the same, 1 when something differs, 2 when the notebook cannot be read or run.
    """
    # Only here: they take half a second, which no other command needs.
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    try:
        run = nbformat.read(notebook, as_version=4)
    except (OSError, ValueError, nbformat.reader.NotJSONError) as error:
        print(f"tissuebook: {notebook} cannot be read as a notebook: {error}", file=sys.stderr)
        return 2
    cells = [cell for cell in run.cells if cell.cell_type == "code"]
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    folder = str(notebook.resolve().parent)
    print(f"running {len(cells)} cells of {notebook.name} again ...", flush=True)
    try:
        NotebookClient(run, timeout=None, allow_errors=True, resources={"metadata": {"path": folder}}).execute()
    except DeadKernelError:
        print("tissuebook: the kernel died while the notebook ran.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="tissuebook-verify-") as place:
        again = Path(place) / "again.ipynb"
        nbformat.write(run, again)
        arguments = [node_program(), str(kernel_script().with_name("cli.js")), "compare", str(notebook), str(again)]
        return subprocess.run(arguments, env=environment(), check=False).returncode
