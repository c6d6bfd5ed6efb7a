"""Other programs of Jupyter's run this kernel: the console, nbclient, papermill, and the command `jupyter run`."""

import json
import os
import subprocess
import sys
import time

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

KERNEL = {"name": "tissuebook", "display_name": "TypeScript (Tissuebook)", "language": "typescript"}


def notebook(*sources, parameters=None):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    if parameters:
        cells.insert(0, nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def texts(cell):
    return [one.get("text") or one["data"]["text/plain"] for one in cell["outputs"]]


def test_nbclient_runs_a_notebook_and_keeps_all_outputs(tmp_path):
    source = "for (let i = 0; i < 2000; i++) console.log(i); await display(md`# a`); 6 * 7"
    ran = NotebookClient(notebook("const n: number = 1", source), kernel_name="tissuebook", resources={"metadata": {"path": tmp_path}}).execute()
    nbformat.validate(ran)
    kinds = [one["output_type"] for one in ran["cells"][1]["outputs"]]
    assert kinds[-2:] == ["display_data", "execute_result"] and set(kinds[:-2]) == {"stream"}
    assert "".join(texts(ran["cells"][1])[:-2]) == "".join(f"{i}\n" for i in range(2000))
    assert ran["metadata"]["language_info"]["name"] == "typescript"


@pytest.mark.parametrize("faulty, ename", [("throw new RangeError('r')", "RangeError"), ("const s: string = 1", "TypeScriptError")])
def test_nbclient_stops_at_an_error_and_keeps_it(tmp_path, faulty, ename):
    client = NotebookClient(notebook("1", faulty, "2"), kernel_name="tissuebook", resources={"metadata": {"path": tmp_path}})
    with pytest.raises(CellExecutionError):
        client.execute()
    outputs = [cell["outputs"] for cell in client.nb["cells"]]
    assert (outputs[0][0]["data"]["text/plain"], outputs[1][0]["ename"], outputs[2]) == ("1", ename, [])


def test_nbclient_interrupts_a_cell_that_takes_too_long(tmp_path):
    client = NotebookClient(
        notebook("while (true) {}", "'after'"),
        kernel_name="tissuebook",
        timeout=3,
        interrupt_on_timeout=True,
        resources={"metadata": {"path": tmp_path}},
    )
    with pytest.raises(CellExecutionError, match="Interrupted"):
        client.execute()


@pytest.fixture
def papermill(monkeypatch):
    module = pytest.importorskip("papermill")
    monkeypatch.syspath_prepend(str(ROOT))
    import tissuebook.papermill  # noqa: F401 - an installed package is loaded by papermill itself

    return module


def test_papermill_gives_parameters_of_every_kind(papermill, tmp_path):
    shown = "console.log(JSON.stringify([name, seed, rate, on, none, genes, options, String(odd)]))"
    declared = "let name = '', seed = 0, rate = 0, on = false; let none: null = null; let genes: string[] = []; let options = {}, odd = 0"
    nbformat.write(notebook(shown, parameters=declared), tmp_path / "in.ipynb")
    given = {
        "name": "CD8 \"T\" `${x}` \n \u2028 µ",
        "seed": 7,
        "rate": 0.25,
        "on": True,
        "none": None,
        "genes": ["A", "B"],
        "options": {"deep": {"k": [1, 2.5]}, "odd key": "v"},
        "odd": float("-inf"),
    }
    ran = papermill.execute_notebook(str(tmp_path / "in.ipynb"), str(tmp_path / "out.ipynb"), parameters=given, cwd=tmp_path, progress_bar=False)
    assert json.loads(texts(ran["cells"][-1])[0]) == [*list(given.values())[:-1], "-Infinity"]
    assert ran["cells"][1]["metadata"]["tags"] == ["injected-parameters"]


def test_papermill_refuses_a_parameter_that_is_code(papermill, tmp_path):
    nbformat.write(notebook("1", parameters="let a = 1"), tmp_path / "in.ipynb")
    with pytest.raises(ValueError, match="name of a variable"):
        papermill.execute_notebook(str(tmp_path / "in.ipynb"), None, parameters={"a = 1; process.exit(); let b": 1}, progress_bar=False)


def test_papermill_tells_what_parameters_there_are(papermill, tmp_path):
    nbformat.write(notebook("1", parameters="const epochs: number = 20; // passes over the tissue\nlet preset = 'small'\nconsole.log(1)"), tmp_path / "in.ipynb")
    found = papermill.inspect_notebook(str(tmp_path / "in.ipynb"))
    assert found["epochs"] == {"name": "epochs", "inferred_type_name": "number", "default": "20", "help": "passes over the tissue"}
    assert found["preset"]["default"] == "'small'" and list(found) == ["epochs", "preset"]


def run(*arguments, **options):
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, timeout=120, **options)


def test_jupyter_run_takes_a_script_on_standard_input(tmp_path):
    result = run("jupyter_client.runapp", "--kernel=tissuebook", input="console.log(2 + 3)", cwd=tmp_path)
    assert result.stdout == "5\n", result.stderr


def test_the_spec_is_found_with_its_logos():
    found = json.loads(run("jupyter_client.kernelspecapp", "list", "--json").stdout)["kernelspecs"]["tissuebook"]
    assert found["spec"]["display_name"] == "TypeScript (Tissuebook)"
    assert {"logo-32x32.png", "logo-64x64.png", "logo-svg.svg"} <= set(os.listdir(found["resource_dir"]))


@pytest.mark.skipif(sys.platform == "win32", reason="the test types into a Unix terminal")
def test_jupyter_console(start, tmp_path):
    pytest.importorskip("jupyter_console")
    # While a kernel starts, the console asks it again each second, and later takes the spare answers for others: this one
    # runs. The console reads all of its history, which is nobody's here.
    kernel = start(cwd=str(tmp_path), env={**os.environ, "JUPYTER_DATA_DIR": str(tmp_path / "data")})
    running = f"--existing={kernel.manager.connection_file}"
    # The console gives up asking whether a line is complete when it waits for a second, which a loaded machine may take.
    patience = "--ZMQTerminalInteractiveShell.kernel_is_complete_timeout=30"
    terminal = Terminal([sys.executable, "-m", "jupyter_console", running, patience], tmp_path)
    try:
        terminal.wait_for("In [1]:")
        terminal.type("const a = 20\r")
        terminal.wait_for("In [2]:")
        terminal.type("function f() {\r")
        terminal.wait_for("...:")
        terminal.type("return a + 1 }\r\r")
        terminal.wait_for("In [3]:")
        terminal.type("f()\r")
        terminal.wait_for("Out[3]: 21")
        terminal.type("await input('who? ')\r")
        terminal.wait_for("\nwho? ")
        terminal.type("me\r")
        terminal.wait_for("Out[4]: 'me'")
        terminal.type("throw new Error('seen')\r")
        terminal.wait_for("Error: seen")
        terminal.wait_for("In [6]:")
    finally:
        terminal.close()


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, command, folder):
        import fcntl
        import pty
        import struct
        import termios

        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(command[0], command, {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self.seen = ""

    def type(self, text):
        os.write(self.fd, text.encode())

    def wait_for(self, text, timeout=60):
        """Waits until the text has shown, and forgets what came before it."""
        import re
        import select

        deadline = time.monotonic() + timeout
        while text not in self.seen:
            assert time.monotonic() < deadline, f"{text!r} did not come; seen: {self.seen[-2000:]!r}"
            if not select.select([self.fd], [], [], 0.2)[0]:
                continue
            self.seen += os.read(self.fd, 65536).decode(errors="replace")
            self.seen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", self.seen)
        self.seen = self.seen.split(text, 1)[1]

    def close(self):
        import signal

        self.type("\x04")
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and os.waitpid(self.pid, os.WNOHANG)[0] == 0:
            time.sleep(0.1)
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.fd)
