"""Jupyter's own conformance suite."""

import jupyter_kernel_test as suite
import pytest


class TestConformance(suite.KernelTests):
    kernel_name = "tissuebook"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oh')"
    completion_samples = [
        {"text": "Math.atan", "matches": ["atan", "atan2", "atanh"]},
        {"text": "JSON.pars", "matches": ["parse"]},
    ]
    complete_code_samples = ["1", "const a = 1", "function f() {\n  return 1\n}", "`a\nb`", "await f()"]
    incomplete_code_samples = ["function f() {", "const a = {", "`abc", "/* abc", "f(1,", "const a ="]
    invalid_code_samples = ["const = 3", "1 2", ")", "let a = 'abc"]
    code_generate_error = "throw new Error('no')"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
        {"code": "'a' + 'b'", "result": "'ab'"},
    ]
    code_display_data = [
        {"code": "await display({ 'text/html': '<b>x</b>' }, { raw: true })", "mime": "text/html"},
        {"code": "await display({ 'image/png': 'iVBORw0KGgo=' }, { raw: true })", "mime": "image/png"},
    ]
    code_history_pattern = "1 ? 2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "parseInt"
    code_clear_output = "clearOutput()"

    def setUp(self):
        if self._testMethodName == "test_pager":
            pytest.skip("this kernel has no pager: jupyter's payloads are deprecated")


class TestWelcome(suite.IopubWelcomeTests):
    kernel_name = "tissuebook"
    support_iopub_welcome = True


del suite
