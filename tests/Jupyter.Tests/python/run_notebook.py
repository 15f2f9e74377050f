"""Runs a notebook with nbclient, as a notebook server would, and writes it with its outputs.

usage: run_notebook.py KERNEL IN OUT [--allow-errors]
"""
import os
import sys

import nbformat
from nbclient import NotebookClient

kernel, source, target = sys.argv[1:4]
notebook = nbformat.read(source, as_version=4)
client = NotebookClient(
    notebook,
    timeout=None,
    startup_timeout=300,
    kernel_name=kernel,
    allow_errors="--allow-errors" in sys.argv,
    resources={"metadata": {"path": os.path.dirname(source)}},
)
client.execute()
nbformat.validate(notebook)
nbformat.write(notebook, target)
