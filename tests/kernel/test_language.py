"""A cell is a module of TypeScript whose names the next cells know."""

import json
import os

import pytest
from conftest import ROOT
from kernel_client import Kernel

GOOD = {
    "shorthand property of an earlier cell's variable": ("const lr = 0.1", "({ lr })", "{ lr: 0.1 }"),
    "shorthand in a destructuring assignment": ("let left = 0", "({ left } = { left: 3 }); left", "3"),
    "shorthand with a default": ("let right = 0", "({ right = 4 } = {} as { right?: number }); right", "4"),
    "await of a parenthesis": ("const later = async () => 5", "await (later())", "5"),
    "await of a function called at once": ("", "await (async () => 6)()", "6"),
    "for await": ("async function* gen() { yield 1; yield 2 }; let total = 0", "for await (const i of gen()) total += i; total", "3"),
    "redeclaration by another type": ("const twice = 1", "const twice = 'two'; twice.length", "3"),
    "redeclared function": ("function say() { return 1 }", "function say() { return 'one' } say()", "'one'"),
    "redeclared class": ("class Shape { a = 1 }", "class Shape { b = 2 } new Shape().b", "2"),
    "interface and type": ("interface Spot { x: number }; type Name = keyof Spot", "const name: Name = 'x'; name", "'x'"),
    "enum": ("enum Phase { G1, S }", "Phase.S", "1"),
    "generic function": ("function first<T>(all: T[]): T { return all[0] }", "first(['a']).toUpperCase()", "'A'"),
    "a function sees what a later cell assigns": ("let rate = 1; const read = () => rate", "rate = 2; read()", "2"),
    "a function's assignment is seen by later cells": ("let hits = 0; function hit() { hits++ }", "hit(); hit(); hits", "2"),
    "destructuring": ("const { p, q: [r, ...s] } = { p: 1, q: [2, 3, 4] }", "[p, r, s]", "[ 1, 2, [ 3, 4 ] ]"),
    "namespace import": ("import * as path from 'node:path'", "path.posix.join('a', 'b')", "'a/b'"),
    "named import with another name": ("import { sep as separator } from 'path'", "typeof separator", "'string'"),
    "default import of a CommonJS module": ("import fs from 'fs'", "typeof fs.readFileSync", "'function'"),
    "the same import twice": ("import { basename } from 'path'", "import { basename } from 'path'; basename('/a/b')", "'b'"),
    "import() of a builtin": ("const os = await import('os')", "typeof os.cpus", "'function'"),
    "default of import()": ("const lib = await import('fs')", "typeof lib.default.readFileSync", "'function'"),
    "exported names as elsewhere": ("export const shown = 9; export function show() { return shown }", "show()", "9"),
    "a type that cannot be written down": ("const odd = new (class { private secret = 1; get = () => this.secret })()", "odd.get()", "1"),
    "names of the object prototype": ("const constructor = 1, hasOwnProperty = 2", "[constructor, hasOwnProperty]", "[ 1, 2 ]"),
    "exceptions in loops without braces": ("let n = 0", "for (const i of [1, 2]) for (const k of [3]) n += i * k; n", "9"),
    "do and labels": ("let turns = 0", "outer: do { for (;;) { if (++turns > 3) break outer } } while (true); turns", "4"),
    "decorators of old": ("function sealed(c: Function) { Object.seal(c) }", "@sealed class Closed {} Object.isSealed(Closed)", "true"),
    "undeclared values of let": ("let unset: number | undefined; unset", "unset === undefined", "true"),
    "a surrogate pair": ("const 分 = '𝄞'", "分.length", "2"),
    "windows line ends": ("const w1 = 1\r\nconst w2 = 2\r\n", "w1 + w2", "3"),
    "a comment at the end": ("1 // one", "const c = 5; c // five", "5"),
}


@pytest.mark.parametrize("first, second, value", GOOD.values(), ids=GOOD.keys())
def test_language(kernel, first, second, value):
    kernel.ok(first)
    assert kernel.ok(second).value == value


def test_null_is_shown_and_undefined_is_not(kernel):
    assert kernel.ok("null").value == "null"
    assert kernel.ok("undefined").value is None


BAD = {
    "strict null": ("\n  const s: string = null", 2, 9, "TS2322"),
    "implicit any": ("function f(x) { return x }", 1, 12, "TS7006"),
    "unknown name after a shorthand": ("const aa = 1; const o = { aa }; nowhere", 1, 33, "TS2304"),
    "unknown name after a surrogate pair": ("'𝄞'; nowhere", 1, 7, "TS2304"),
    "syntax": ("const a = ;", 1, 11, "TS1109"),
    "use before declaration": ("early; const early = 1", 1, 1, "TS2448"),
    "missing module": ("import x from 'no-such-package-at-all'", 1, 15, "TS2307"),
    "missing module in import()": ("const nn = await import('no-such-package-at-all')", 1, 25, "TS2307"),
}


@pytest.mark.parametrize("code, line, column, reason", BAD.values(), ids=BAD.keys())
def test_type_errors_show_before_anything_runs(kernel, code, line, column, reason):
    result = kernel.run("console.log('ran')\n" + code)
    assert result.error["ename"] == "TypeScriptError"
    assert result.error["evalue"].startswith(f"line {line + 1}, column {column}: "), result.error["evalue"]
    assert reason in result.error["evalue"]
    assert result.text() == ""


def test_every_complaint_is_shown_with_its_line(kernel):
    traceback = kernel.run("const one: string = 1\nconst two: number = 'two'").traceback
    assert "line 1, column 7" in traceback and "line 2, column 7" in traceback
    assert "const two: number = 'two'" in traceback


def test_runtime_errors_name_cell_line_and_column_and_nothing_of_the_kernel(kernel):
    kernel.ok("function deep(n: number): number {\n  if (n === 0) throw new RangeError('bottom')\n  return deep(n - 1)\n}")
    count = kernel.ok("1").reply["execution_count"]
    result = kernel.run("const o = {}\n\n   deep(1)")
    assert (result.error["ename"], result.error["evalue"]) == ("RangeError", "bottom")
    lines = result.error["traceback"]
    assert f"Cell {count - 1}, line 2, column 22 in deep" in lines[1]
    assert f"Cell {count + 1}, line 3, column 4" in lines[3]
    assert "dist/kernel" not in result.traceback and "node:" not in result.traceback


def test_an_error_after_an_await_keeps_its_line(kernel):
    result = kernel.run("await 1\n;\nthrow new Error('x')")
    assert "line 3, column 7" in result.traceback


def test_thrown_values_and_causes_are_shown(kernel):
    assert kernel.run("throw { code: 7 }").error["evalue"] == "{ code: 7 }"
    assert "Caused by" in kernel.run("throw new Error('outer', { cause: new Error('inner') })").traceback


def test_declarations_before_a_failure_stay_and_those_after_it_do_not_come(kernel):
    kernel.ok("const later = 'old'")
    kernel.run("const sooner = 1\nthrow new Error('here')\nconst later = 2\nconst never = 3")
    assert kernel.ok("sooner").value == "1"
    assert kernel.ok("later.toUpperCase()").value == "'OLD'"
    assert "never" in kernel.run("never").error["evalue"]


def test_library_errors_show_cleanly(kernel):
    result = kernel.run("import { TissuebookError } from 'tissuebook'\nthrow new TissuebookError('corrupt', 'The file ends early.', { advice: 'Copy it again.' })")
    assert result.error["ename"] == "TissuebookError"
    assert result.error["evalue"] == "The file ends early. Copy it again."
    assert "kind: 'corrupt'" in result.error["traceback"][1] and "advice" not in result.error["traceback"][1]
    assert len(result.error["traceback"]) == 3


def test_the_library_is_there_in_any_folder_with_its_types(kernel):
    kernel.ok("import { TissuebookError, type ErrorKind } from 'tissuebook'")
    assert kernel.ok("const kind: ErrorKind = 'corrupt'; new TissuebookError(kind, 'a').kind").value == "'corrupt'"
    assert "TS2322" in kernel.run("const wrong: ErrorKind = 'fine'").error["evalue"]
    assert kernel.ok("(await import('tissuebook')).TissuebookError === TissuebookError").value == "true"


def test_a_file_inside_the_library_has_all_its_types(start):
    kernel = start()
    kernel.ok("import { zoo } from 'tissuebook'; zoo.list().length")
    kernel.ok("import { tf } from 'tissuebook/dist/src/engine'; const three: number = tf.add(1, 2).dataSync()[0]")
    assert kernel.ok("three").value == "3"
    assert "TensorBuffer" in kernel.run("const wrong: number = tf.buffer([2])").error["evalue"]


def test_a_library_in_the_notebooks_own_folder_comes_first(start, tmp_path):
    package = tmp_path / "node_modules" / "tissuebook"
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": "tissuebook", "main": "a.js", "types": "a.d.ts"}))
    (package / "a.js").write_text("exports.mine = 1")
    (package / "a.d.ts").write_text("export const mine: number")
    assert start(cwd=str(tmp_path)).ok("import { mine } from 'tissuebook'; mine").value == "1"


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """A folder whose packages are those that the project has installed, and a kernel in it."""
    folder = tmp_path_factory.mktemp("packages")
    os.symlink(ROOT / "node_modules", folder / "node_modules")
    with Kernel(cwd=str(folder)) as kernel:
        yield kernel


def test_esm_only_package_with_its_types(packages):
    packages.ok("import h5wasm, { File, type Dataset } from 'h5wasm/node'; await h5wasm.ready")
    assert packages.ok("typeof File").value == "'function'"
    assert "TS" in packages.run("const file: File = 3").error["evalue"]
    assert packages.ok("(await import('h5wasm/node')).File === File").value == "true"
    assert packages.ok("(await import('h5wasm/node')).default === h5wasm").value == "true"


def test_esm_only_package_with_overloads_and_generics(packages):
    packages.ok("import * as zarr from 'zarrita'")
    packages.ok("const grid = await zarr.create(zarr.root(new Map()), { shape: [2, 3], chunkShape: [1, 3], dtype: 'float32' })")
    packages.ok("await zarr.set(grid, null, { data: new Float32Array([1, 2, 3, 4, 5, 6]), shape: [2, 3], stride: [3, 1] })")
    assert packages.ok("(await zarr.get(grid, [1, null])).data").value == "Float32Array(3) [ 4, 5, 6 ]"
    assert "TS2322" in packages.run("const text: string = grid.shape").error["evalue"]
    assert "TS2769" in packages.run("await zarr.create(new Map(), { shape: [2], chunkShape: ['a'], dtype: 'float32' })").error["evalue"]


ESM = {
    "package.json": json.dumps(
        {
            "name": "only-esm",
            "type": "module",
            "exports": {
                ".": {"types": "./index.d.ts", "import": "./index.js"},
                "./deep/*": {"types": "./deep/*.d.ts", "import": "./deep/*.js"},
            },
        }
    ),
    "index.js": "import { readFileSync } from 'node:fs'; export default class Tree { size = readFileSync(new URL(import.meta.url)).length }; await null; export let count = 0; export const up = () => { count++ }",
    "index.d.ts": "export default class Tree { size: number }\nexport let count: number\nexport const up: () => void",
    "deep/leaf.js": "export const leaf = 'green'",
    "deep/leaf.d.ts": "export const leaf: 'green'",
}


def test_esm_only_package_with_all_that_modules_have(start, tmp_path):
    """A default class, top-level await, import.meta, live bindings, and a pattern of subpaths."""
    for name, text in ESM.items():
        file = tmp_path / "node_modules" / "only-esm" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    kernel = start(cwd=str(tmp_path))
    assert kernel.ok("import Tree, { count, up } from 'only-esm'; new Tree().size > 0").value == "true"
    assert kernel.ok("up(); up(); (await import('only-esm')).count").value == "2"
    assert kernel.ok("import { leaf } from 'only-esm/deep/leaf'; const green: 'green' = leaf; green").value == "'green'"
    assert "TS2322" in kernel.run("const red: 'red' = leaf").error["evalue"]
    assert "TS2307" in kernel.run("import 'only-esm/package.json'; import x from 'only-esm/nothing'").error["evalue"]
    (tmp_path / "uses.ts").write_text("import Tree from 'only-esm'\nexport const made: number = new Tree().size")
    assert kernel.ok("import { made } from './uses'; made > 0").value == "true"


@pytest.mark.skipif(not (ROOT / "node_modules" / "kdbush").exists(), reason="the package kdbush is not installed")
def test_esm_only_package_with_a_default_export(packages):
    assert packages.ok("import KDBush from 'kdbush'; const tree = new KDBush(2); tree.add(1, 1); tree.add(5, 5); tree.finish(); tree.range(0, 0, 2, 2)").value == "[ 0 ]"


def test_packages_are_found_after_they_were_installed(start, tmp_path):
    kernel = start(cwd=str(tmp_path))
    assert kernel.run("import { v } from 'newcomer'").error["ename"] == "TypeScriptError"
    package = tmp_path / "node_modules" / "newcomer"
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": "newcomer", "type": "module", "exports": "./i.js", "types": "./i.d.ts"}))
    (package / "i.js").write_text("export const v = 'here'")
    assert kernel.ok("import { v } from 'newcomer'; v").value == "'here'"


def test_packages_without_types_can_be_used(start, tmp_path):
    package = tmp_path / "node_modules" / "untyped"
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": "untyped", "main": "i.js"}))
    (package / "i.js").write_text("module.exports = { v: 3 }")
    assert start(cwd=str(tmp_path)).ok("import untyped from 'untyped'; untyped.v").value == "3"


def test_local_files_are_checked_compiled_and_loaded_anew_when_changed(start, tmp_path):
    (tmp_path / "base.ts").write_text("export const unit: string = 'um'")
    (tmp_path / "lib.ts").write_text("import { unit } from './base'\nexport const label = (n: number) => n + unit")
    kernel = start(cwd=str(tmp_path))
    assert kernel.ok("import { label } from './lib'; label(3)").value == "'3um'"
    assert "TS2345" in kernel.run("label('x')").error["evalue"]
    (tmp_path / "base.ts").write_text("export const unit: string = 'micrometre'")
    assert kernel.ok("import { label } from './lib'; label(3)").value == "'3micrometre'"
    (tmp_path / "lib.ts").write_text("export const label = (n: string) => n.toUpperCase()")
    assert kernel.ok("import { label } from './lib'; label('now')").value == "'NOW'"
    (tmp_path / "lib.ts").write_text("export const label: number = 'wrong'")
    error = kernel.run("import { label } from './lib'; label").error
    assert "lib.ts, line 1, column 14" in error["evalue"]


def test_errors_in_local_files_name_their_line(start, tmp_path):
    (tmp_path / "faulty.ts").write_text("interface A { a: number }\n\nexport function fail(a: A): never {\n  throw new Error('in file ' + a.a)\n}")
    result = start(cwd=str(tmp_path)).run("import { fail } from './faulty'\nfail({ a: 1 })")
    assert "faulty.ts, line 4, column 9 in fail" in result.traceback
    assert "Cell 1, line 2" in result.traceback


def test_local_files_in_other_folders(start, tmp_path):
    notebooks, lib = tmp_path / "notebooks", tmp_path / "lib"
    notebooks.mkdir()
    lib.mkdir()
    (lib / "up.ts").write_text("export const up: number = 11")
    assert start(cwd=str(notebooks)).ok("import { up } from '../lib/up'; up").value == "11"


def test_json_files(start, tmp_path):
    (tmp_path / "panel.json").write_text('{"genes": ["A", "B"]}')
    kernel = start(cwd=str(tmp_path))
    assert kernel.ok("import panel from './panel.json'; panel.genes.length").value == "2"
    (tmp_path / "panel.json").write_text('{"genes": ["A", "B", "C"]}')
    assert kernel.ok("import panel from './panel.json'; panel.genes.length").value == "3"


def test_completion_knows_types_of_earlier_cells(kernel):
    kernel.ok("const cohort = { patients: 3, cellCount: (of: string) => 1 }")
    content = kernel.reply(kernel.client.complete("cohort.cel"))["content"]
    assert content["matches"] == ["cellCount"]
    assert (content["cursor_start"], content["cursor_end"]) == (7, 10)
    assert content["metadata"]["_jupyter_types_experimental"][0]["type"] == "property"


def test_completion_counts_code_points(kernel):
    code = "'𝄞'; cohort.cel"
    content = kernel.reply(kernel.client.complete(code))["content"]
    assert (content["cursor_start"], content["cursor_end"]) == (12, 15)


def test_inspection_shows_type_and_documentation(kernel):
    kernel.ok("/** How many cells.\n * @param of the phenotype */\nfunction count(of: string) { return 1 }")
    content = kernel.reply(kernel.client.inspect("count('tumour')", 3))["content"]
    assert "function count(of: string): number" in content["data"]["text/plain"]
    assert "How many cells." in content["data"]["text/markdown"]
    assert "the phenotype" in content["data"]["text/markdown"]
    content = kernel.reply(kernel.client.inspect("process.cwd()", 10))["content"]
    assert "current working directory" in content["data"]["text/markdown"]
    assert kernel.reply(kernel.client.inspect("   ", 1))["content"]["found"] is False


def test_kernel_info_tells_true_versions(kernel):
    content = kernel.reply(kernel.client.kernel_info())["content"]
    package = json.loads((ROOT / "package.json").read_text())
    assert content["implementation_version"] == package["version"]
    assert content["language_info"]["version"] == package["dependencies"]["typescript"]
