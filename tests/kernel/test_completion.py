"""What Tab offers takes the place of what is typed, wherever the cursor stands."""

import json

import pytest
from kernel_client import Kernel

CELLS = "const fates = { 'T cell': 1, 'T reg': 2, 'B': 3 }; type Phase = 'growing' | 'grown' | 'resting'; function enter(phase: Phase) {}"


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("completion")
    for name, text in {"lib/counts.ts": "export const n = 1", "lib/cells.ts": "export const c = 1", "library.ts": "export {}"}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    for name, exports in {"@lab/viewer": {".": "./i.js"}, "atlas": {".": "./i.js", "./human": "./i.js", "./mouse": "./i.js"}}.items():
        package = folder / "node_modules" / name
        package.mkdir(parents=True)
        (package / "package.json").write_text(json.dumps({"name": name, "exports": exports}))
        (package / "i.js").write_text("exports.a = 1")
        (package / "i.d.ts").write_text("export const a: number")
    with Kernel(cwd=str(folder)) as one:
        one.ok(CELLS)
        yield one


def complete(kernel, code):
    """Completes at the bar; gives the matches and the text with the first of them put in."""
    at = code.index("|")
    code = code.replace("|", "")
    content = kernel.reply(kernel.client.complete(code, at))["content"]
    start, end, matches = content["cursor_start"], content["cursor_end"], content["matches"]
    return matches, code[:start] + matches[0] + code[end:] if matches else None


CASES = {
    "a module of Node.js": ('import x from "node:wor|', "node:worker_threads", 'import x from "node:worker_threads'),
    "the same in closed quotes": ('import x from "node:wor|"', "node:worker_threads", 'import x from "node:worker_threads"'),
    "a module in the middle of its name": ('import x from "node:wor|er"', "node:worker_threads", 'import x from "node:worker_threads"'),
    "the library": ('import { readH5ad } from "tissueb|', "tissuebook", 'import { readH5ad } from "tissuebook'),
    "import()": ('await import("node:wor|")', "node:worker_threads", 'await import("node:worker_threads")'),
    "a local file": ('import { n } from "./lib/cou|"', "counts", 'import { n } from "./lib/counts"'),
    "a folder before its files": ('import { n } from "./li|/counts"', "lib", 'import { n } from "./lib/counts"'),
    "a subpath": ('import { a } from "atlas/hu|"', "human", 'import { a } from "atlas/human"'),
    "a module of a scope": ('import { a } from "@lab/vi|"', "viewer", 'import { a } from "@lab/viewer"'),
    "a key in brackets": ("fates['T c|']", "T cell", "fates['T cell']"),
    "a key without closing quote": ("fates['T c|", "T cell", "fates['T cell"),
    "a text that a type allows": ("enter('grow|')", "growing", "enter('growing')"),
    "a text in backquotes": ("enter(`rest|`)", "resting", "enter(`resting`)"),
    "a text before more of the line": ("enter('rest|, 3)", "resting", "enter('resting, 3)"),
    "a private name": ("class A { #secret = 1; read() { return this.#sec| } }", "#secret", "class A { #secret = 1; read() { return this.#secret } }"),
    "a tag of documentation": ("/** @para| */ function f(a: number) {}", "param", "/** @param */ function f(a: number) {}"),
}


@pytest.mark.parametrize("code, first, whole", CASES.values(), ids=CASES.keys())
def test_completion_replaces_what_is_typed(kernel, code, first, whole):
    matches, text = complete(kernel, code)
    assert first in matches, matches
    assert text == whole


def test_what_does_not_begin_as_typed_is_not_offered(kernel):
    assert complete(kernel, 'import x from "node:wor|"')[0] == ["node:worker_threads"]
    assert complete(kernel, "fates['T |']")[0] == ["T cell", "T reg"]
    assert complete(kernel, "enter('nothing|')")[0] == []


def test_quotes_without_a_text_offer_all(kernel):
    assert set(complete(kernel, "enter('|')")[0]) == {"growing", "grown", "resting"}
    assert set(complete(kernel, "import { a } from 'atlas/|'")[0]) == {"human", "mouse"}
