"""Figures as anywidgets: when a bundle brings one, what it holds, and what a page can do through it."""

import base64
import json
import os

import nbformat
import pytest
from nbconvert import HTMLExporter, LatexExporter

from kernel_client import Result

VIEW = "application/vnd.tissuebook.view+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
POINTS = """
const { encodeArray, spatialView, AnnData, Table, DenseMatrix, categorical } = require('tissuebook');
const obs = new Table(['a', 'b', 'c'], [['kind', categorical(['x', 'y', 'x'])]]);
const slide = new AnnData({ obs, var: new Table([]), obsm: [['spatial', DenseMatrix.fromRows([[0, 0], [9, 0], [0, 9]])]] });
const view = spatialView(slide, { color: 'kind' });
"""


@pytest.fixture
def figures(start, tmp_path):
    """A kernel as a page without our extension starts it: figures are widgets."""
    kernel = start(cwd=str(tmp_path), env={**os.environ, "TISSUEBOOK_FIGURES": "widget"})
    kernel.ok(POINTS)
    return kernel


def shown(result):
    [message] = result.of("execute_result") or result.of("display_data")
    return message["content"]


def test_a_kernel_without_a_page_shows_a_picture_and_no_widget(start, tmp_path):
    kernel = start(cwd=str(tmp_path))
    kernel.ok(POINTS)
    content = shown(kernel.ok("view"))
    assert WIDGET not in content["data"] and VIEW in content["data"]
    assert base64.b64decode(content["data"]["image/png"]).startswith(b"\x89PNG")
    assert content["metadata"]["image/png"]["alt"].startswith("Tissue colored by kind")
    assert content["metadata"]["image/png"]["width"] > 100


def test_a_figure_is_a_widget_with_its_payload_its_picture_and_its_words(figures):
    result = figures.ok("view")
    opened = {each["content"]["comm_id"]: each for each in result.of("comm_open")}
    figure = opened[shown(result)["data"][WIDGET]["model_id"]]
    state = figure["content"]["data"]["state"]
    assert state["payload"]["kind"] == "spatial" and state["_model_name"] == "AnyModel" and "3 cells" in state["alt"]
    assert bytes(figure["buffers"][0]).startswith(b"\x89PNG")
    assert len(state["_esm"]) < 3000, "the renderer is asked for once, and not in each figure"
    assert shown(figures.ok("view"))["data"][WIDGET]["model_id"] == figure["content"]["comm_id"], "shown again it is the same"


def test_the_page_is_given_the_renderer_and_comms_to_what_answers_pages(figures):
    comm = shown(figures.ok("view.onSelect((cells: number[]) => console.log('heard', cells.join())); view"))["data"][WIDGET]["model_id"]

    def say(content, *buffers):
        message = {"comm_id": comm, "data": {"method": "custom", "content": content}}
        sent = figures.client.session.msg("comm_msg", message)
        figures.client.session.send(figures.client.shell_channel.socket, sent, buffers=list(buffers))
        messages = []
        while True:
            # What a widget says belongs to the cell that shows it, not to the page's message.
            one = figures.client.get_iopub_msg(timeout=60)
            messages.append(one)
            if one["parent_header"].get("msg_id") == sent["header"]["msg_id"] and one["content"].get("execution_state") == "idle":
                return Result({}, messages)

    heard = say({"ask": "module"}).of("comm_msg")
    assert b"export{" in bytes(heard[0]["buffers"][0])
    key = json.loads(figures.ok("JSON.stringify(view.payload.cells.key)").value.strip("'"))
    assert not say({"channel": "1", "open": "tissuebook.selection", "data": {"key": key}}).of("comm_msg")
    assert "heard 0,2" in say({"channel": "1", "data": {"size": 2}}, b"\x05").text()
    closed = say({"channel": "2", "open": "no.such.target", "data": {}}).of("comm_msg")
    assert closed[0]["content"]["data"]["content"] == {"channel": "2", "close": True}


def test_a_page_with_the_extension_is_given_no_widgets(figures):
    opening = {"comm_id": "1", "target_name": "tissuebook.page", "data": {}}
    figures.client.shell_channel.send(figures.client.session.msg("comm_open", opening))
    assert WIDGET not in shown(figures.ok("view"))["data"]


@pytest.mark.parametrize("format", ["html", "latex"])
def test_programs_that_know_no_widget_show_the_picture(figures, format):
    content = shown(figures.ok("view"))
    output = nbformat.v4.new_output("display_data", content["data"], metadata=content["metadata"])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("view", outputs=[output])])
    exporter = HTMLExporter(template_name="basic") if format == "html" else LatexExporter()
    page, resources = exporter.from_notebook_node(notebook)
    if format == "html":
        assert f'src="data:image/png;base64,{content["data"]["image/png"][:60]}' in page.replace("\n", "")
        assert 'alt="Tissue colored by kind' in page and "vnd.tissuebook" not in page
    else:
        assert "includegraphics" in page and [*resources["outputs"].values()][0].startswith(b"\x89PNG")
