"""What can go wrong between a notebook and a cluster, by the kinds of src/errors.ts."""

from __future__ import annotations


class ClusterFailure(Exception):
    """One sentence, its kind, and what to do about it."""

    def __init__(self, kind: str, message: str, advice: str | None = None, **more):
        super().__init__(message)
        self.kind = kind
        self.advice = advice
        self.more = more

    def __reduce__(self):
        return _made, (self.kind, str(self), self.advice, self.more)

    def sent(self) -> dict:
        """As it travels to the notebook, which reads the message as a sentence that ends with its advice."""
        message = f"{self} {self.advice}" if self.advice else str(self)
        advice = {"advice": self.advice} if self.advice else {}
        return {"name": "TissuebookError", "kind": self.kind, "message": message, **advice, **self.more}


def _made(kind, message, advice, more):
    return ClusterFailure(kind, message, advice, **more)


class TaskFailed(Exception):
    """A task threw on its worker; `error` is what it threw, as it travels."""

    def __init__(self, error: dict, where: str):
        super().__init__(f"{error.get('name')}: {error.get('message')}")
        self.error = {**error, "where": where}
        self.where = where

    def __reduce__(self):
        return TaskFailed, (self.error, self.where)
