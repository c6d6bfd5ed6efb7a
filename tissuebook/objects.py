"""Models and results: they live in the Node process, and say here what they are."""

from __future__ import annotations

import weakref
from typing import Any

from .bridge import bridge


class Remote:
    """Something in the Node process. It is freed there when nothing here has it any more."""

    def __init__(self, place: int, told: dict, fields: Any = None) -> None:
        self.tissuebook_object = place
        self._bundle = {key: each for key, each in told["bundle"].items() if key != "metadata"}
        self._metadata = told["bundle"].get("metadata", {})
        self._fields = fields
        weakref.finalize(self, _release, bridge(), place)

    def __repr__(self) -> str:
        return str(self._bundle.get("text/plain", type(self).__name__))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        return self._bundle, self._metadata


class Result(Remote):
    """What a task found: its fields have Python's names (`result.scores`), and it shows itself as a table."""

    def __getattr__(self, name: str) -> Any:
        fields = self.__dict__.get("_fields")
        if hasattr(fields, name):
            return getattr(fields, name)
        if isinstance(fields, dict) and name in fields:
            return fields[name]
        names = ", ".join(vars(fields)) if hasattr(fields, "__dict__") else "none"
        raise AttributeError(f"this result has no field {name!r}; it has {names}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(vars(self._fields) if hasattr(self._fields, "__dict__") else [])]


class Model(Remote):
    """A model of the zoo. `fit` trains it; tasks (`tissuebook.embed(model, adata)`) and its methods ask it."""

    @property
    def id(self) -> str:
        return self._fields.id

    @property
    def config(self) -> Any:
        """All settings, defaults included."""
        return self._fields.config

    @property
    def trained(self) -> bool:
        from .calls import call

        return call("trained", on=self.tissuebook_object)

    def fit(self, data: Any, **options: Any) -> Result:
        """Trains, shows how it goes, and writes what it found into the data.

        Options are those of the library in Python's spelling: `epochs`, `held_out`, `validation`, `patience`. The first
        interrupt ends the training after its step, and what was learned is kept.
        """
        from .calls import call

        return call("fit", data, on=self.tissuebook_object, options=options)

    def summary(self, data: Any, **options: Any) -> Result:
        """What training on these data would take: parameters, memory, time. Nothing is trained."""
        from .calls import call

        return call("summary", data, on=self.tissuebook_object, options=options)

    def save(self, path: Any) -> None:
        """Writes the trained model into one safetensors file."""
        from .calls import call

        call("save", str(path), on=self.tissuebook_object)

    def __getattr__(self, name: str) -> Any:
        from . import api

        task = getattr(api, name, None) if name in getattr(api, "MODEL_TASKS", ()) else None
        if task is None:
            raise AttributeError(f"a model has no method {name!r}; tasks that take a model: {', '.join(api.MODEL_TASKS)}")
        return lambda data, **options: task(self, data, **options)

    def __dir__(self) -> list[str]:
        from . import api

        return [*super().__dir__(), *api.MODEL_TASKS]


def _release(process: Any, place: int) -> None:
    try:
        if process.alive:
            process.send({"release": place})
    except Exception:  # noqa: BLE001 - at the end of a program anything may be gone
        return


