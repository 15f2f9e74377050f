"""What every peer written in Python shares: it hears a request a line as JSON, and answers with one line."""
import gc
import importlib
import json
import os
import signal
import sys
import time


class NotOffered(Exception):
    """The peer has no such thing; the text says why."""


def repeat(ask, run, prepare=None):
    """Seconds of each run: as many as asked for, or fewer when the time that was given for them is over."""
    times, began = [], time.perf_counter()
    for turn in range(ask["count"]):
        if prepare:
            prepare(turn)
        start = time.perf_counter()
        run(turn)
        times.append(time.perf_counter() - start)
        if time.perf_counter() - began > ask["budget"]:
            break
    return times


def serve(needs, open_peer):
    """Says what versions it has, or what package it lacks, and answers until there are no more questions.

    needs: module name to Debian package. open_peer: makes the object whose methods answer, named as the requests are.
    """
    # What peers and their processes print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    versions = [f"Python {sys.version.split()[0]}"]
    for module, package in needs.items():
        try:
            loaded = importlib.import_module(module)
        except ImportError:
            print(json.dumps({"missing": package}), file=answers)
            return
        if hasattr(loaded, "__version__"):
            versions.append(f"{module} {loaded.__version__}")
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # kernels warn of it once a start
    print(json.dumps({"versions": ", ".join(versions)}), file=answers)
    # Whoever is told to end closes its clusters first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    peer = open_peer()
    try:
        for line in sys.stdin:
            print(json.dumps(answer(peer, json.loads(line))), file=answers)
    finally:
        peer.close()


def answer(peer, ask):
    if ask["do"] == "memory":  # the driver looks at the processes; here is only collected
        gc.collect()
        return {}
    method = getattr(peer, ask["do"].replace("-", "_"), None)
    if method is None:
        return {"no": "not offered"}
    try:
        said = method(ask)
    except NotOffered as no:
        return {"no": str(no)}
    except Exception as error:  # told in the table, and the other rows go on
        return {"error": f"{type(error).__name__}: {error}"}
    return said if isinstance(said, dict) else {"seconds": said}
