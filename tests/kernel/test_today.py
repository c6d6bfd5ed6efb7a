"""The language of today: standard decorators, what Node.js runs, and what a variable is from cell to cell."""

import json
import re
import subprocess

import pytest

LOGGED = "function logged(f: any, ctx: ClassMethodDecoratorContext) { console.log('logged', String(ctx.name)); return f }"
OLD = "function logged(proto: object, name: string, d: PropertyDescriptor) { console.log('old', name) }\nclass Sq { @logged area() { return 6 } }\nnew Sq().area()"


def test_standard_decorators(kernel):
    result = kernel.ok(LOGGED + "\nclass Sq { @logged area() { return 6 } }\nnew Sq().area()")
    assert result.text() == "logged area\n" and result.value == "6"
    assert kernel.ok("class Later { @logged twice() { return 2 } }; new Later().twice()").value == "2"
    assert kernel.ok("new Sq().area()").value == "6"


def test_standard_decorators_of_classes_fields_and_accessors(kernel):
    kernel.ok("const seen: string[] = []; function note(_: any, c: DecoratorContext): void { seen.push(c.kind) }")
    kernel.ok("@note class All { @note field = 1; @note accessor auto = 2; @note get got() { return 3 } @note static shared = 4 }")
    assert kernel.ok("[new All().auto, All.shared, [...seen].sort().join()]").value == "[ 2, 4, 'accessor,class,field,field,getter' ]"


def test_decorators_of_the_older_proposal_by_the_folders_tsconfig(start, tmp_path):
    kernel = start(cwd=str(tmp_path))
    assert "TS1241" in kernel.run(OLD).error["evalue"]
    (tmp_path / "tsconfig.json").write_text('{ "compilerOptions": { "experimentalDecorators": true, /* kept */ "strict": false } }')
    assert kernel.ok(OLD).text() == "old area\n"
    assert "TS7006" in kernel.run("function f(x) {}").error["evalue"]
    (tmp_path / "tsconfig.json").write_text("{ damaged")
    assert kernel.ok(LOGGED + "; class T { @logged t() {} }").text() == "logged t\n"


RUNS = {
    "flag v of regular expressions": (r"/[\p{L}--[a-z]]/v.test('A')", "true"),
    "a property of strings": (r"/^\p{Emoji_Keycap_Sequence}$/v.test('4️⃣')", "true"),
    "well-formed strings": ("'a\\uD800'.isWellFormed()", "false"),
    "copies of arrays": ("[3, 1, 2].toSorted()", "[ 1, 2, 3 ]"),
    "the last that fits": ("[1, 2, 3].findLast((n) => n < 3)", "2"),
    "resizable buffers": ("new ArrayBuffer(1, { maxByteLength: 8 }).resizable", "true"),
    "using": ("{ using a = { [Symbol.dispose]() { console.log('disposed') } }; } 1", "1"),
    "using in a function": ("(() => { using a = { v: 4, [Symbol.dispose]() {} }; return a.v })()", "4"),
    "error causes": ("(new Error('a', { cause: 3 })).cause", "3"),
    "satisfies": ("({ a: 1 } satisfies Record<string, number>).a", "1"),
}


@pytest.mark.parametrize("code, value", RUNS.values(), ids=RUNS.keys())
def test_what_this_node_runs_compiles(kernel, code, value):
    assert kernel.ok(code).value == value


CALLS = {
    "Object.groupBy([1], (n) => n % 2 ? 'odd' : 'even')": "Object.groupBy",
    "Map.groupBy([1], (n) => n % 2)": "Map.groupBy",
    "Promise.withResolvers<number>()": "Promise.withResolvers",
    "Array.fromAsync([1])": "Array.fromAsync",
    "new Set([1]).union(new Set([2]))": "Set.prototype.union",
    "Promise.try(() => 1)": "Promise.try",
}


@pytest.mark.parametrize("call, function", CALLS.items(), ids=CALLS.values())
def test_a_call_compiles_where_this_node_has_it(kernel, call, function):
    has = subprocess.run(["node", "-p", f"typeof {function}"], capture_output=True, text=True).stdout.strip() == "function"
    result = kernel.run(call)
    assert (result.reply["status"] == "ok") is has, result.error
    if not has:
        assert result.error["ename"] == "TypeScriptError"


JSX = {
    "an element": ("\nconst el = <div>hi</div>", 2, 12),
    "an element with attributes": ("const b = <Button size={3} on={() => 1} />", 1, 11),
    "a fragment": ("const f = () => { return <><b>1</b></> }", 1, 26),
    "words in an element": ("function View() { return <p>it's here</p> }", 1, 26),
}


@pytest.mark.parametrize("code, line, column", JSX.values(), ids=JSX.keys())
def test_jsx_is_named_as_what_it_is(kernel, code, line, column):
    error = kernel.run(code).error
    assert error["evalue"].startswith(f"line {line}, column {column}: JSX is not supported")
    assert len(re.findall("TS[0-9]+", "".join(error["traceback"]))) == 1


def test_a_local_file_with_jsx_is_named(start, tmp_path):
    (tmp_path / "view.tsx").write_text("export const view = <b>1</b>")
    assert "JSX is not supported" in start(cwd=str(tmp_path)).run("import { view } from './view'").error["evalue"]


def test_what_only_looks_like_jsx_runs(kernel):
    assert kernel.ok("const id = <T,>(x: T) => x; const n = <number>id<any>('a'); n").value == "'a'"
    assert "JSX" not in kernel.run("const a = ; <b>c</b>").error["evalue"]
    assert "TS2304" in kernel.run("nowhere < 3").error["evalue"]


NARROWED = {
    "let without a value": ("let a1: { n: number } | undefined; a1 = { n: 3 }", "a1.n", "3"),
    "let with null": ("let a2: { n: number } | null = null; a2 = { n: 4 }", "const read2 = a2.n; read2", "4"),
    "const that was tested": ("const a3 = [1, 2].find((n) => n > 1); if (a3 === undefined) throw new Error('none')", "a3.toFixed(1)", "'2.0'"),
    "destructured": ("const { x: a4 } = { x: 'y' } as { x?: string }; if (!a4) throw 1", "a4.length", "1"),
    "given to a function": ("let a5: Map<string, number> | undefined; a5 = new Map([['k', 1]])", "(m: Map<string, number>) => m; ((m: Map<string, number>) => m.size)(a5)", "1"),
}


@pytest.mark.parametrize("first, second, value", NARROWED.values(), ids=NARROWED.keys())
def test_a_variable_that_has_a_value_needs_no_exclamation_mark_in_the_next_cell(kernel, first, second, value):
    kernel.ok(first)
    assert kernel.ok("'a cell between'").value
    assert kernel.ok(second).value == value
    assert kernel.ok(second.replace("const read2", "const read2b").replace("; read2", "; read2b")).value == value


def test_a_variable_that_may_be_missing_is_still_complained_about(kernel):
    kernel.ok("let m1: string | undefined; m1 = 'a'")
    kernel.ok("m1.length; m1 = undefined")
    assert "TS18048" in kernel.run("m1.length").error["evalue"]
    kernel.ok("let m2: string | undefined; m2 = 'a'")
    kernel.ok("if (Math.random() > 2) m2 = undefined")
    assert "TS18048" in kernel.run("m2.length").error["evalue"]
    kernel.ok("let m3: string | undefined")
    assert "TS18048" in kernel.run("m3.length").error["evalue"]
    kernel.ok("if (m3) m3.toUpperCase()")


def test_a_cell_that_stops_half_way_says_nothing_about_its_variables(kernel):
    kernel.ok("let h1: string | undefined")
    kernel.run("if (1 < 2) throw new Error('before'); h1 = 'a'")
    assert "TS18048" in kernel.run("h1.length").error["evalue"]


def test_a_name_declared_anew_is_what_the_new_declaration_says(kernel):
    kernel.ok("let d1: string | undefined; d1 = 'a'")
    kernel.ok("let d1: number | undefined")
    assert "TS18048" in kernel.run("d1.toFixed()").error["evalue"]
    kernel.ok("d1 = 3")
    assert kernel.ok("function d1() { return 5 }; d1()").value == "5"
    assert kernel.ok("d1()").value == "5"


def test_errors_of_a_first_line_keep_their_place_and_the_value_may_still_change(kernel):
    kernel.ok("let p1: { run(): void } | undefined; p1 = { run() { throw new Error('here') } }")
    result = kernel.run("p1.run(); p1 = undefined")
    assert f"Cell {result.reply['execution_count']}, line 1, column 4" in result.traceback
    error = kernel.run("p1.walk()").error
    assert error["evalue"].startswith("line 1, column 4: Property 'walk'") or error["evalue"].startswith("line 1, column 1: ")
