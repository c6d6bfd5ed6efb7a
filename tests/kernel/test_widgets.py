"""Jupyter widgets: the kernel's side of ipywidgets' protocol 2.1, held against ipywidgets itself."""

import json
import uuid
import warnings

import ipywidgets
import pytest
from kernel_client import TIMEOUT

# With ipywidgets' defaults, and with values of each kind.
CONTROLS = {
    "IntSlider": {"value": 7, "min": 1, "max": 9, "description": "k"},
    "FloatSlider": {"value": 0.5, "max": 1, "step": 0.05},
    "FloatLogSlider": {"value": 100, "min": -2, "max": 3},
    "IntRangeSlider": {"value": [2, 8], "max": 10},
    "FloatRangeSlider": {"value": [0.5, 0.75], "max": 1},
    "IntProgress": {"value": 3, "bar_style": "info"},
    "FloatProgress": {"value": 3.5},
    "Play": {"interval": 50, "max": 12},
    "IntText": {"value": 4},
    "FloatText": {"value": 4.5, "step": 0.5},
    "BoundedIntText": {"value": 4, "max": 5},
    "BoundedFloatText": {"value": 4.5, "max": 5},
    "Text": {"value": "gene", "placeholder": "name"},
    "Textarea": {"value": "a\nb", "rows": 3},
    "Password": {"value": "s"},
    "Combobox": {"value": "a", "options": ["a", "b"]},
    "TagsInput": {"value": ["a"], "allowed_tags": ["a", "b"]},
    "ColorsInput": {"value": ["red"]},
    "IntsInput": {"value": [1, 2]},
    "FloatsInput": {"value": [1.5]},
    "Checkbox": {"value": True, "indent": False},
    "Button": {"description": "Run", "button_style": "primary", "icon": "play"},
    "ToggleButton": {"value": True},
    "Valid": {"value": True},
    "ColorPicker": {"value": "blue", "concise": True},
    "DatePicker": {},
    "TimePicker": {},
    "DatetimePicker": {},
    "FileUpload": {"accept": ".h5ad", "multiple": True},
    "HTML": {"value": "<b>a</b>"},
    "HTMLMath": {"value": "$a$"},
    "Label": {"value": "a"},
    "Image": {"width": "100"},
    "Audio": {"loop": False},
    "Video": {"height": "100"},
    "Box": {},
    "HBox": {"box_style": "info"},
    "VBox": {},
    "GridBox": {},
    "Accordion": {"titles": ["a"]},
    "Stack": {"selected_index": None},
    "Tab": {"titles": ["a", "b"]},
    "Dropdown": {"options": ["a", "b"]},
    "RadioButtons": {"options": ["a", "b"], "value": "b"},
    "Select": {"options": ["a", "b", "c"], "rows": 2, "value": None},
    "SelectionSlider": {"options": ["a", "b"], "value": "b"},
    "ToggleButtons": {"options": ["a", "b"], "icons": ["play", "stop"]},
    "SelectMultiple": {"options": ["a", "b", "c"], "value": ["a", "c"]},
    "SelectionRangeSlider": {"options": ["a", "b", "c"]},
}


def of_ipywidgets(name, options):
    """The state that ipywidgets would send, with states in the place of references."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        widget = getattr(ipywidgets, name)(**options)
    state = json.loads(json.dumps(widget.get_state(), default=lambda value: list(bytes(value))))
    for part in ("layout", "style"):
        if part in state:
            state[part] = getattr(widget, part).get_state()
    return state


def opened(result):
    """The states of the widgets that a cell has opened, by id, with bytes in their places."""
    states = {}
    for message in result.of("comm_open"):
        assert message["content"]["target_name"] == "jupyter.widget"
        assert message["metadata"]["version"].startswith("2.")
        data = message["content"]["data"]
        state = data["state"]
        for path, buffer in zip(data["buffer_paths"], message["buffers"], strict=True):
            at = state
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = list(bytes(buffer))
        states[message["content"]["comm_id"]] = state
    return states


@pytest.mark.parametrize("options", ["defaults", "values"])
@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_has_the_state_that_ipywidgets_gives_it(kernel, name, options):
    given = CONTROLS[name] if options == "values" or "options" in CONTROLS[name] else {}
    states = opened(kernel.ok(f"widgets.{name}({json.dumps(given)})"))
    state = list(states.values())[-1]
    for part in ("layout", "style"):
        if part in state:
            state[part] = states[state[part].removeprefix("IPY_MODEL_")]
    assert state == of_ipywidgets(name, given)


@pytest.mark.parametrize("name", ["Accordion", "Stack", "Tab"])
def test_pages_have_titles_and_a_selection_as_in_ipywidgets(kernel, name):
    given = {"titles": ["a"]}
    theirs = getattr(ipywidgets, name)(children=[ipywidgets.Label(), ipywidgets.Label()], **given).get_state()
    made = kernel.ok(f"const pages = widgets.{name}({{ ...{json.dumps(given)}, children: [widgets.Label(), widgets.Label()] }}); pages")
    ours = list(opened(made).values())[-1]
    for key in ("titles", "selected_index"):
        assert ours[key] == json.loads(json.dumps(theirs[key])), key


def test_every_control_of_ipywidgets_is_there_but_for_those_that_need_python():
    from ipywidgets.widgets.widget import _registry

    theirs = {names[2].removesuffix("Model") for names, _ in _registry.items() if names[0] == "@jupyter-widgets/controls"}
    parts = {name for name in theirs if name.endswith("Style")}
    ours = {{"TimePicker": "Time", "DatetimePicker": "Datetime"}.get(name, name) for name in CONTROLS} | {"Link", "DirectionalLink"}
    assert theirs - parts - ours == {"Controller", "ControllerAxis", "ControllerButton", "DOMWidget", "NaiveDatetime"}


class Page:
    """What a page says to widgets."""

    def __init__(self, kernel):
        self.kernel = kernel

    def send(self, kind, content, metadata=None, buffers=None):
        session = self.kernel.client.session
        message = session.msg(kind, content, metadata=metadata)
        session.send(self.kernel.client.shell_channel.socket, message, buffers=buffers)
        return self.kernel.gather(message["header"]["msg_id"])

    def message(self, widget, data, buffers=None):
        return self.send("comm_msg", {"comm_id": widget, "data": data}, buffers=buffers)

    def update(self, widget, state, buffer_paths=(), buffers=None):
        return self.message(widget, {"method": "update", "state": state, "buffer_paths": buffer_paths}, buffers)


@pytest.fixture
def page(kernel):
    return Page(kernel)


def make(kernel, code):
    """Runs a cell whose value is a widget; returns its id."""
    shown = kernel.ok(code).of("execute_result")[0]["content"]["data"]
    view = shown["application/vnd.jupyter.widget-view+json"]
    assert (view["version_major"], view["version_minor"]) == (2, 0)
    return view["model_id"]


def sent(messages, method):
    return [m for m in messages if m["msg_type"] == "comm_msg" and m["content"]["data"]["method"] == method]


def test_a_pages_change_is_echoed_and_seen_by_the_cells(kernel, page):
    slider = make(kernel, "const radius = widgets.IntSlider({ max: 50 }); radius")
    messages = page.update(slider, {"value": 30})
    assert [m["content"]["data"]["state"] for m in sent(messages, "echo_update")] == [{"value": 30}]
    assert sent(messages, "update") == []
    assert kernel.ok("radius.get('value')").value == "30"


def test_a_value_beyond_its_bounds_is_corrected_on_the_page(kernel, page):
    slider = make(kernel, "const tight = widgets.IntSlider({ max: 5 }); tight")
    messages = page.update(slider, {"value": 30})
    assert [m["content"]["data"]["state"] for m in sent(messages, "update")] == [{"value": 5}]
    assert kernel.ok("tight.get('value')").value == "5"


def test_set_shows_after_save_changes_and_only_what_is_new(kernel):
    kernel.ok("const named = widgets.Text({ value: 'a', description: 'b' })")
    assert kernel.ok("named.set({ value: 'c', description: 'b' })").of("comm_msg") == []
    messages = kernel.ok("named.save_changes(); named.save_changes()").of("comm_msg")
    assert [m["content"]["data"] for m in messages] == [{"method": "update", "state": {"value": "c"}, "buffer_paths": []}]


def move(kernel, slider):
    """A page moves a slider to 8; what comes of it is left to be read."""
    update = {"comm_id": slider, "data": {"method": "update", "state": {"value": 8}}}
    session = kernel.client.session
    session.send(kernel.client.shell_channel.socket, session.msg("comm_msg", update))


def test_what_a_callback_prints_belongs_to_the_cell_that_set_it(kernel, page):
    slider = make(kernel, "const heard = widgets.IntSlider({}); heard")
    cell = kernel.send("heard.on('change:value', (_, value) => console.log('now', value)); 1")
    kernel.finish(cell)
    move(kernel, slider)
    assert kernel.until(cell, "stream")["content"]["text"] == "now 8\n"


def test_an_error_in_a_callback_is_shown_there_and_the_others_are_called(kernel, page):
    slider = make(kernel, "const shaky = widgets.IntSlider({}); let reached = 0; shaky")
    cell = kernel.send("shaky.on('change:value', () => { throw new Error('oh') }); shaky.on('change', () => reached++)")
    kernel.finish(cell)
    move(kernel, slider)
    assert "Error: oh" in kernel.until(cell, "stream")["content"]["text"].replace("\x1b[31m", "").replace("\x1b[0m", "")
    assert kernel.ok("reached").value == "1"


def test_off_takes_callbacks_back(kernel, page):
    slider = make(kernel, "const quiet = widgets.IntSlider({}); let calls = 0; const call = () => { calls++ }; quiet.on('change:value', call); quiet")
    page.update(slider, {"value": 1})
    kernel.ok("quiet.off('change:value', call)")
    page.update(slider, {"value": 2})
    assert kernel.ok("calls").value == "1"


def test_a_click_reaches_the_cells(kernel, page):
    button = make(kernel, "const go = widgets.Button({ description: 'Go' }); let clicks = 0; go.on('msg:custom', (m: any) => { if (m.event === 'click') clicks++ }); go")
    page.message(button, {"method": "custom", "content": {"event": "click"}})
    assert kernel.ok("clicks").value == "1"


def test_bytes_go_both_ways_by_their_paths(kernel, page):
    code = """const bytes = widgets.any({ esm: 'export default {}', state: {
      points: { x: new Float32Array([1, 2]), list: [1, new Uint8Array([7]), { deep: new Uint8Array([8]).buffer }] } as any,
    } });
    bytes"""
    result = kernel.ok(code)
    message = result.of("comm_open")[-1]
    data = message["content"]["data"]
    assert data["state"]["points"] == {"list": [1, None, {}]}
    assert data["buffer_paths"] == [["points", "x"], ["points", "list", 1], ["points", "list", 2, "deep"]]
    assert [bytes(one) for one in message["buffers"]] == [b"\x00\x00\x80\x3f\x00\x00\x00\x40", b"\x07", b"\x08"]
    widget = message["content"]["comm_id"]
    messages = page.update(widget, {"points": {"list": [None]}}, [["points", "x"], ["points", "list", 0]], [b"ab", b"c"])
    echo = sent(messages, "echo_update")[0]
    assert echo["content"]["data"]["buffer_paths"] == [["points", "x"], ["points", "list", 0]]
    assert [bytes(one) for one in echo["buffers"]] == [b"ab", b"c"]
    assert kernel.ok("[...bytes.get('points').x, ...bytes.get('points').list[0]]").value == "[ 97, 98, 99 ]"


def test_a_file_that_the_user_gives_arrives_whole(kernel, page):
    upload = make(kernel, "const upload = widgets.FileUpload({}); upload")
    file = {"name": "a.csv", "type": "text/csv", "size": 3, "last_modified": 0}
    page.update(upload, {"value": [file]}, [["value", 0, "content"]], [b"1,2"])
    assert kernel.ok("Buffer.from(upload.get('value')[0].content).toString()").value == "'1,2'"


def test_a_choice_has_the_value_behind_its_text(kernel, page):
    choice = make(kernel, "const size = widgets.Dropdown({ options: { small: 64, large: 512 }, value: 512 }); size")
    kernel.ok("const twice: number = 2 * size.get('value')!")
    page.update(choice, {"index": 0})
    assert kernel.ok("size.get('value')").value == "64"
    state = kernel.ok("size.set('options', { tiny: 8 }); size.save_changes()").of("comm_msg")[0]["content"]["data"]["state"]
    assert state["_options_labels"] == ["tiny"]
    assert kernel.ok("size.get('value')").value == "8"
    page.update(choice, {"index": 99})
    assert kernel.ok("size.get('value')").value == "null"


def test_widgets_in_a_box_are_references_both_ways(kernel, page):
    box = make(kernel, "const left = widgets.Label({ value: 'l' }); const right = widgets.Label({}); const box = widgets.HBox({ children: [left, right] }); box")
    states = all_states(page)
    children = states[box]["state"]["children"]
    assert [states[one.removeprefix("IPY_MODEL_")]["state"]["_model_name"] for one in children] == ["LabelModel"] * 2
    page.update(box, {"children": children[::-1]})
    assert kernel.ok("box.get('children')[1] === left").value == "true"


def all_states(page):
    """What a page asks when it is loaded anew; bytes come in a list beside."""
    control = uuid.uuid4().hex
    page.send("comm_open", {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}, {"version": "1.0.0"})
    answer = sent(page.message(control, {"method": "request_states"}), "update_states")[0]
    page.send("comm_close", {"comm_id": control, "data": {}})
    return answer["content"]["data"]["states"]


def test_a_reloaded_page_gets_all_widgets_in_one_answer(kernel, page):
    slider = make(kernel, "const lasting = widgets.IntSlider({ value: 11 }); lasting")
    info = kernel.reply(kernel.client.comm_info("jupyter.widget"))["content"]["comms"]
    assert slider in info
    state = all_states(page)[slider]
    assert (state["model_name"], state["model_module"], state["state"]["value"]) == ("IntSliderModel", "@jupyter-widgets/controls", 11)


def test_a_page_may_ask_each_widget(kernel, page):
    slider = make(kernel, "const asked = widgets.IntSlider({ value: 12 }); asked")
    answer = sent(page.message(slider, {"method": "request_state"}), "update")[0]
    assert answer["content"]["data"]["state"]["value"] == 12
    assert answer["content"]["data"]["state"]["_model_name"] == "IntSliderModel"


def test_a_widget_that_a_page_makes_can_be_shared(kernel, page):
    widget = uuid.uuid4().hex
    state = {"_model_name": "LayoutModel", "_model_module": "@jupyter-widgets/base", "_model_module_version": "2.0.0", "width": "1px"}
    page.send("comm_open", {"comm_id": widget, "target_name": "jupyter.widget", "data": {"state": state}}, {"version": "2.1.0"})
    assert all_states(page)[widget]["state"]["width"] == "1px"


def test_closing_takes_a_widget_away(kernel, page):
    slider = make(kernel, "const brief = widgets.IntSlider({}); brief")
    assert kernel.ok("brief.close()").of("comm_close")[0]["content"]["comm_id"] == slider
    assert slider not in all_states(page)


def test_links_name_both_ends(kernel):
    code = "const one = widgets.IntSlider({}), two = widgets.IntText({}); widgets.Link({ source: [one, 'value'], target: [two, 'value'] })"
    state = list(opened(kernel.ok(code)).values())[-1]
    assert state["_model_name"] == "LinkModel" and state["_view_name"] is None
    assert [end[1] for end in (state["source"], state["target"])] == ["value", "value"]
    assert all(end[0].startswith("IPY_MODEL_") for end in (state["source"], state["target"]))


WRONG = {
    "an unknown property": "widgets.IntSlider({ maximum: 3 } as any)",
    "an unknown part of the layout": "widgets.IntSlider({ layout: { widht: '1px' } as any })",
    "a value that is no option": "widgets.Dropdown({ options: ['a'], value: 'b' as any })",
    "bounds in the wrong order": "widgets.IntSlider({ min: 3, max: 1 })",
    "no module": "widgets.any({} as any)",
    "an unknown event": "widgets.IntSlider({}).on('change:maximum' as any, () => {})",
}


@pytest.mark.parametrize("code", WRONG.values(), ids=WRONG.keys())
def test_mistakes_are_named(kernel, code):
    result = kernel.run(code)
    assert result.error["ename"] in ("TypeError", "RangeError")
    assert len(result.error["evalue"]) > 15


HOSTILE = [
    None,
    7,
    {"method": "no such"},
    {"method": "update"},
    {"method": "update", "state": [1]},
    {"method": "update", "state": {"value": 1}, "buffer_paths": [["value"]]},
    {"method": "update", "state": {"__proto__": {"hit": 1}, "value": 1, "_unknown": 2}},
]


@pytest.mark.parametrize("data", HOSTILE, ids=str)
def test_messages_out_of_order_change_nothing(kernel, page, data):
    slider = make(kernel, "const firm = widgets.IntSlider({ value: 1 }); firm")
    page.message(slider, data)
    assert kernel.ok("[firm.get('value'), ({} as any).hit]").value == "[ 1, undefined ]"


@pytest.mark.parametrize("path", [["__proto__", "hit"], ["constructor", "prototype", "hit"], ["__proto__"], ["value", 5], [], 3, ["list", 9]], ids=str)
def test_buffers_without_a_place_change_nothing(kernel, page, path):
    widget = make(kernel, "const held = widgets.any({ esm: '', state: { list: [1] } }); held")
    page.update(widget, {"list": [1]}, [path], [b"x"])
    assert kernel.ok("[held.get('list').length, ({} as any).hit]").value == "[ 1, undefined ]"


@pytest.mark.parametrize("target, version", [("jupyter.widget", "1.0.0"), ("jupyter.widget.control", "2.0.0"), ("jupyter.widget", None)])
def test_another_protocol_is_refused(kernel, page, target, version):
    messages = page.send("comm_open", {"comm_id": uuid.uuid4().hex, "target_name": target, "data": {"state": {}}}, {"version": version})
    assert any("version" in m["content"]["text"] for m in messages if m["msg_type"] == "stream")
    assert kernel.client.is_alive() and kernel.ok("1", timeout=TIMEOUT).value == "1"
