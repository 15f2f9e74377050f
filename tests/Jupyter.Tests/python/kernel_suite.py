"""jupyter_kernel_test against the installed kernel. Prints one line of JSON for each test of the suite.

usage: kernel_suite.py KERNEL
"""
import json
import sys
import unittest

import jupyter_kernel_test

jupyter_kernel_test.TIMEOUT = 120  # a busy machine is slow, and nothing here is about time

# Tests of the suite that do not apply, with the reason.
NOT_APPLICABLE = {
    "test_pager": "the kernel has no pager: help is printed like any output",
}


class DistributeKernel(jupyter_kernel_test.KernelTests):
    kernel_name = sys.argv[1]
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    code_generate_error = 'throw new InvalidOperationException("on purpose");'
    code_clear_output = "ClearOutput();"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "\"a\" + 'b'", "result": "ab"},
        {"code": 'HTML("<b>bold</b>")', "mime": "text/html", "result": "<b>bold</b>"},
    ]
    code_display_data = [
        {"code": "display(7);", "mime": "text/plain"},
        {"code": 'display(HTML("<i>x</i>"));', "mime": "text/html"},
        {"code": 'display(new byte[] { 1, 2, 3 }, "image/png");', "mime": "image/png"},
        {"code": '"<svg/>".DisplayAs("image/svg+xml");', "mime": "image/svg+xml"},
    ]
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")
    completion_samples = [
        {"text": "#!dist", "matches": {"#!distribute"}},
        {"text": "#!distribute --gat", "matches": {"--gather"}},
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "foreac", "matches": {"foreach"}},
    ]
    complete_code_samples = ["", "   ", "1 + 1", "var x = 3;", "if (true) { }", "#!distribute 4\nvar x = __process_id__;"]
    incomplete_code_samples = ["if (true) {", "1 +", "var s = \"\"\"raw", "/* open", "#!distribute 4", "Console.WriteLine("]
    invalid_code_samples = ["int x = ;", "}", "#!distribute 0\nx"]
    code_inspect_sample = "Console.WriteLine"


class Told(unittest.TestResult):
    """Prints what comes of each test; a test with failing subtests failed."""

    def __init__(self):
        super().__init__()
        self.problems = {}

    def note(self, test, outcome, detail):
        name = getattr(test, "test_case", test)._testMethodName
        self.problems.setdefault(name, []).append((outcome, detail))

    def addError(self, test, err):
        super().addError(test, err)
        if not hasattr(test, "_testMethodName") and not hasattr(test, "test_case"):
            print(json.dumps({"test": "setUp", "outcome": "failed", "detail": self.errors[-1][1]}), flush=True)
            return
        self.note(test, "failed", self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, "failed", self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.note(test, "failed", f"{subtest}: {err[1]!r}")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note(test, "skipped", reason)

    def stopTest(self, test):
        super().stopTest(test)
        name = test._testMethodName
        problems = self.problems.get(name, [])
        failed = [detail for outcome, detail in problems if outcome == "failed"]
        outcome = "failed" if failed else "skipped" if problems else "passed"
        detail = "\n".join(failed) or NOT_APPLICABLE.get(name, "")
        print(json.dumps({"test": name, "outcome": outcome, "detail": detail}), flush=True)


if __name__ == "__main__":
    unittest.defaultTestLoader.loadTestsFromTestCase(DistributeKernel).run(Told())
