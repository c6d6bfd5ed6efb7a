"""Kernels start, run beside each other, restart and end without leaving anything behind."""

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


def test_variables_of_the_spec_reach_the_kernel(start):
    kernel = start(env={**os.environ, "FROM_SPEC": "yes"})
    assert kernel.ok("process.env.FROM_SPEC").value == "'yes'"


def test_a_package_file_that_changes_under_a_running_kernel_fails_no_cell(start, tmp_path):
    one = start(cwd=str(tmp_path))
    assert one.run("import { zoo } from 'tissuebook'\nzoo.list().length").value == "8"
    os.utime(Path(__file__).parents[2] / "package.json")
    assert one.run("zoo.list().length").value == "8"
