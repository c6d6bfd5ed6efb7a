"""Kernels start, run beside each other, restart and end without leaving anything behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from conftest import ROOT, wait_until
from kernel_client import Kernel


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def children(pid):
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(one) for one in listed.stdout.split()]


def test_two_kernels_keep_to_themselves(start):
    one, two = start(), start()
    one.ok("const mine = 1")
    assert "mine" in two.run("mine").error["evalue"]
    assert one.ok("mine").value == "1"


def test_shutdown_leaves_no_process(start):
    kernel = Kernel().__enter__()
    kernel.ok("1")
    pids = [kernel.pid, *children(kernel.pid)]
    kernel.__exit__(None, None, None)
    wait_until(lambda: not any(alive(pid) for pid in pids), 15)


def test_shutdown_during_a_synchronous_loop(start):
    kernel = Kernel().__enter__()
    msg_id = kernel.send("console.log('on'); while (true) {}")
    kernel.until(msg_id, "stream")
    pid = kernel.pid
    kernel.client.shutdown()
    wait_until(lambda: not alive(pid), 15)
    kernel.__exit__(None, None, None)


def test_restart_under_load(start):
    kernel = start()
    kernel.ok("const old = 1; setInterval(() => console.log('noise'), 1)")
    kernel.send("while (true) {}")
    before = kernel.pid
    kernel.manager.restart_kernel(now=False)
    kernel.client.wait_for_ready(timeout=60)
    assert kernel.pid != before and not alive(before)
    assert "old" in kernel.run("old").error["evalue"]
    assert kernel.ok("1").reply["execution_count"] == 2


def test_the_kernel_ends_when_its_client_is_killed(tmp_path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import conftest, kernel_client, subprocess, time\n"
        "conftest.pytest_configure(None)\n"
        "k = kernel_client.Kernel().__enter__(); print(k.pid, flush=True); time.sleep(600)"
    )
    client = subprocess.Popen([sys.executable, "-c", script, str(ROOT / "tests" / "kernel")], stdout=subprocess.PIPE, text=True)
    pid = int(client.stdout.readline())
    assert alive(pid)
    client.send_signal(signal.SIGKILL)
    client.wait()
    wait_until(lambda: not alive(pid), 20)


# What is still reachable, in MB: garbage is collected first, because V8 lets it lie while there is room.
MEMORY = """
import v8 from 'node:v8'; import vm from 'node:vm';
v8.setFlagsFromString('--expose-gc');
(vm.runInNewContext('gc') as () => void)();
const { heapUsed, external } = process.memoryUsage();
Math.round((heapUsed + external) / 1e6)
"""


def resident(pid):
    """Memory that the system has given to the process, in MB."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    return int(next(line for line in status.read_text().splitlines() if line.startswith("VmRSS")).split()[1]) / 1000


def test_five_hundred_cells_do_not_fill_the_memory(start):
    kernel = start()
    cell = "const a{0} = new Float32Array(1000); let shared = a{0}.length + {0}; function f{0}() {{ return shared }} shared"
    # After these the compiler and its caches are in place.
    for i in range(20):
        kernel.ok(cell.format(i % 10))
    reachable, given = int(kernel.ok(MEMORY).value), resident(kernel.pid)
    for i in range(500):
        assert kernel.ok(cell.format(i % 10)).value == str(1000 + i % 10)
    assert resident(kernel.pid) - given < 50
    assert int(kernel.ok(MEMORY).value) - reachable < 50


def cli(*arguments, **options):
    command = ["node", str(ROOT / "dist" / "kernel" / "cli.js"), "kernel", *arguments]
    return subprocess.run(command, capture_output=True, text=True, **options)


def test_kernelspec_is_installed_listed_and_removed(tmp_path):
    assert cli("install", "--prefix", str(tmp_path), "--env", "A=1", "--env", "B=x=y").returncode == 0
    folder = tmp_path / "share" / "jupyter" / "kernels" / "tissuebook"
    spec = json.loads((folder / "kernel.json").read_text())
    assert spec["env"] == {"A": "1", "B": "x=y"}
    assert spec["language"] == "typescript" and spec["interrupt_mode"] == "message"
    assert all(os.path.isabs(one) and os.path.exists(one) for one in spec["argv"][:2])
    assert (folder / "logo-64x64.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "logo-svg.svg").read_text().startswith("<svg")
    assert str(folder) in cli("list", "--prefix", str(tmp_path)).stdout
    assert cli("remove", "--prefix", str(tmp_path)).returncode == 0
    assert not folder.exists()


def test_kernelspec_for_the_user(tmp_path):
    assert cli("install", "--user", env={**os.environ, "JUPYTER_DATA_DIR": str(tmp_path)}).returncode == 0
    assert (tmp_path / "kernels" / "tissuebook" / "kernel.json").exists()


def test_command_line_says_what_is_wrong():
    for arguments in [("fly",), ("install", "--env", "novalue"), ("install", "--user", "--prefix", "x"), ("install", "--nope")]:
        result = cli(*arguments)
        assert result.returncode == 2 and "Usage" in result.stderr, arguments


def test_variables_of_the_spec_reach_the_kernel(start):
    kernel = start(env={**os.environ, "FROM_SPEC": "yes"})
    assert kernel.ok("process.env.FROM_SPEC").value == "'yes'"


def test_the_python_command_installs_lists_and_removes_where_its_python_is(tmp_path):
    """The default place is the environment of the Python that runs it, here one made for the test."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    variables = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "JUPYTER_PATH", "TISSUEBOOK_TENSORFLOW")}

    def tissuebook(*arguments):
        command = [str(python), "-m", "tissuebook", "kernel", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env={**variables, "PYTHONPATH": str(ROOT)})

    folder = tmp_path / "env" / "share" / "jupyter" / "kernels" / "tissuebook"
    assert tissuebook("install").returncode == 0
    assert json.loads((folder / "kernel.json").read_text())["env"]["TISSUEBOOK_PYTHON"] == str(python)
    assert str(folder) in tissuebook("list").stdout
    assert tissuebook("remove").stdout == "Removed.\n"
    assert not folder.exists()
