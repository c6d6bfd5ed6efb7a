"""This kernel beside stock tslab and ipykernel, in one run: .venv/bin/python tests/bench/kernel/side_by_side.py

Rounds alternate between the kernels, so that whatever else the machine does meets all of them alike.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDER = tempfile.mkdtemp(prefix="tissuebook-bench-")
os.environ["JUPYTER_PATH"] = f"{FOLDER}/share/jupyter"
os.environ["JUPYTER_DATA_DIR"] = f"{FOLDER}/data"
sys.path.insert(0, str(ROOT / "tests" / "kernel"))

from kernel_client import TIMEOUT, Kernel  # noqa: E402

ROUNDS = 5
CELLS = 40
INTERRUPTS = 5
MEGABYTES = 10

SCRIPT = {
    "trivial": "1 + {}",
    "prints": "for (let i = 0; i < {}; i++) console.log(i)",
    "complete": "Math.sq",
    "loop": "console.log('on'); while (true) {}",
}
LANGUAGES = {
    "tissuebook": {**SCRIPT, "echo": "kernel.onComm('echo', (comm) => { comm.onMessage = ({ buffers }) => comm.send({}, { buffers }) })"},
    # Stock tslab has no comms.
    "tslab": {**SCRIPT, "echo": None},
    "python3": {
        "trivial": "1 + {}",
        "prints": "for i in range({}): print(i)",
        "complete": "str.upp",
        "loop": "print('on')\nwhile True: pass",
        "echo": (
            "from comm import get_comm_manager\n"
            "def opened(comm, message):\n"
            "    comm.on_msg(lambda m: comm.send({}, buffers=m['buffers']))\n"
            "get_comm_manager().register_target('echo', opened)"
        ),
    },
}
# Stock tslab loses what is printed beyond some hundred lines, and then never says that it is idle.
PRINTS = {"tissuebook": 5000, "tslab": 200, "python3": 5000}
MEASURES = ("start", "first cell", "start to first result", "warm cell", "completion", "1000 prints", "stop a loop", f"{MEGABYTES} MB there and back")


def install():
    cli = [shutil.which("node"), str(ROOT / "dist" / "kernel" / "cli.js")]
    subprocess.run([*cli, "kernel", "install", "--prefix", FOLDER], check=True, stdout=subprocess.DEVNULL)
    tslab = str(ROOT / "node_modules" / "tslab" / "bin" / "tslab")
    folder = Path(FOLDER) / "share" / "jupyter" / "kernels" / "tslab"
    folder.mkdir(parents=True)
    argv = [shutil.which("node"), tslab, "kernel", "--config-path={connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "tslab", "language": "typescript"}))


def timed(work):
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure(name, results):
    code = LANGUAGES[name]
    began = time.perf_counter()
    # tslab finds the types of Node.js only in a folder that has them.
    with Kernel(name, cwd=str(ROOT)) as kernel:
        results["start"].append((time.perf_counter() - began) * 1000)
        results["first cell"].append(timed(lambda: kernel.run(code["trivial"].format(0))))
        # One kernel makes its compiler before it answers for the first time, another one after that.
        results["start to first result"].append((time.perf_counter() - began) * 1000)
        for i in range(5):
            kernel.run(code["trivial"].format(i))
        results["warm cell"] += [timed(lambda: kernel.run(code["trivial"].format(i))) for i in range(CELLS)]
        complete = lambda: kernel.reply(kernel.client.complete(code["complete"]))  # noqa: E731
        complete()
        results["completion"] += [timed(complete) for _ in range(10)]
        count = PRINTS[name]
        results["1000 prints"].append(timed(lambda: kernel.run(code["prints"].format(count))) * 1000 / count)
        if code["echo"]:
            results[MEASURES[-1]] += echo(kernel, code["echo"])
        results["stop a loop"] += [interrupted(kernel, code["loop"]) for _ in range(INTERRUPTS)]


def echo(kernel, code):
    """Times of buffers that the kernel sends back, after one to warm up."""
    kernel.run(code)
    comm, data = uuid.uuid4().hex, os.urandom(MEGABYTES * 1_000_000)
    session, socket = kernel.client.session, kernel.client.shell_channel.socket
    session.send(socket, session.msg("comm_open", {"comm_id": comm, "target_name": "echo", "data": {}}))

    def once():
        message = session.msg("comm_msg", {"comm_id": comm, "data": {}})
        session.send(socket, message, buffers=[data])
        answer = kernel.until(message["header"]["msg_id"], "comm_msg")
        assert len(answer["buffers"][0]) == len(data)

    once()
    return [timed(once) for _ in range(5)]


def interrupted(kernel, code):
    """From the request to stop a synchronous loop to the answer of its cell."""
    cell = kernel.send(code)
    kernel.until(cell, "stream")
    taken = timed(lambda: (kernel.manager.interrupt_kernel(), kernel.reply(cell, TIMEOUT)))
    # Stock tslab drops cells that come within 200 ms of an error.
    time.sleep(0.3)
    return taken


def cell_of(values):
    if not values:
        return "-"
    ordered = sorted(values)
    tail = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"{statistics.median(ordered):.1f} ({tail:.1f})"


def main():
    install()
    began = os.getloadavg()[0]
    results = {name: {key: [] for key in MEASURES} for name in LANGUAGES}
    for _ in range(ROUNDS):
        for name in LANGUAGES:
            measure(name, results[name])
    shutil.rmtree(FOLDER)
    print(f"Milliseconds: median (95th percentile), of {ROUNDS} rounds. Load of the machine before and after: {began:.1f}, {os.getloadavg()[0]:.1f}\n")
    print(f"| | {' | '.join(LANGUAGES)} |\n| --- |{' ---: |' * len(LANGUAGES)}")
    for key in MEASURES:
        print(f"| {key} | {' | '.join(cell_of(results[name][key]) for name in LANGUAGES)} |")


if __name__ == "__main__":
    main()
