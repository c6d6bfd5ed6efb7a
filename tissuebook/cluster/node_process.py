"""One Node process of a worker, which runs one task at a time (src/cluster/host)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict

from tissuebook.runtime import LaunchError, environment, kernel_script, node_program

from .errors import ClusterFailure
from .frames import Closed, read_frame, write_frame

# Bytes of values that a process keeps for further tasks; beyond, it forgets those that were used longest ago (ours).
KEPT = 2**30


def host_command(modules) -> list[str]:
    """The program of this worker's own installation. Raises ClusterFailure where Node or the library is missing."""
    try:
        node = node_program()
    except LaunchError as error:
        raise ClusterFailure("no-node", str(error)) from error
    try:
        script = kernel_script().parent.parent / "src" / "cluster" / "host" / "main.js"
    except LaunchError as error:
        raise ClusterFailure("no-library", str(error)) from error
    if not script.is_file():
        raise ClusterFailure("no-library", f"{script} is missing.", 'Install it on the worker: pip install "tissuebook[cluster]".')
    return [node, "--enable-source-maps", str(script), *modules]


class NodeProcess:
    def __init__(self, command: list[str], variables: dict, folder: str):
        self.scratch = tempfile.mkdtemp(prefix="tissuebook-node-", dir=folder)
        # A Linux pipe holds 64 KB unless told otherwise, which halves the speed of large arrays.
        pipes = {"pipesize": 1 << 20} if sys.platform == "linux" else {}
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                env={**environment(), **variables, "TISSUEBOOK_SCRATCH": self.scratch},
                **pipes,
            )
        except OSError as error:
            shutil.rmtree(self.scratch, ignore_errors=True)
            raise ClusterFailure("no-node", f"{command[0]} could not be started: {error.strerror}.") from error
        self.lock = threading.Lock()  # a cancel comes from another thread than the task
        self.kept = OrderedDict()
        try:
            self.about, _ = read_frame(self.process.stdout)
        except Closed:
            code = self.process.wait()
            shutil.rmtree(self.scratch, ignore_errors=True)
            raise ClusterFailure("no-node", f"{' '.join(command)} ended at once with code {code}.") from None

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def send(self, header: dict, buffers=()) -> None:
        with self.lock:
            write_frame(self.process.stdin, header, buffers)

    def frames(self):
        while True:
            yield read_frame(self.process.stdout)

    def taken(self, keys, values) -> tuple[list[dict], list]:
        """How values that lie on the cluster are sent: those that the process has already, by name alone."""
        named, buffers = [], []
        for key, value in zip(keys, values):
            known = key in self.kept
            self.kept[key] = value.nbytes
            self.kept.move_to_end(key)
            named.append({"key": key, "count": 0 if known else len(value.buffers)})
            buffers.extend([] if known else value.buffers)
        return named, buffers

    def forgotten(self, needed) -> list[str]:
        """Names of values for which there is no room any more."""
        gone = []
        while len(self.kept) > len(needed) and sum(self.kept.values()) > KEPT:
            key = next((one for one in self.kept if one not in needed), None)
            if key is None:
                break
            del self.kept[key]
            gone.append(key)
        return gone

    def kill(self) -> None:
        self.process.kill()

    def close(self) -> None:
        """Ends it at once: its standard input is its life."""
        for stream in (self.process.stdin, self.process.stdout):
            try:
                stream.close()
            except OSError:
                pass
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.scratch, ignore_errors=True)


def scratch_of(worker) -> str:
    """The folder in which a Dask worker keeps what it spills; it removes it when it ends."""
    folder = worker.local_directory
    os.makedirs(folder, exist_ok=True)
    return folder
