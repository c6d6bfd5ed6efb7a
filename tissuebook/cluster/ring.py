"""One rank's end of a sum over several processes: `python -m tissuebook.cluster.ring`, frames on standard input and output.

The sum is XGBoost's collective, by the C interface of its library: nothing of XGBoost's Python, nor numpy, is loaded. The process ends with its
standard input, whatever the library waits for.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import queue
import sys
import threading
from pathlib import Path

from .errors import ClusterFailure
from .frames import Closed, read_frame, write_frame

# Of XGBoost's C interface: the type and the operation of a sum of float32.
FLOAT32 = 1
SUM = 2
LIBRARIES = {"linux": "libxgboost.so", "darwin": "libxgboost.dylib", "win32": "xgboost.dll"}
# Seconds that the first rank, which introduced the others to each other, waits for them to leave (ours).
LEAVE = 5


def load() -> ctypes.CDLL:
    """XGBoost's library. Raises ClusterFailure 'no-library'."""
    spec = importlib.util.find_spec("xgboost")
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0]) / "lib" / LIBRARIES.get(sys.platform, "libxgboost.so") if folders else None
    advice = 'Install it on every worker: pip install "tissuebook[parallel]".'
    if path is None or not path.is_file():
        raise ClusterFailure("no-library", f"XGBoost, which adds up what ranks find, is missing on a worker ({sys.executable}).", advice)
    try:
        library = ctypes.CDLL(str(path))
        library.XGTrackerCreate  # noqa: B018 - since 2.1
    except (OSError, AttributeError) as error:
        raise ClusterFailure("no-library", f"XGBoost on a worker cannot be used ({str(error).splitlines()[0]}).", advice) from error
    library.XGBGetLastError.restype = ctypes.c_char_p
    return library


class Collective:
    def __init__(self):
        self.library = load()
        self.tracker: ctypes.c_void_p | None = None
        self.joined = False

    def call(self, name: str, *arguments) -> None:
        if getattr(self.library, name)(*arguments) == 0:
            return
        text = self.library.XGBGetLastError().decode(errors="replace")
        # The messages end with a stack trace of C++, which says nothing to a user.
        lines = [line.strip() for line in text.partition("Stack trace")[0].splitlines() if line.strip()]
        raise ClusterFailure("peer-lost", f"The ranks cannot reach each other any more ({' '.join(lines)[-300:]}).")

    def do_track(self, header: dict, _):
        """Starts what introduces the ranks to each other, and says how it is joined."""
        self.tracker = ctypes.c_void_p()
        settings = {"dmlc_communicator": "rabit", "n_workers": header["size"], "host": header["host"], "port": 0, "sortby": 1, "timeout": header["timeout"]}
        self.call("XGTrackerCreate", json.dumps(settings).encode(), ctypes.byref(self.tracker))
        self.call("XGTrackerRun", self.tracker, b"{}")
        found = ctypes.c_char_p()
        self.call("XGTrackerWorkerArgs", self.tracker, ctypes.byref(found))
        return {"tracker": json.loads(found.value)}, ()

    def do_join(self, header: dict, _):
        # The names of ranks are put in order as text.
        own = {"dmlc_communicator": "rabit", "dmlc_task_id": f"{header['rank']:04d}", "dmlc_timeout": header["timeout"], "dmlc_retry": 3}
        self.call("XGCommunicatorInit", json.dumps({**header["tracker"], **own}).encode())
        self.joined = True
        return {}, ()

    def do_sum(self, _, buffers):
        [values] = buffers
        pointer = (ctypes.c_char * len(values)).from_buffer(values)
        self.call("XGCommunicatorAllreduce", pointer, ctypes.c_size_t(len(values) // 4), FLOAT32, SUM)
        return {}, (values,)

    def do_leave(self, *_):
        if self.joined:
            self.call("XGCommunicatorFinalize")
        if self.tracker:
            self.call("XGTrackerWaitFor", self.tracker, json.dumps({"timeout": LEAVE}).encode())
        return {}, ()


def main() -> None:
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    given = os.fdopen(os.dup(0), "rb", buffering=0)
    asked: queue.SimpleQueue = queue.SimpleQueue()

    def read() -> None:
        try:
            while True:
                asked.put(read_frame(given))
        except (Closed, OSError, ValueError):
            os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    collective = None
    while True:
        header, buffers = asked.get()
        try:
            collective = collective or Collective()
            reply, parts = getattr(collective, f"do_{header['op']}")(header, buffers)
            write_frame(out, {"op": "answer", "id": header["id"], **reply}, parts)
        except ClusterFailure as error:
            write_frame(out, {"op": "failed", "id": header["id"], "error": error.sent()})


if __name__ == "__main__":
    main()
