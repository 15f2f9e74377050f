"""Measures the installed kernel through jupyter_client, as a notebook server meets it, and prints rows of a table.

usage: /usr/bin/python3 bench/Kernel/kernel.py --tool PATH [--quick]

PATH is the published tool (distribute). Needs Debian's python3-jupyter-client (package jupyter-client).
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import KernelManager

LIMIT = 120  # seconds


class Kernel:
    """A kernel with its client; leaves no process behind."""

    def __init__(self, name="distribute-csharp"):
        self.name = name

    def __enter__(self):
        self.began = time.perf_counter()
        self.manager = KernelManager(kernel_name=self.name)
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel()

    def run(self, code):
        """Runs a cell; milliseconds from request to idle, and what it published."""
        heard = []
        start = time.perf_counter()
        reply = self.client.execute_interactive(code, allow_stdin=False, output_hook=heard.append, timeout=LIMIT)
        elapsed = (time.perf_counter() - start) * 1000
        if reply["content"]["status"] != "ok":
            raise RuntimeError(reply["content"])
        return elapsed, heard

    def ask(self, send):
        """Sends a request of the shell channel; milliseconds until its reply."""
        start = time.perf_counter()
        sent = send()
        while self.client.get_shell_msg(timeout=LIMIT)["parent_header"].get("msg_id") != sent:
            pass
        return (time.perf_counter() - start) * 1000


    def processor_time(self):
        """Milliseconds of processor time that the kernel has taken: what the machine does besides hardly changes them."""
        with open(f"/proc/{self.manager.provisioner.process.pid}/stat") as file:
            user, system = file.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


def first_result(name="distribute-csharp"):
    with Kernel(name) as kernel:
        kernel.client.wait_for_ready(timeout=LIMIT)
        _, heard = kernel.run("1+1")
        assert any(m["msg_type"] == "execute_result" and m["content"]["data"]["text/plain"] == "2" for m in heard)
        return time.perf_counter() - kernel.began


def interrupted(kernel, code):
    sent = kernel.client.execute(code)
    while True:  # it has begun to run: something of it is shown
        message = kernel.client.get_iopub_msg(timeout=LIMIT)
        if message["parent_header"].get("msg_id") == sent and message["msg_type"] in ("stream", "display_data"):
            break
    start = time.perf_counter()
    kernel.manager.interrupt_kernel()
    while kernel.client.get_shell_msg(timeout=LIMIT)["parent_header"].get("msg_id") != sent:
        pass
    return time.perf_counter() - start


def row(what, values, unit, bar, holds):
    middle = statistics.median(values)
    form = ".2f" if unit == "s" else ".1f"
    verdict = "" if holds is None else "holds" if holds(middle) else "**misses**"
    print(f"| {what} | {middle:{form}} {unit} | {min(values):{form}}-{max(values):{form}} | {bar} | {verdict} |", flush=True)
    return verdict != "**misses**"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--tool", required=True)
    options.add_argument("--quick", action="store_true")
    options = options.parse_args()
    few, many = (2, 20) if options.quick else (10, 200)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([os.path.abspath(options.tool), "kernel", "install", "--prefix", folder], check=True, stdout=subprocess.DEVNULL)
        os.environ["JUPYTER_PATH"] = os.path.join(folder, "share", "jupyter")
        print("| what | measured | spread | bar | verdict |\n|---|---|---|---|---|")
        first_result()  # the disk is warm after it
        good = row(f"kernel start to first result, {few} runs", [first_result() for _ in range(few)], "s", "1.0 s", lambda s: s <= 1.0)
        with Kernel() as kernel:
            kernel.client.wait_for_ready(timeout=LIMIT)
            kernel.run("1+1")
            good &= row(f"1+1 again, {many} times", [kernel.run("1+1")[0] for _ in range(many)], "ms", "10 ms", lambda ms: ms <= 10)
            row(f"a new cell, {many} times", [kernel.run(f"1+{i}")[0] for i in range(2, many + 2)], "ms", "", None)
            elapsed, heard = kernel.run('for (var i = 0; i < 100_000; i++) Console.WriteLine($"line {i}");')
            lines = "".join(m["content"]["text"] for m in heard if m["msg_type"] == "stream").splitlines()
            if lines != [f"line {i}" for i in range(100_000)]:
                sys.exit(f"{len(lines)} lines came, or in another order")
            good &= row(f"100,000 printed lines, in {len(heard)} messages", [elapsed / 1000], "s", "3 s", lambda s: s <= 3)
            kernel.run("#!distribute 4\nvar mine = 1;")
            endless = 'Console.WriteLine("begun"); while (true) { }'
            good &= row("interrupt of a notebook cell", [interrupted(kernel, endless) for _ in range(few)], "s", "0.25 s", lambda s: s <= 0.25)
            good &= row("interrupt of 4 ranks", [interrupted(kernel, "#!distribute\n" + endless) for _ in range(few)], "s", "0.25 s", lambda s: s <= 0.25)
            words = "var text = \"a\"; text."
            ask = lambda code: kernel.ask(lambda: kernel.client.complete(code))
            good &= row("first completion, after these cells", [ask(words)], "ms", "1000 ms", lambda ms: ms <= 1000)
            good &= row("later completions", [ask(words + "S"[: i % 2]) for i in range(30)], "ms", "150 ms", lambda ms: ms <= 150)
        cold, cost = [], []
        for _ in range(few):
            with Kernel() as kernel:
                kernel.client.wait_for_ready(timeout=LIMIT)
                kernel.run("1+1")
                before = kernel.processor_time()
                cold.append(kernel.ask(lambda: kernel.client.complete("Console.")))
                cost.append(kernel.processor_time() - before)
        good &= row("first completion, right after the first result", cold, "ms", "1000 ms", lambda ms: ms <= 1000)
        row("processor time of it", cost, "ms", "", None)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
