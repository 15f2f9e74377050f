"""The seed's way in a few lines: a pool of Python processes that keep their names between cells, with dill on pipes.

usage: standin.py spawn|fork
"""
import contextlib
import io
import multiprocessing
import signal
import sys
import traceback

import speak

try:
    import dill
except ImportError:  # told by speak.serve
    dill = None


def rank_main(connection, rank, count):
    names = {"__process_id__": rank, "__process_count__": count}
    signal.signal(signal.SIGALRM, stop)
    while True:
        kind, what, limit = dill.loads(connection.recv_bytes())
        printed, failure, value = io.StringIO(), None, None
        try:
            with contextlib.redirect_stdout(printed):
                if limit:
                    signal.setitimer(signal.ITIMER_REAL, limit)
                if kind == "run":
                    exec(what, names)
                elif kind == "push":
                    names.update(what)
                elif kind == "pull":
                    value = names[what]
                else:
                    return
        except BaseException:  # also what stop raised
            failure = traceback.format_exc()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send_bytes(dill.dumps((failure, printed.getvalue(), value), protocol=-1))


def stop(*_):
    raise TimeoutError


class Pool:
    def __init__(self, ranks, method):
        context = multiprocessing.get_context(method)
        self.pipes, self.processes = [], []
        for rank in range(ranks):
            here, there = context.Pipe()
            process = context.Process(target=rank_main, args=(there, rank, ranks), daemon=True)
            process.start()
            there.close()
            self.pipes.append(here)
            self.processes.append(process)

    def ask(self, kind, what, limit=None, may_fail=False):
        message = dill.dumps((kind, what, limit), protocol=-1)
        for pipe in self.pipes:
            pipe.send_bytes(message)
        answers = [dill.loads(pipe.recv_bytes()) for pipe in self.pipes]
        failure = next((answer[0] for answer in answers if answer[0]), None)
        if failure and not may_fail:
            raise RuntimeError(failure)
        return [(printed, value) for _, printed, value in answers]

    def run(self, text, limit=None):
        return self.ask("run", text, limit)

    def close(self):
        for pipe in self.pipes:
            pipe.send_bytes(dill.dumps(("end", None, None)))
        for process in self.processes:
            process.join()


class StandIn:
    def __init__(self, method):
        self.method, self.pools, self.cells = method, {}, 0

    def pool(self, ranks, key="cells"):
        if (key, ranks) not in self.pools:
            pool = self.pools[key, ranks] = Pool(ranks, self.method)
            pool.run("hits = 0")
            pool.run("import sys; sys.path.insert(0, %r)" % sys.path[0])
        return self.pools[key, ranks]

    def start(self, ask):
        made = []

        def cold(_):
            made.append(Pool(ask["ranks"], self.method))
            made[-1].run("print(__process_id__)")

        times = speak.repeat(ask, cold)
        for pool in made:
            pool.close()
        return times

    def again(self, ask):
        pool = self.pool(ask["ranks"])
        return speak.repeat(ask, lambda _: pool.run("hits += 1"))

    def timeout(self, ask):
        pool = self.pool(ask["ranks"])
        return speak.repeat(ask, lambda _: pool.run("hits += 1", 10.0))

    def next_cell(self, pool):
        self.cells += 1
        pool.run(f"value = {self.cells}\nprint(value + {self.cells})")

    def new(self, ask):
        pool = self.pool(ask["ranks"])
        return speak.repeat(ask, lambda _: self.next_cell(pool))

    def long(self, ask):
        pool = self.pool(ask["ranks"], "long")
        while self.cells < ask["size"] - ask["count"] + 5:
            self.next_cell(pool)
        return speak.repeat(ask, lambda _: self.next_cell(pool))

    def long_again(self, ask):
        pool = self.pool(ask["ranks"], "long")
        return speak.repeat(ask, lambda _: pool.run("hits += 1"))

    def lines(self, ask):
        pool = self.pool(ask["ranks"])
        text = f"for i in range({ask['size']}): print(f'{{i:05}} {{__process_id__}} ' + 'x' * 56)"

        def run(_):
            if any(printed.count("\n") != ask["size"] for printed, _ in pool.run(text)):
                raise RuntimeError("lines were lost")

        return speak.repeat(ask, run)

    def stop(self, ask):
        pool = self.pool(ask["ranks"])
        text = "while __process_id__ == 0:\n    pass"
        return [seconds - 0.2 for seconds in speak.repeat(ask, lambda _: pool.ask("run", text, 0.2, may_fail=True))]

    def send(self, ask):
        import numpy

        pool, data = self.pool(ask["ranks"]), numpy.arange(ask["size"] / 8)
        return speak.repeat(ask, lambda turn: pool.ask("push", {"data": data}))

    def back(self, ask):
        pool = self.pool(ask["ranks"])
        pool.run(f"import numpy; mine = numpy.arange({ask['size']} / 8)")
        return speak.repeat(ask, lambda _: pool.ask("pull", "mine"))

    def objects(self, ask):
        pool, readings = self.pool(ask["ranks"]), [(i, i / 3.0, f"sensor {i % 1000}") for i in range(ask["size"])]
        return speak.repeat(ask, lambda _: pool.ask("push", {"readings": readings}))

    def cpu(self, ask):
        pool = self.pool(ask["ranks"])
        pool.run("import workloads")
        text = f"part = workloads.part({ask['name']!r}, __process_id__, __process_count__, {ask['size']})"
        return speak.repeat(ask, lambda _: pool.run(text))

    def close(self):
        for pool in self.pools.values():
            pool.close()


if __name__ == "__main__":
    speak.serve({"dill": "python3-dill", "numpy": "python3-numpy"}, lambda: StandIn(sys.argv[1]))
