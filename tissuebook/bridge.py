"""The Node process that does the work for Python: messages through its standard input and output, data through files."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Iterator

from .runtime import environment, kernel_script, node_program

# Seconds that the Node process has to say that it is there.
START_SECONDS = 60

# What a call hears, beside messages of the process.
INTERRUPT: tuple[dict, list[bytes]] = ({"interrupt": True}, [])


class TissuebookError(Exception):
    """What the library refuses, with its kind ('missing-key', 'invalid-argument', …) and what to do."""

    def __init__(self, message: str, kind: str = "Error") -> None:
        super().__init__(message)
        self.kind = kind


@contextmanager
def interrupts(first: Callable[[], None]) -> Iterator[None]:
    """While inside, the first interrupt calls `first`, wherever it finds the program; the second raises KeyboardInterrupt.

    Outside of the main thread, where Python delivers no interrupts, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = 0

    def take(*_: Any) -> None:
        nonlocal heard
        heard += 1
        if heard > 1:
            raise KeyboardInterrupt
        first()

    before = signal.signal(signal.SIGINT, take)
    try:
        yield
    finally:
        # None where the handler was not Python's; there is then no way to set it again.
        signal.signal(signal.SIGINT, signal.default_int_handler if before is None else before)


class Bridge:
    """A Node process with the library in it. One is enough; `bridge()` gives it."""

    def __init__(self) -> None:
        # Only its user can read what is in there.
        self.folder = Path(tempfile.mkdtemp(prefix="tissuebook-"))
        script = kernel_script().parents[1] / "src" / "python" / "main.js"
        # A session of its own: Jupyter's interrupts go to all processes of the kernel's, and Node would end.
        apart: dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x200}
        self._process = subprocess.Popen(
            [node_program(), str(script), str(self.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), **apart,
        )  # fmt: skip
        self._writing = threading.Lock()
        self._ids = itertools.count(1)
        self._files = itertools.count(1)
        self._waiting: dict[int, queue.SimpleQueue] = {}
        self._ready = threading.Event()
        self._views: weakref.WeakSet = weakref.WeakSet()
        self._selecting: dict[int, list[Callable]] = {}
        threading.Thread(target=self._read, daemon=True, name="tissuebook").start()
        self._finalizer = weakref.finalize(self, _end, self._process, self.folder)
        if not self._ready.wait(START_SECONDS):
            self.close()
            raise TissuebookError("The Node process of Tissuebook did not start.", "provider-unavailable")

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """Ends the process; models and views that lived in it are gone."""
        self._finalizer()

    def new_file(self, suffix: str) -> Path:
        """A place for data that Node reads, and then removes."""
        return self.folder / f"from-python-{next(self._files)}{suffix}"

    def send(self, message: dict, buffers: list[bytes] | None = None) -> None:
        """Sends a message; from any thread."""
        buffers = [memoryview(each).cast("B") for each in buffers or []]
        header = json.dumps({"message": message, "buffers": [each.nbytes for each in buffers]}).encode()
        try:
            with self._writing:
                stream = self._process.stdin
                stream.write(len(header).to_bytes(4, "little") + header)
                for each in buffers:
                    stream.write(each)
                stream.flush()
        except (BrokenPipeError, ValueError, OSError) as error:
            raise TissuebookError("The Node process of Tissuebook has ended; the next call starts another one.", "provider-unavailable") from error

    def call(self, message: dict, buffers: list[bytes], display: Callable[[dict], None]) -> tuple[dict, list[bytes]]:
        """Waits for the answer of a call, and shows what comes before it.

        The first interrupt asks the call to stop, which keeps what was learned; the second ends the process. Either raises
        KeyboardInterrupt.
        """
        number = next(self._ids)
        heard: queue.SimpleQueue = queue.SimpleQueue()
        self._waiting[number] = heard
        interrupted = False
        try:
            with interrupts(lambda: heard.put(INTERRUPT)):
                self.send({**message, "id": number}, buffers)
                while True:
                    try:
                        # In pieces: on Windows a wait without an end is not interrupted.
                        answer, received = heard.get(timeout=1)
                    except queue.Empty:
                        continue
                    if answer is INTERRUPT[0]:
                        interrupted = True
                        self.send({"interrupt": number})
                    elif "display" in answer:
                        display(answer)
                    elif answer.get("ended"):
                        raise TissuebookError("The Node process of Tissuebook has ended; see above for its last words.", "provider-unavailable")
                    else:
                        answer["interrupted"] = interrupted
                        return answer, received
        except KeyboardInterrupt:
            self.close()
            raise
        finally:
            self._waiting.pop(number, None)

    def watch(self, view: Any) -> None:
        """What the library says to pages goes to this view's widget too."""
        self._views.add(view)

    def on_selected(self, place: int, callback: Callable) -> None:
        """Calls back with the numbers of the cells that a page selects in the view at a place."""
        first = place not in self._selecting
        self._selecting.setdefault(place, []).append(callback)
        if first:
            self.send({"listen": place})

    def _read(self) -> None:
        stream = self._process.stdout
        while True:
            start = stream.read(4)
            if len(start) < 4:
                break
            header = json.loads(stream.read(int.from_bytes(start, "little")))
            self._heard(header["message"], [stream.read(count) for count in header["buffers"]])
        for heard in list(self._waiting.values()):
            heard.put(({"ended": True}, []))

    def _heard(self, message: dict, buffers: list[bytes]) -> None:
        if "ready" in message:
            self._ready.set()
        elif "page" in message:
            for view in list(self._views):
                view.send(message["page"]["content"], buffers)
        elif "selected" in message:
            import numpy

            cells = numpy.frombuffer(buffers[0], dtype="int32")
            for callback in self._selecting.get(message["selected"], []):
                callback(cells)
        else:
            heard = self._waiting.get(message.get("id", message.get("call", -1)))
            if heard is not None:
                heard.put((message, buffers))


def _end(process: subprocess.Popen, folder: Path) -> None:
    try:
        process.stdin.close()
        process.wait(2)
    except (subprocess.TimeoutExpired, OSError, ValueError):
        process.kill()
        process.wait()
    shutil.rmtree(folder, ignore_errors=True)


_bridge: Bridge | None = None
_starting = threading.Lock()


def bridge() -> Bridge:
    """The process of this Python, started with the first call, and again when it has ended."""
    global _bridge
    with _starting:
        if _bridge is None or not _bridge.alive:
            if _bridge is not None:
                _bridge.close()
            _bridge = Bridge()
        return _bridge


@atexit.register
def _close() -> None:
    if _bridge is not None:
        _bridge.close()


if sys.platform == "emscripten":
    raise ImportError("tissuebook needs processes of the system; in the browser there are none.")
