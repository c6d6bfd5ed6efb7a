"""What people write in notebooks all day, and what they expect to see of it."""

import re

import pytest


def cell_names(text):
    return [line.strip() for line in text.splitlines() if line.strip().startswith("at ")]


def test_an_error_that_a_cell_prints_names_its_lines(kernel):
    kernel.ok("function fails(): never {\n  throw new RangeError('too few cells')\n}")
    count = kernel.ok("0").reply["execution_count"] - 1
    result = kernel.ok("try { fails() } catch (error) { console.error(error) }")
    assert result.text("stderr").splitlines()[0] == "RangeError: too few cells"
    assert cell_names(result.text("stderr")) == [f"at fails (Cell {count}:2:9)", f"at Cell {count + 2}:1:7"]


def test_stacks_keep_what_is_not_the_kernels(kernel):
    stack = kernel.ok("try { JSON.parse('{') } catch (error) { console.log((error as Error).stack) }").text()
    assert "at JSON.parse (<anonymous>)" in stack or "SyntaxError" in stack
    stack = kernel.ok("try { require('nothing-of-this-name') } catch (error) { console.log((error as Error).stack) }").text()
    assert "Cannot find module" in stack and "node:internal" not in stack
    assert "/kernel/" not in stack and "node:vm" not in stack


def test_a_trace(kernel):
    assert re.fullmatch(r"Trace: here\n    at look \(Cell \d+:1:27\)\n    at Cell \d+:2:1\n", kernel.ok("function look() { console.trace('here') }\nlook()").text("stderr"))


def test_a_stack_that_was_changed_is_shown_as_it_is(kernel):
    error = kernel.run("const odd = new Error('odd'); void odd.stack; odd.stack = 'Error: odd\\n    at somewhere (other.js:1:2)'; throw odd").error
    assert "other.js:1:2" in error["traceback"][1]


def test_process_exit_does_not_take_the_variables(kernel):
    kernel.ok("const costly = 42")
    error = kernel.run("process.exit(3)").error
    assert error["ename"] == "ExitRefused" and "process.exit(3)" in error["evalue"]
    assert kernel.ok("costly").value == "42"


def test_where_the_notebook_is(kernel, folder):
    (folder / "cells.csv").write_text("x,y\n")
    assert kernel.ok("__dirname").value == f"'{folder}'"
    assert kernel.ok("import.meta.dirname").value == f"'{folder}'"
    code = "import { readFileSync } from 'node:fs'; readFileSync(new URL('./cells.csv', import.meta.url), 'utf8')"
    assert kernel.ok(code).value == "'x,y\\n'"
    assert kernel.ok("import.meta.resolve('node:fs')").value == "'node:fs'"
    assert kernel.ok("require.resolve('tissuebook').endsWith('index.js')").value == "true"


def test_where_a_local_file_is(kernel, folder):
    (folder / "lib").mkdir()
    (folder / "lib" / "here.ts").write_text("export const where = [import.meta.dirname, __dirname, __filename, import.meta.url]")
    kernel.ok("import { where } from './lib/here'")
    at = folder / "lib"
    assert kernel.ok("where.slice(0, 2).every((one) => one === import.meta.dirname + '/lib')").value == "true"
    assert kernel.ok("where[2].startsWith(where[0]) && where[3] === 'file://' + where[2]").value == "true", at


def test_a_cell_may_declare_the_names_that_modules_know(kernel):
    assert kernel.ok("import path from 'node:path'; const __dirname = path.join('a', 'b'); __dirname").value == "'a/b'"
    assert kernel.ok("__dirname").value == "'a/b'"


def test_names_with_underscores(kernel):
    kernel.ok("const _one = 1, __two = 2; let ___three = 3; function __four() { return 4 }")
    assert kernel.ok("[_one, __two, ___three, __four()]").value == "[ 1, 2, 3, 4 ]"


def table(kernel, code):
    return kernel.ok(code).of("execute_result")[0]["content"]["data"]


def test_records_are_a_table(kernel):
    data = table(kernel, "[{ gene: 'CD3E', mean: 1 / 3 }, { gene: '<b>', mean: 2, note: null }]")
    assert data["text/plain"].startswith("[")
    assert data["text/html"] == (
        '<table><thead><tr><th scope="col"></th><th scope="col">gene</th><th scope="col">mean</th><th scope="col">note</th></tr></thead><tbody>'
        '<tr><th scope="row">0</th><td>CD3E</td><td>0.333333</td><td></td></tr>'
        '<tr><th scope="row">1</th><td>&lt;b&gt;</td><td>2</td><td>null</td></tr></tbody></table>'
    )


def test_a_long_table_says_how_long_it_is(kernel):
    data = table(kernel, "Array.from({ length: 200 }, (_, id) => ({ id }))")
    assert data["text/html"].count("<tr>") == 51
    assert data["text/html"].endswith("<p>The first 50 of 200 rows.</p>")


@pytest.mark.parametrize(
    "code", ["[1, 2]", "[[1], [2]]", "[{ a: { b: 1 } }]", "[{}]", "[]", "[{ a: 1 }, 2]", "[{ get a(): number { throw new Error('looked') } }]", "[new (class A { b = 1 })()]"]
)
def test_other_lists_are_text(kernel, code):
    assert list(table(kernel, code)) == ["text/plain"]


@pytest.mark.parametrize(
    ("module", "package"),
    [("lodash-none", "lodash-none"), ("@none/core/sub.js", "@none/core"), ("none/sub", "none"), ("./none", None), ("node:none", None), ("/none", None)],
)
def test_a_package_that_is_missing_can_be_installed(kernel, module, package):
    traceback = kernel.run(f"import x from '{module}'").traceback
    assert "Cannot find module" in traceback
    assert (f"npm install {package}" in traceback) if package else ("npm install" not in traceback)


def complete(kernel, code, at=None):
    return kernel.reply(kernel.client.complete(code, len(code) if at is None else at))["content"]


def inspect(kernel, code, at=None):
    reply = kernel.reply(kernel.client.inspect(code, len(code) if at is None else at))["content"]
    return reply["data"]["text/markdown"] if reply["found"] else None


@pytest.fixture(scope="module")
def library(kernel):
    kernel.ok("import { spatialView, zoo } from 'tissuebook'")


def test_completion_in_an_import(kernel):
    assert "spatialView" in complete(kernel, "import { spat } from 'tissuebook'", 13)["matches"]
    assert "readFileSync" in complete(kernel, "import { read } from 'node:fs'", 13)["matches"]


def test_completion_of_names_and_values_of_options(kernel, library):
    assert {"cellplm", "cifm", "scmognn", "scmoformer", "spaformer", "spatia", "squint", "stalign"} <= set(complete(kernel, "zoo.create('")["matches"])
    assert {"preset", "seed"} <= set(complete(kernel, "zoo.create('squint', { ")["matches"])
    assert {"tiny", "small", "paper"} <= set(complete(kernel, "zoo.create('squint', { preset: '")["matches"])
    assert "color" in complete(kernel, "spatialView(null!, { ")["matches"]


def test_an_option_is_explained(kernel):
    kernel.ok("interface Walk {\n  /** Cells per step. */\n  stride?: number\n}\nfunction walk(options: Walk) { return options.stride }")
    code = "walk({ stride: 3 })"
    assert "Cells per step." in inspect(kernel, code, code.index("stride") + 2)


def test_between_parentheses_the_function_is_explained(kernel, library):
    for code in ["spatialView(", "spatialView(null!, ", "spatialView(null!, { })"]:
        assert "at their places in the tissue" in inspect(kernel, code, len(code) - code.endswith(")")), code
    code = "Math.max(Math.round(1.5), 2)"
    assert "round(" in inspect(kernel, code, code.index("1.5"))
    assert "max(" in inspect(kernel, code, code.index(" 2"))
    assert inspect(kernel, "   ") is None
