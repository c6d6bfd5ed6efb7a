"""What a Dask worker does for a notebook: keeps Node processes, hands tasks to them, passes on progress, cancels and errors.

Scheduler and workers are plain Dask; on workers this module has to be importable. Nothing of it is registered with the scheduler: there it
would outlive the notebook, start Node processes for everybody who uses the cluster, and keep workers that lack this module from starting.
"""

from __future__ import annotations

import asyncio
import base64
import os
import queue
import signal
import sys
import threading
import time

from distributed import WorkerPlugin, get_worker

from .errors import ClusterFailure, TaskFailed
from .frames import Closed
from .node_process import NodeProcess, host_command, scratch_of
from .value import Value

# How often a link says that its notebook is there, and after how long without a word its processes are ended: seconds (ours).
BEAT = 2
SILENT = 8

_starting = threading.Lock()


class NodePlugin(WorkerPlugin):
    """The Node processes of one notebook on one worker."""

    def __init__(self, settings: dict):
        self.settings = settings
        self.name = settings["session"]

    def setup(self, worker) -> None:
        self.worker = worker
        self.idle = queue.LifoQueue()
        self.all: list[NodeProcess] = []
        self.running: dict[str, tuple[NodeProcess, int]] = {}
        self.cancelled: set[str] = set()
        self.count = 0
        self.guard = threading.Lock()
        self.closed = False
        self.heard = time.monotonic()
        threading.Thread(target=self.watch, daemon=True).start()

    def teardown(self, worker) -> None:
        with self.guard:
            self.closed = True
            ended = list(self.all)
            self.all.clear()
        for one in ended:
            one.kill()
        for one in ended:
            one.close()

    def watch(self) -> None:
        """Ends what is idle when the notebook has not been heard of: its link may have been killed."""
        while not self.closed:
            time.sleep(1)
            if time.monotonic() - self.heard > SILENT and not self.running:
                self.worker.loop.asyncio_loop.call_soon_threadsafe(lambda: asyncio.ensure_future(remove(self.worker, self.name)))
                return

    def start(self) -> NodeProcess:
        process = NodeProcess(host_command(self.settings["modules"]), self.settings["variables"], scratch_of(self.worker))
        here, there = process.about["version"], self.settings["version"]
        if here != there:
            process.close()
            raise ClusterFailure(
                "wrong-version",
                f"The worker {self.worker.address} has version {here} of the library, this notebook {there}.",
                f'Install the same on both: pip install "tissuebook[cluster]=={there}".',
            )
        with self.guard:
            if self.closed:
                process.close()
                raise ClusterFailure("cluster-lost", "The notebook has left the cluster.")
            self.all.append(process)
        return process

    def take(self) -> NodeProcess:
        """A process that is free, or one more: a Dask worker asks for no more at a time than it has threads."""
        while True:
            try:
                process = self.idle.get_nowait()
            except queue.Empty:
                return self.start()
            if process.alive:
                return process
            self.drop(process)

    def drop(self, process: NodeProcess) -> None:
        with self.guard:
            if process in self.all:
                self.all.remove(process)
        process.kill()
        process.close()

    def transition(self, key, start, finish, **kwargs) -> None:
        """Dask cannot stop a task that runs; it tells its plugins, and we can."""
        if start not in ("executing", "long-running") or finish not in ("released", "forgotten", "cancelled"):
            return
        with self.guard:
            found = self.running.get(key)
            if not found:
                return
            self.cancelled.add(key)
        threading.Thread(target=self.end, args=(key, *found), daemon=True).start()

    def end(self, key: str, process: NodeProcess, number: int) -> None:
        """Asks a task to end, and ends its process when it does not hear."""
        try:
            process.send({"op": "cancel", "id": number})
        except (OSError, ValueError):
            return
        until = time.monotonic() + self.settings["grace"]
        while time.monotonic() < until:
            time.sleep(0.05)
            if self.running.get(key) != (process, number):
                return
        process.kill()

    def stop(self, key: str) -> None:
        """Asks a task to end with what it has found."""
        found = self.running.get(key)
        if found:
            found[0].send({"op": "stop", "id": found[1]})

    def tell(self, key: str, what: dict) -> None:
        self.worker.log_event(self.name, {"key": key, "worker": self.worker.address, **what})

    def run(self, key: str, task: str, own: list, keys, values) -> Value:
        self.heard = time.monotonic()
        process = self.take()
        with self.guard:
            self.count += 1
            number = self.count
            self.running[key] = (process, number)
        good = False
        try:
            named, parts = process.taken(keys, values)
            header = {"op": "run", "id": number, "task": task, "own": len(own), "values": named, "forget": process.forgotten(keys)}
            self.tell(key, {"started": True})
            process.send(header, [*own, *parts])
            for answer, buffers in process.frames():
                if answer["op"] == "progress":
                    self.tell(key, {"value": [base64.b64encode(one).decode() for one in buffers]})
                    continue
                good = True
                if answer["op"] == "failed":
                    raise TaskFailed(answer["error"], self.worker.address)
                return Value(buffers)
        except (Closed, OSError, ValueError) as error:
            if key in self.cancelled or self.closed:
                raise ClusterFailure("aborted", "The task was cancelled.") from None
            raise died(self.worker.address, task, process) from error
        finally:
            with self.guard:
                del self.running[key]
                self.cancelled.discard(key)
            if good and process.alive and not self.closed:
                self.idle.put(process)
            else:
                self.drop(process)


def died(address: str, task: str, process: NodeProcess) -> ClusterFailure:
    code = process.process.wait()
    how = signal.Signals(-code).name if code < 0 else f"code {code}"
    advice = "Most likely it took more memory than there was." if code in (-9, 134, -6) else "What it printed is in the worker's log."
    return ClusterFailure("worker-lost", f"The Node process of {address} ended with {how} while it ran {task}.", advice)


def plugin_of(worker, settings: dict) -> NodePlugin:
    """This worker's plugin for a notebook, made when it is first needed. Not to be called on the worker's own loop."""
    name = settings["session"]
    with _starting:
        found = worker.plugins.get(name)
        if found is None:
            found = NodePlugin(settings)
            # In the worker's own loop, which goes through its plugins all the time.
            added = worker.plugin_add(found, name, catch_errors=False)
            asyncio.run_coroutine_threadsafe(added, worker.loop.asyncio_loop).result(30)
        return found


async def remove(worker, name: str) -> None:
    plugin = worker.plugins.pop(name, None)
    if plugin is not None:
        await asyncio.to_thread(plugin.teardown, worker)


def run_task(settings: dict, key: str, task: str, own, keys, values) -> Value:
    """Does a task by its name. `own` is the argument: bytes, or a value that was put on a worker first."""
    buffers = own.buffers if isinstance(own, Value) else own
    return plugin_of(get_worker(), settings).run(key, task, buffers, keys, values)


async def about(settings: dict, dask_worker) -> dict:
    """What a worker is, and whether it can run tasks of this notebook. A call, not a task: that would wait behind what runs."""
    return await asyncio.to_thread(describe, dask_worker, settings)


def describe(worker, settings: dict) -> dict:
    plugin = plugin_of(worker, settings)
    plugin.heard = time.monotonic()
    process = plugin.take()
    plugin.idle.put(process)
    return {
        "version": process.about["version"],
        "node": process.about["node"],
        "pids": [one.process.pid for one in plugin.all],
        "worker_pid": os.getpid(),
        "python": sys.version.split()[0],
        "threads": worker.state.nthreads,
    }


async def beat(session: str, dask_worker) -> list[str]:
    """The notebook is there. Gives what its processes run."""
    plugin = dask_worker.plugins.get(session)
    if plugin is None:
        return []
    plugin.heard = time.monotonic()
    return list(plugin.running)


async def stop(session: str, key: str, dask_worker) -> None:
    plugin = dask_worker.plugins.get(session)
    if plugin is not None:
        await asyncio.to_thread(plugin.stop, key)


async def leave(session: str, dask_worker) -> None:
    await remove(dask_worker, session)
