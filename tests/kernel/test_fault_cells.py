"""Cells that the kernel once answered wrongly, as tests/fixtures/faults/cells.json keeps them, each with its right answer."""

import json

import pytest
from conftest import ROOT

CELLS = json.loads((ROOT / "tests" / "fixtures" / "faults" / "cells.json").read_text())


def aggregate_error(answer):
    text = answer.traceback
    assert "All promises were rejected" in text and "bad file one" in text and "bad file two" in text


def jsx(answer):
    assert "JSX" in answer.error["evalue"] and "regular expression" not in answer.error["evalue"]


def flag_v(answer):
    assert answer.value == "true"


def result_proxy(answer):
    assert answer.reply["status"] == "ok" and answer.value is not None


def decorators(answer):
    assert answer.text() == "logged area\n" and answer.value == "6"


RIGHT = {
    "aggregate-error": aggregate_error,
    "jsx-message": jsx,
    "regexp-v-flag": flag_v,
    "result-proxy": result_proxy,
    "standard-decorators": decorators,
}
NAMES = {'import x from "node:wor': "node:worker_threads", 'import { readH5ad } from "tissueb': "tissuebook"}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_that_was_answered_wrongly(kernel, name):
    for how, code in CELLS[name]:
        if how == "run":
            RIGHT[name](kernel.run(code))
            continue
        content = kernel.reply(kernel.client.complete(code, len(code)))["content"]
        typed = code[content["cursor_start"] : content["cursor_end"]]
        assert typed == code[code.index('"') + 1 :] and NAMES[code] in content["matches"]
        assert all(match.startswith(typed) for match in content["matches"])
