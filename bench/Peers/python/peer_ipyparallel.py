"""ipyparallel: a cluster on this machine, cells through a direct view as %%px does it, NumPy arrays pushed without pickling."""
import os
import signal
import sys
import tempfile
import time

import speak


class Engines:
    def __init__(self):
        self.clusters, self.cells, self.folder = {}, 0, tempfile.TemporaryDirectory()
        os.environ["IPYTHONDIR"] = self.folder.name

    def pool(self, ranks):
        if ranks not in self.clusters:
            self.clusters[ranks] = self.open(ranks)
            view = self.clusters[ranks][2]
            view.execute("hits = 0", block=True)
            view.execute("import sys; sys.path.insert(0, %r)" % sys.path[0], block=True)
        return self.clusters[ranks]

    def open(self, ranks):
        import ipyparallel

        cluster = ipyparallel.Cluster(n=ranks, log_level=40)
        client = cluster.start_and_connect_sync()
        view = client[:]
        view.scatter("__process_id__", list(range(ranks)), flatten=True, block=True)
        view.push({"__process_count__": ranks}, block=True)
        return cluster, client, view

    def end(self, pool):
        cluster, client, _ = pool
        client.close()
        cluster.stop_cluster_sync()

    def start(self, ask):
        made = []

        def cold(_):
            made.append(self.open(ask["ranks"]))
            made[-1][2].execute("print(__process_id__)", silent=False, block=True)

        times = speak.repeat(ask, cold)
        for pool in made:
            self.end(pool)
        return times

    def run(self, ask, text):
        # As the magic does it: not silent, so that output and errors come back.
        return self.pool(ask["ranks"])[2].execute(text, silent=False, block=True)

    def again(self, ask):
        self.pool(ask["ranks"])
        return speak.repeat(ask, lambda _: self.run(ask, "hits += 1"))

    def timeout(self, ask):
        view = self.pool(ask["ranks"])[2]
        return speak.repeat(ask, lambda _: view.execute("hits += 1", silent=False, block=False).get(timeout=10))

    def next_cell(self, ask):
        self.cells += 1
        self.run(ask, f"value = {self.cells}\nprint(value + {self.cells})")

    def new(self, ask):
        self.pool(ask["ranks"])
        return speak.repeat(ask, lambda _: self.next_cell(ask))

    def long(self, ask):
        while self.cells < ask["size"] - ask["count"] + 5:
            self.next_cell(ask)
        return speak.repeat(ask, lambda _: self.next_cell(ask))

    def long_again(self, ask):
        return self.again(ask)

    def lines(self, ask):
        view = self.pool(ask["ranks"])[2]
        text = f"for i in range({ask['size']}): print(f'{{i:05}} {{__process_id__}} ' + 'x' * 56)"

        def run(_):
            result = view.execute(text, silent=False, block=False)
            result.get()
            result.wait_for_output()
            if any(printed.count("\n") != ask["size"] for printed in result.stdout):
                raise RuntimeError("lines were lost")

        return speak.repeat(ask, run)

    def stop(self, ask):
        cluster, _, view = self.pool(ask["ranks"])
        times = []
        for _ in range(ask["count"]):
            running = view.execute("while __process_id__ == 0:\n    pass", silent=False, block=False)
            time.sleep(0.2)
            start = time.perf_counter()
            cluster.signal_engines_sync(signal.SIGINT)
            running.wait(30)
            times.append(time.perf_counter() - start)
        return times

    def send(self, ask):
        import numpy

        view, data = self.pool(ask["ranks"])[2], numpy.arange(ask["size"] / 8)
        return speak.repeat(ask, lambda _: view.push({"data": data}, block=True))

    def back(self, ask):
        view = self.pool(ask["ranks"])[2]
        view.execute(f"import numpy; mine = numpy.arange({ask['size']} / 8)", block=True)
        return speak.repeat(ask, lambda _: view.pull("mine", block=True))

    def objects(self, ask):
        view, readings = self.pool(ask["ranks"])[2], [(i, i / 3.0, f"sensor {i % 1000}") for i in range(ask["size"])]
        return speak.repeat(ask, lambda _: view.push({"readings": readings}, block=True))

    def cpu(self, ask):
        self.run(ask, "import workloads")
        text = f"part = workloads.part({ask['name']!r}, __process_id__, __process_count__, {ask['size']})"
        return speak.repeat(ask, lambda _: self.run(ask, text))

    def close(self):
        for pool in self.clusters.values():
            self.end(pool)
        self.folder.cleanup()


if __name__ == "__main__":
    speak.serve({"ipyparallel": "python3-ipyparallel", "numpy": "python3-numpy"}, Engines)
