"""A Jupyter kernel through jupyter_client, as a notebook server meets it.

usage: peer_kernel.py KERNELSPEC [TOOL]    TOOL, the published distribute, is installed for this run first
"""
import os
import subprocess
import sys
import tempfile

import speak

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Kernel"))


class Notebook:
    def __init__(self, name, tool):
        import kernel

        self.kernel, self.name, self.folder, self.open, self.cells = kernel, name, tempfile.TemporaryDirectory(), None, 1
        if tool:
            subprocess.run([tool, "kernel", "install", "--prefix", self.folder.name], check=True, stdout=subprocess.DEVNULL)
            os.environ["JUPYTER_PATH"] = os.path.join(self.folder.name, "share", "jupyter")

    def kernel_start(self, ask):
        return [self.kernel.first_result(self.name) for _ in range(ask["count"])]

    def running(self):
        if self.open is None:
            self.open = self.kernel.Kernel(self.name).__enter__()
            self.open.client.wait_for_ready(timeout=self.kernel.LIMIT)
            for _ in range(20):
                self.open.run("1+1")
        return self.open

    def kernel_again(self, ask):
        running = self.running()
        return speak.repeat(ask, lambda _: running.run("1+1"))

    def kernel_new(self, ask):
        running = self.running()

        def run(_):
            self.cells += 1
            running.run(f"1+{self.cells}")

        return speak.repeat(ask, run)

    def close(self):
        if self.open is not None:
            self.open.__exit__()
        self.folder.cleanup()


if __name__ == "__main__":
    needs = {"jupyter_client": "jupyter-client"} | ({} if len(sys.argv) > 2 else {"ipykernel": "python3-ipykernel"})
    speak.serve(needs, lambda: Notebook(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None))
