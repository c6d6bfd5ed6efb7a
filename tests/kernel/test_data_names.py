"""Cells are checked against the data that they name, before anything of them runs; cells that are right are never refused."""

import pathlib
import re
import time

import pytest

LIBRARY = """
import * as tissuebook from 'tissuebook'
const { AnnData, cellsOf, compositionView, coordinates, DenseMatrix, embeddingView, filterCells, highlyVariableGenes, keepRegions, leiden, log1p } = tissuebook
const { MuData, neighbors, perturb, rankGenes, regionOf, spatialView, stratify, Table, tileSplit, violinView, zoo } = tissuebook
"""

DATA = """
const names = Array.from({ length: 60 }, (_, i) => `cell${i}`)
const panel = ['CD3E', 'CD8A', 'CD68', 'MKI67', 'EPCAM']
const numbers = (columns: number, of: (i: number) => number) => new DenseMatrix(60, columns, Float32Array.from({ length: 60 * columns }, (_, i) => of(i)))
const counts = numbers(5, (i) => (i * 7) % 11)
const obs = () => new Table(names, [
  ['phenotype', names.map((_, i) => ['T cell', 'B cell', 'Tumour'][i % 3]!)],
  ['patient', names.map((_, i) => `p${i % 4}`)],
  ['response', names.map((_, i) => (i % 4 < 2 ? 'responder' : 'non-responder'))],
  ['area', names.map((_, i) => 50 + i)],
])
const tumour = new AnnData({
  X: numbers(5, (i) => Math.log1p((i * 7) % 11)),
  obs: obs(),
  var: new Table(panel),
  layers: [['counts', counts]],
  obsm: [['spatial', numbers(2, (i) => i)], ['X_pca', numbers(2, (i) => Math.sin(i))]],
  uns: new Map<string, any>([['spatial_unit', 'pixels'], ['log1p', new Map([['base', Math.E]])]]),
})
const measured = tumour.with({ uns: new Map([['spatial_unit', 'um']]) })
const mdata = new MuData({ mod: { rna: tumour, prot: new AnnData({ obs: obs(), var: new Table(['CD45', 'CD3']) }) } })
const patients = new Table(['p0', 'p1', 'p2', 'p3'], [['months', [1, 2, 3, 4]], ['died', [0, 1, 0, 1]]])
keepRegions(tumour, [{ name: 'invasive front', corners: [[0, 0], [9, 0], [9, 9]] }])
const squint = zoo.create('squint')
const spaformer = zoo.create('spaformer')
let later = tumour
function annotate() { tumour.obs.set('annotated', tumour.obs.get('phenotype')) }
function plot(data: tissuebook.AnnData, color: string) { return spatialView(data, { color }) }
"""


@pytest.fixture(scope="module")
def notebook(kernel):
    kernel.ok(LIBRARY)
    kernel.ok(DATA)
    return kernel


# What people write, what is at fault in it, and what they are told.
MISTAKES = {
    "a column with two letters swapped": ("spatialView(tumour, { color: 'phenotpye' })", "'phenotpye'", 'Did you mean "phenotype"?'),
    "a column in another case": ("violinView(tumour, { value: 'area', by: 'Phenotype' })", "'Phenotype'", 'Did you mean "phenotype"?'),
    "a column of a plural": ("compositionView(tumour, { rows: 'patients', columns: 'phenotype' })", "'patients'", 'Did you mean "patient"?'),
    "a gene of another species": ("spatialView(tumour, { color: 'Cd3e' })", "'Cd3e'", 'Did you mean "CD3E"?'),
    "a gene by its protein": ("violinView(tumour, { value: 'CD8', by: 'phenotype' })", "'CD8'", 'Did you mean "CD8A"?'),
    "a gene that the panel lacks": ("tumour.feature('FOXP3')", "'FOXP3'", "Features: CD3E, CD8A, CD68, MKI67, EPCAM."),
    "a gene among several": ("spatialView(tumour, { color: ['CD3E', 'MKI-67'] })", "'MKI-67'", 'Did you mean "MKI67"?'),
    "a column of obs itself": ("tumour.obs.get('phenotipe')", "'phenotipe'", 'Did you mean "phenotype"?'),
    "a column that is asked for": ("tumour.column('patient_id')", "'patient_id'", 'Did you mean "patient"?'),
    "an embedding that was not computed": ("embeddingView(tumour, { color: 'phenotype', basis: 'X_pac' })", "'X_pac'", 'Did you mean "X_pca"?'),
    "an embedding without its prefix": ("await neighbors(tumour, { use: 'pca' })", "'pca'", 'Did you mean "X_pca"?'),
    "a graph before neighbors": ("await leiden(tumour, { graph: 'connectivities' })", "'connectivities'", "obsp has: nothing."),
    "a layer of the singular": ("tumour.matrix('count')", "'count'", 'Did you mean "counts"?'),
    "a layer in options": ("tumour.feature('CD3E', { layer: 'raw' })", "'raw'", "Layers: counts."),
    "groups of clusters that were not made": ("await rankGenes(tumour, { by: 'leiden' })", "'leiden'", "obs has: phenotype, patient"),
    "a class with a capital": (
        "await stratify(squint, tumour, { patient: 'patient', by: 'response', high: 'Responder', low: 'non-responder' })",
        "'Responder'",
        'Did you mean "responder"?',
    ),
    "a type of cells in one word": (
        "await perturb(squint, tumour, { what: { kind: 'remove', types: ['Tcell'] }, labels: 'phenotype' })",
        "'Tcell'",
        'Did you mean "T cell"?',
    ),
    "a gene of a knock-out": ("await perturb(squint, tumour, { what: { kind: 'knockOut', gene: 'CD69' } })", "'CD69'", 'Did you mean "CD68"?'),
    "a region": ("regionOf(tumour, 'invasive frnt')", "'invasive frnt'", 'Did you mean "invasive front"?'),
    "labels to learn": ("squint.fit(tumour, { labels: 'phenotypes' })", "'phenotypes'", 'Did you mean "phenotype"?'),
    "sections to split by": ("tileSplit(tumour, { sections: 'patinet' })", "'patinet'", 'Did you mean "patient"?'),
    "a modality": ("mdata.modality('protein')", "'protein'", "Modalities: rna, prot."),
    "a column of a modality": ("mdata.mod.get('rna')!.obs.get('phenotyp')", "'phenotyp'", 'Did you mean "phenotype"?'),
    "a column of a table": ("patients.get('month')", "'month'", 'Did you mean "months"?'),
    "a name in a constant": ("const by = 'patien'\nviolinView(tumour, { value: 'area', by })", "by", 'Did you mean "patient"?'),
    "a name in a loop": ("for (const gene of ['CD3E', 'CD4E'] as const) tumour.feature(gene)", "gene", 'Did you mean "CD3E"?'),
    "pixels called micrometers": ("spatialView(tumour, { color: 'patient', unit: 'um' })", "'um'", "Did you mean unit: 'px'?"),
    "micrometers multiplied again": ("spatialView(measured, { color: 'patient', pixelSize: 0.5 })", "0.5", "in micrometers already"),
    "logs for a model of counts": ("await spaformer.fit(tumour)", "tumour", 'Did you mean the layer "counts"?'),
    "logs for a choice of genes by counts": ("highlyVariableGenes(tumour, { flavor: 'seurat_v3' })", "tumour", 'Did you mean the layer "counts"?'),
    "logarithms twice": ("log1p(tumour)", "tumour", "X holds logarithms already"),
    "data in an object": ("await squint.fit({ cells: tumour, image: undefined as never }, { labels: 'fenotype' })", "'fenotype'", 'Did you mean "phenotype"?'),
    "a name in data that the cell makes": (
        "const clustered = await leiden(await neighbors(tumour))\nspatialView(clustered, { color: 'leidn' })",
        "'leidn'",
        'Did you mean "leiden"?',
    ),
    "a name in a part of the data": ("spatialView(tumour.subset({ obs: [0, 1, 2] }), { color: 'phenotpe' })", "'phenotpe'", 'Did you mean "phenotype"?'),
    "a column after a training": (
        "await squint.fit(tumour)\nspatialView(tumour, { color: 'squint_token' })\nviolinView(tumour, { value: 'area', by: 'pheontype' })",
        "'pheontype'",
        'Did you mean "phenotype"?',
    ),
    "one of several mistakes": ("const view = spatialView(tumour, { color: 'CD3D', panelBy: 'patient' })\nview", "'CD3D'", 'Did you mean "CD3E"?'),
}


@pytest.mark.parametrize("code, fault, advice", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_refused_before_anything_runs(notebook, code, fault, advice):
    result = notebook.run(f"console.log('it runs')\n{code}")
    assert result.error and result.error["ename"] == "TypeScriptError", result.reply
    assert "it runs" not in result.text()
    assert advice in result.error["evalue"]
    lines = f"console.log('it runs')\n{code}".split("\n")
    line = max(i for i, text in enumerate(lines) if fault in text)
    assert f"line {line + 1}, column {lines[line].rindex(fault) + 1}" in result.error["evalue"]


# Names that are there when their line runs, or may be, and texts that are no names.
RIGHT = {
    "names that are there": "spatialView(tumour, { color: ['phenotype', 'CD3E'], hover: ['area'] })\nembeddingView(tumour, { color: 'patient', basis: 'pca' })",
    "a column that the cell adds": "tumour.obs.set('niche', tumour.obs.get('patient'))\nspatialView(tumour, { color: 'niche' })",
    "a column that a function of an earlier cell adds": "annotate()\nspatialView(tumour, { color: 'annotated' })",
    "a column that such a function adds when it is called back": "[1].forEach(annotate)\nviolinView(tumour, { value: 'area', by: 'annotated' })",
    "columns that a loop adds": "for (const i of [1, 2]) tumour.obs.set(`draw_${i}`, names.map((_, k) => k % i))\nspatialView(tumour, { color: 'draw_2' })",
    "a column that is added under another name": "const same = tumour\nsame.obs.set('other', obs().get('area'))\nspatialView(tumour, { color: 'other' })",
    "a column that is added by way of a table": "const { obs: table } = tumour\ntable.set('aside', obs().get('area'))\ntumour.obs.get('aside')",
    "an entry of obsm that the cell adds": "tumour.obsm.set('X_own', numbers(2, (i) => i))\nembeddingView(tumour, { color: 'patient', basis: 'own' })",
    "data that the cell makes": "const clustered = await leiden(await neighbors(tumour), { key: 'clusters' })\nspatialView(clustered, { color: 'clusters' })",
    "a variable that the cell replaces": "later = await leiden(await neighbors(later))\nawait rankGenes(later, { by: 'leiden' })",
    "what was replaced in the cell before": "violinView(later, { value: 'area', by: 'leiden' })",
    "a name that is asked for first": "if (tumour.obs.has('score')) tumour.obs.get('score')\nconst color = tumour.obs.has('score') ? 'score' : 'patient'\nspatialView(tumour, { color })",
    "a name in a condition that does not hold": "if (names.length > 1000) spatialView(tumour, { color: 'absent' })\nnames.length > 1000 && tumour.column('absent')",
    "a function that runs when the column is there": "const draw = () => spatialView(tumour, { color: 'soon' })\ntumour.obs.set('soon', obs().get('area'))\ndraw()",
    "an error that is expected": "try { tumour.obs.get('absent') } catch (error) { console.log(String(error)) }",
    "an error that is expected of a promise": "await rankGenes(tumour, { by: 'absent' }).catch(() => undefined)",
    "a line that asks for no complaint": "// @ts-ignore\nconst failing = rankGenes(tumour, { by: 'absent' })\nawait failing.catch(() => undefined)",
    "computed names": "for (const name of tumour.obs.names) if (name !== 'area') spatialView(tumour, { color: name })\nplot(tumour, 'CD' + '3E')",
    "values of one's own": "spatialView(tumour, { color: { name: 'mine', values: names.map((_, i) => i) } })",
    "data that came by a call": "spatialView(tumour.subset({ obs: [0, 1, 2] }), { color: 'phenotype' })",
    "a part of the data": "const few = tumour.view({ obs: [0, 1, 2] })\nfew.obs.set('part', [1, 2, 3])\nspatialView(few, { color: 'part' })",
    "names that functions add to what they give": "const kept = filterCells(tumour.with({ X: counts }), { minCounts: 1 })\nviolinView(kept, { value: 'n_genes', by: 'phenotype' })\nhighlyVariableGenes(log1p(kept)).var.get('highly_variable')",
    "clusters under a computed name": "const key = `leiden_${1}`\nconst made = await leiden(await neighbors(tumour), { key })\nspatialView(made, { color: 'leiden_1' })",
    "columns of several modalities": "mdata.column('rna:phenotype')\nmdata.modality('rna').obs.get('area')",
    "counts from a layer": "log1p(tumour.with({ X: counts }))\nhighlyVariableGenes(tumour, { flavor: 'seurat_v3', layer: 'counts', span: 1 })",
    "micrometers from pixels": "spatialView(tumour, { color: 'patient', pixelSize: 0.5, unit: 'px' })\nspatialView(tumour, { color: 'patient', pixelSize: 0.5 })",
    "a run that was begun before": "const adding = (async () => { await null; tumour.obs.set('learned', obs().get('area')) })()",
    "and ends in this cell": "await adding\nspatialView(tumour, { color: 'learned' })",
    "a part that is replaced as a whole": "Object.assign(tumour.uns, {})\nObject.assign(globalThis, { added: tumour.obs.set('whole', obs().get('area')) })\nspatialView(tumour, { color: 'whole' })",
    "a text that no data are beside": "const words = ['phenotpye']\nconsole.log('phenotpye', words.length)",
    "a cell in which the data are declared anew": "const tumour2 = tumour.with({ obs: new Table(names, [['fresh', names.map(() => 1)]]) })\nspatialView(tumour2, { color: 'fresh' })",
}


@pytest.mark.parametrize("code", RIGHT.values(), ids=RIGHT.keys())
def test_a_cell_that_is_right_runs(notebook, code):
    notebook.ok(code)


def trained(code):
    """The cell as it is checked, without being run."""
    return f"if (names.length) throw new Error('not run')\n{code}"


def test_names_of_a_model_are_there_after_its_training(notebook):
    code = "await squint.fit(tumour)\nspatialView(tumour, { color: 'squint_token' })\nembeddingView(tumour, { color: 'patient', basis: 'squint' })"
    assert notebook.run(trained(code)).error["evalue"] == "not run"


def examples():
    """The code of the documentation: blocks, calls within a line, and examples of the library's comments."""
    root = pathlib.Path(__file__).parents[2]
    for file in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        text = file.read_text()
        yield from re.findall(r"```ts\n(.*?)```", text, re.S)
        yield from re.findall(r"`([a-zA-Z.]+\([^`\n]*\))`", text)
    for file in sorted((root / "src").rglob("*.ts")):
        for comment in re.findall(r"/\*\*.*?\*/", file.read_text(), re.S):
            yield from ("\n".join(line.strip(" *") for line in one.split("\n")) for one in re.findall(r"@example\n(.*?)(?:\n \* @|\*/)", comment, re.S))
            yield "\n".join(re.findall(r"^ *\*     (.*)$", comment, re.M))


# Data that hold the names of which the documentation speaks.
OF_EXAMPLES = """
const { biomarker, denoise, imputeEntries, pairStates, pairsView, similarCells } = tissuebook
const names = ['one']
const columns = ['phenotype', 'patient', 'cell_type', 'section', 'layer', 'leiden', 'ER', 'x', 'batch']
const labels = ['CD8 T cells', 'ECAD+', 'SMA+', 'positive', 'negative', 'T cell']
const features = ['CD3E', 'CD8A', 'PD1', 'KI67', 'Penk', 'gene', 'gene0']
const six = (columns: number) => new DenseMatrix(6, columns, new Float32Array(6 * columns))
const adata = new AnnData({
  X: six(7), obs: new Table(labels, columns.map((name) => [name, labels] as const)), var: new Table(features),
  obsm: ['spatial', 'X_pca', 'X_squint', 'X_stalign_image', 'X_stalign_gene'].map((name) => [name, six(2)] as const),
})
adata.obs.set('total', [1, 2, 3, 4, 5, 6])
const data = adata, tumour = adata, cells = adata, stack = adata, tissue = adata, cohort = adata, mdata = new MuData({ mod: { rna: adata } })
const squint = zoo.create('squint')
let model: any, image: any, cifm: any, graph: any, result: any, signal: any
"""


def test_no_example_of_the_documentation_is_refused(fresh):
    fresh.ok(LIBRARY)
    fresh.ok(OF_EXAMPLES)
    checked = 0
    for code in dict.fromkeys(examples()):
        error = fresh.run(trained(code)).error
        checked += error["evalue"] == "not run"
        assert not re.search(r"There is no|holds|The positions are", error["evalue"]), f"{code}\n{error['evalue']}"
    assert checked > 40


def complete(kernel, code):
    at = code.index("|")
    return kernel.reply(kernel.client.complete(code.replace("|", ""), at))["content"]["matches"]


COMPLETED = {
    "columns and genes": ("spatialView(tumour, { color: '|' })", ["phenotype", "patient", "response", "area"]),
    "as typed": ("spatialView(tumour, { color: 'ph|' })", ["phenotype"]),
    "without the closing quote": ("violinView(tumour, { value: 'CD3|", ["CD3E"]),
    "in a list": ("spatialView(tumour, { color: ['CD3E', 'MK|'] })", ["MKI67"]),
    "of a method": ("tumour.obs.get('pat|')", ["patient"]),
    "entries of obsm": ("embeddingView(tumour, { color: 'area', basis: 'X_p|' })", ["X_pca"]),
    "labels of the column beside": (
        "await stratify(squint, tumour, { patient: 'patient', by: 'response', high: '|', low: 'responder' })",
        ["responder", "non-responder"],
    ),
    "labels in an object within": (
        "await perturb(squint, tumour, { labels: 'phenotype', what: { kind: 'remove', types: ['T|'] } })",
        ["T cell", "Tumour"],
    ),
    "modalities": ("mdata.modality('|')", ["rna", "prot"]),
    "of data that cannot be told, those of all": ("const d = tumour.subset({ obs: [0] }); spatialView(d, { color: 'phen|' })", ["phenotype"]),
}


@pytest.mark.parametrize("code, expected", COMPLETED.values(), ids=COMPLETED.keys())
def test_names_complete(notebook, code, expected):
    matches = complete(notebook, code)
    assert matches[: len(expected)] == expected


def test_inspection_says_what_a_variable_holds(notebook):
    content = notebook.reply(notebook.client.inspect("tumour", 3))["content"]
    shown = content["data"]["text/plain"]
    assert "obs: 'phenotype' | 'patient'" in shown
    assert "'response': 'responder' | 'non-responder'" in shown
    assert "unit: 'pixels'" in shown and "layers: 'counts'" in shown


def test_the_check_can_be_switched_off_and_on(notebook):
    wrong = "spatialView(tumour, { color: 'phenotpye' })"
    notebook.ok("kernel.checkData = false")
    assert notebook.run(wrong).error["ename"] == "TissuebookError"
    assert complete(notebook, "spatialView(tumour, { color: 'ph|' })") == []
    notebook.ok("kernel.checkData = true")
    assert notebook.run(wrong).error["ename"] == "TypeScriptError"


def test_a_page_sees_the_switch_and_turns_it(notebook):
    opening = notebook.client.session.msg("comm_open", {"comm_id": "page", "target_name": "tissuebook.names", "data": {}})
    notebook.client.shell_channel.send(opening)
    assert status_of(notebook)["on"] is True
    notebook.client.shell_channel.send(notebook.client.session.msg("comm_msg", {"comm_id": "page", "data": {"on": False}}))
    assert status_of(notebook)["on"] is False
    assert notebook.ok("kernel.checkData").value == "false"
    notebook.ok("kernel.checkData = true")
    notebook.client.shell_channel.send(notebook.client.session.msg("comm_close", {"comm_id": "page", "data": {}}))


def status_of(kernel):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        message = kernel.client.get_iopub_msg(timeout=30)
        if message["msg_type"] == "comm_msg" and message["content"]["comm_id"] == "page":
            return message["content"]["data"]
    raise AssertionError("the kernel says nothing")


def test_a_variable_of_the_environment_starts_without_it(start):
    import os

    kernel = start(env={**os.environ, "TISSUEBOOK_CHECK_DATA": "off"})
    assert kernel.ok("kernel.checkData").value == "false"
