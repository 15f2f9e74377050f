"""Dask distributed: a local cluster of one-thread processes, functions run on every worker, data scattered to all."""
import sys
import tempfile

import speak
import workloads

NO_OUTPUT = "what workers print goes to the console, and not to the caller"


def trivial():
    return 1


def make(size):
    import numpy

    return numpy.arange(size / 8)


class Workers:
    def __init__(self):
        self.open, self.cells, self.folder = {}, 0, tempfile.TemporaryDirectory()

    def make_cluster(self, ranks):
        from distributed import Client, LocalCluster

        cluster = LocalCluster(n_workers=ranks, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50, local_directory=self.folder.name)
        return cluster, Client(cluster)

    def end(self, pool):
        cluster, client = pool
        client.close()
        cluster.close()

    def pool(self, ranks):
        if ranks not in self.open:
            self.open[ranks] = self.make_cluster(ranks)
            self.open[ranks][1].run(sys.path.insert, 0, sys.path[0])
        return self.open[ranks][1]

    def start(self, ask):
        made = []

        def cold(_):
            made.append(self.make_cluster(ask["ranks"]))
            made[-1][1].run(trivial)

        times = speak.repeat(ask, cold)
        for pool in made:
            self.end(pool)
        return times

    def again(self, ask):
        client = self.pool(ask["ranks"])
        return speak.repeat(ask, lambda _: client.run(trivial))

    def timeout(self, ask):
        raise speak.NotOffered("a task cannot be given a time limit")

    def next_cell(self, ask):
        self.cells += 1
        names = {}
        exec(f"def cell():\n    value = {self.cells}\n    return value + {self.cells}", names)
        self.pool(ask["ranks"]).run(names["cell"])

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
        raise speak.NotOffered(NO_OUTPUT)

    def stop(self, ask):
        raise speak.NotOffered("a task that runs cannot be stopped")

    def send(self, ask):
        client, data, held = self.pool(ask["ranks"]), make(ask["size"]), {}
        return speak.repeat(ask, lambda _: held.update(sent=client.scatter(data, broadcast=True, hash=False)), lambda _: held.clear())

    def back(self, ask):
        client = self.pool(ask["ranks"])
        workers = list(client.scheduler_info()["workers"])
        futures = [client.submit(make, ask["size"], workers=[worker], pure=False) for worker in workers]
        client.gather([client.submit(len, future, workers=[worker]) for future, worker in zip(futures, workers)])
        return speak.repeat(ask, lambda _: client.gather(futures, direct=True))

    def objects(self, ask):
        client, held = self.pool(ask["ranks"]), {}
        readings = [(i, i / 3.0, f"sensor {i % 1000}") for i in range(ask["size"])]
        # In an object of its own, which is pickled whole: of a list Dask looks at every element, for minutes.
        box = workloads.Box(readings)
        return speak.repeat(ask, lambda _: held.update(sent=client.scatter(box, broadcast=True, hash=False)), lambda _: held.clear())

    def cpu(self, ask):
        client, ranks = self.pool(ask["ranks"]), ask["ranks"]
        workers = list(client.scheduler_info()["workers"])

        def run(_):
            client.gather([client.submit(workloads.part, ask["name"], rank, ranks, ask["size"], workers=[workers[rank]], pure=False) for rank in range(ranks)])

        return speak.repeat(ask, run)

    def close(self):
        for pool in self.open.values():
            self.end(pool)
        self.open.clear()
        self.folder.cleanup()


if __name__ == "__main__":
    speak.serve({"distributed": "python3-distributed", "numpy": "python3-numpy"}, Workers)
