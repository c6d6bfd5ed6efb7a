"""Figures in Python: views of the library as anywidgets, with a picture for where there are no widgets."""

from __future__ import annotations

import base64
import hashlib
import time
from functools import cache
from typing import Any, Callable

from .bridge import bridge
from .objects import Remote
from .runtime import kernel_script

VIEW = "application/vnd.tissuebook.view+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
PRINT_SECONDS = 1


@cache
def widget_class() -> Any:
    """The class of the widgets; None without the package anywidget."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        return None

    folder = kernel_script().parents[1] / "page"
    loader, renderer = folder / "loader.js", folder / "figure.js"
    if not (loader.is_file() and renderer.is_file()):
        return None
    code = renderer.read_bytes()
    named = hashlib.sha256(code).hexdigest()[:16]

    class FigureWidget(anywidget.AnyWidget):
        """The page's side of a figure: the renderer of JupyterLab's extension, which a page asks for once."""

        _esm = loader.read_text(encoding="utf-8")
        mime = traitlets.Unicode(VIEW).tag(sync=True)
        digest = traitlets.Unicode(named).tag(sync=True)
        payload = traitlets.Dict().tag(sync=True)
        picture = traitlets.Bytes().tag(sync=True)
        alt = traitlets.Unicode().tag(sync=True)
        width = traitlets.Int(960).tag(sync=True)
        # Code that a page need not ask for: this Python is busy while a figure follows a training.
        renderer = traitlets.Bytes().tag(sync=True)

        def __init__(self, payload: dict, bundle: dict, metadata: dict, busy: bool = False) -> None:
            about = metadata.get("image/png", {})
            picture = base64.b64decode(bundle.get("image/png", ""))
            super().__init__(
                payload=payload, picture=picture, renderer=code if busy else b"", alt=about.get("alt", ""), width=about.get("width", 960)
            )
            self._process = bridge()
            self._process.watch(self)
            self.on_msg(self._heard)

        def _heard(self, _: Any, content: dict, buffers: list) -> None:
            if content.get("ask") == "module":
                self.send({"module": named}, [code])
            else:
                self._process.send({"page": {"content": content}}, buffers)

    return FigureWidget


class View(Remote):
    """A picture of data with its words, which shows itself as a cell's last value.

    A selection on the page shows in every figure of the same cells, and calls back what `on_select` was given.
    """

    def __init__(self, place: int, told: dict, fields: Any = None) -> None:
        super().__init__(place, told)
        self.payload: dict = told["payload"]
        self._widget: Any = None

    @property
    def widget(self) -> Any:
        """The anywidget of the figure, for layouts of ipywidgets and marimo; None without the package anywidget."""
        kind = widget_class()
        if self._widget is None and kind is not None:
            self._widget = kind(self.payload, self._bundle, self._metadata)
        return self._widget

    @property
    def png(self) -> bytes:
        """The figure as a PNG file, made without a browser."""
        return base64.b64decode(self._bundle["image/png"])

    def on_select(self, callback: Callable) -> None:
        """Calls back with the numbers of the selected cells (numpy, int32) whenever a page selects some."""
        bridge().on_selected(self.tissuebook_object, callback)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        widget = self.widget
        shown = {WIDGET: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}} if widget else {}
        return {**shown, **self._bundle}, self._metadata


_displayed: dict[str, tuple[Any, Any]] = {}


def show_update(message: dict) -> None:
    """Shows what the library shows while a call runs: curves of a training, as a figure that follows; elsewhere a line of text."""
    bundle, name = message["bundle"], message["display"]
    text = str(bundle.get("text/plain", "")).splitlines()
    shell = _shell()
    if shell is None or not hasattr(shell, "kernel"):
        _print_line(text[-1] if text else "", last="image/png" in bundle)
        return
    from IPython.display import display

    kind = widget_class() if VIEW in bundle else None
    widget, handle = _displayed.get(name, (None, None))
    if widget is not None and VIEW in bundle:
        widget.payload = bundle[VIEW]
    elif kind is not None:
        widget = kind(bundle[VIEW], bundle, message.get("metadata", {}), busy=True)
    data = {key: each for key, each in bundle.items() if key != VIEW}
    if widget is not None:
        data[WIDGET] = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    if handle is None:
        handle = display(data, raw=True, metadata=message.get("metadata", {}), display_id=name)
    elif widget is None or "image/png" in data:
        handle.update(data, raw=True, metadata=message.get("metadata", {}))
    _displayed[name] = (widget, handle)


_printed = {"at": 0.0, "line": ""}


def _print_line(line: str, last: bool) -> None:
    """A line of progress, a second apart, and the last one in any case."""
    now = time.monotonic()
    if line and line != _printed["line"] and (last or now - _printed["at"] >= PRINT_SECONDS):
        _printed.update(at=now, line=line)
        print(line, flush=True)


def _shell() -> Any:
    import sys

    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None
