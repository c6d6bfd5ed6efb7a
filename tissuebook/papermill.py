"""Lets papermill give parameters to TypeScript notebooks: papermill notebook.ipynb out.ipynb -p seed 7

Papermill has no list to which packages add languages, but it loads the engines that packages name. Asking for ours
(`engine`, which is papermill's own) loads this module, and the module adds the language.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

# One declaration on a line of the cell tagged `parameters`: const epochs: number = 20 // passes over the tissue
DECLARATION = re.compile(
    r"^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>[\w$]+)\s*(?::\s*(?P<type>[^=]+?))?\s*=\s*(?P<value>.*?);?\s*(?://\s*(?P<help>.*?)\s*)?$"
)
# A name that can be declared; a parameter of another name would be code.
NAME = re.compile(r"^[^\W\d][\w$]*$|^[$][\w$]*$")


class TypeScriptTranslator(Translator):
    """Writes values as TypeScript and reads what a notebook's parameters are."""

    @classmethod
    def translate_escaped_str(cls, str_val: Any) -> str:
        return json.dumps(str(str_val))

    @classmethod
    def translate_none(cls, val: None) -> str:
        return "null"

    @classmethod
    def translate_float(cls, val: float) -> str:
        if math.isfinite(val):
            return cls.translate_raw_str(val)
        return "NaN" if math.isnan(val) else "-Infinity" if val < 0 else "Infinity"

    @classmethod
    def translate_dict(cls, val: dict) -> str:
        return "{ " + ", ".join(f"{json.dumps(str(key))}: {cls.translate(one)}" for key, one in val.items()) + " }"

    @classmethod
    def translate_list(cls, val: list) -> str:
        return "[" + ", ".join(cls.translate(one) for one in val) + "]"

    @classmethod
    def comment(cls, cmt_str: str) -> str:
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name: str, str_val: str) -> str:
        if not NAME.match(name):
            raise ValueError(f"A parameter must have the name of a variable, found {name!r}.")
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell: Any) -> list[Parameter]:
        found = (DECLARATION.match(line) for line in parameters_cell["source"].splitlines())
        return [Parameter(one["name"], (one["type"] or "None").strip(), one["value"], one["help"] or "") for one in found if one]


papermill_translators.register("typescript", TypeScriptTranslator)


def __getattr__(name: str) -> Any:
    # Not at the top: papermill's module of engines is what loads this one.
    if name == "engine":
        from papermill.engines import NBClientEngine

        return NBClientEngine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
