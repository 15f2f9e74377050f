"""joblib with loky: workers that are reused while the Parallel object is open, large arrays as memory maps."""
import sys

import speak
import workloads

NO_OUTPUT = "what workers print goes to the console, and not to the caller"


def touch(data):
    return data[-1] if len(data) else 0


def make(size):
    import numpy

    return numpy.arange(size / 8)


def rank_cell(rank):
    return rank


class Loky:
    def __init__(self):
        self.open, self.cells = {}, 0

    def pool(self, ranks):
        from joblib import Parallel

        if ranks not in self.open:
            self.close()
            self.open[ranks] = Parallel(n_jobs=ranks, backend="loky").__enter__()
        return self.open[ranks]

    def run(self, ranks, function, *arguments):
        from joblib import delayed

        return self.pool(ranks)(delayed(function)(*arguments) for _ in range(ranks))

    def run_by_rank(self, ranks, function):
        from joblib import delayed

        return self.pool(ranks)(delayed(function)(rank) for rank in range(ranks))

    def start(self, ask):
        from joblib.externals.loky import get_reusable_executor

        def end(_):
            self.close()
            get_reusable_executor().shutdown(wait=True)

        return speak.repeat(ask, lambda _: self.run_by_rank(ask["ranks"], rank_cell), end)

    def again(self, ask):
        self.run_by_rank(ask["ranks"], rank_cell)
        return speak.repeat(ask, lambda _: self.run_by_rank(ask["ranks"], rank_cell))

    def timeout(self, ask):
        raise speak.NotOffered("a limit ends the workers, and what they had")

    def next_cell(self, ask):
        self.cells += 1
        names = {}
        exec(f"def cell(rank):\n    value = {self.cells}\n    return value + {self.cells}", names)
        self.run_by_rank(ask["ranks"], names["cell"])

    def new(self, ask):
        self.run_by_rank(ask["ranks"], rank_cell)
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
        raise speak.NotOffered("a task cannot be stopped: a limit ends the workers")

    def send(self, ask):
        self.run_by_rank(ask["ranks"], rank_cell)
        held = {}

        def fresh(turn):  # an array that was sent before would be found again in its memory map
            held["data"] = make(ask["size"])
            held["data"][0] = turn

        return speak.repeat(ask, lambda _: self.run(ask["ranks"], touch, held["data"]), fresh)

    def back(self, ask):
        self.run_by_rank(ask["ranks"], rank_cell)
        return speak.repeat(ask, lambda _: self.run(ask["ranks"], make, ask["size"]))

    def objects(self, ask):
        readings = [(i, i / 3.0, f"sensor {i % 1000}") for i in range(ask["size"])]
        self.run_by_rank(ask["ranks"], rank_cell)
        return speak.repeat(ask, lambda _: self.run(ask["ranks"], touch, readings))

    def cpu(self, ask):
        from joblib import delayed

        ranks = ask["ranks"]
        pool = self.pool(ranks)
        pool(delayed(rank_cell)(rank) for rank in range(ranks))
        return speak.repeat(ask, lambda _: pool(delayed(workloads.part)(ask["name"], rank, ranks, ask["size"]) for rank in range(ranks)))

    def close(self):
        for pool in self.open.values():
            pool.__exit__(None, None, None)
        self.open.clear()


if __name__ == "__main__":
    speak.serve({"joblib": "python3-joblib", "numpy": "python3-numpy"}, Loky)
