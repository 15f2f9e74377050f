"""The computing work, with NumPy where that is the fast way. Each gives the part of one rank as a number."""
import os
import tempfile
from collections import Counter

try:
    import numpy as np
except ImportError:  # the peers that need it say so
    np = None


class Box:
    """Holds something that is to be pickled as it is."""

    def __init__(self, content):
        self.content = content


def part(name, rank, ranks, size):
    return globals()[name](rank, ranks, size)


def block(rank, ranks, size):
    return size * rank // ranks, size * (rank + 1) // ranks


def monte_carlo(rank, ranks, size):
    first, last = block(rank, ranks, size)
    inside = 0
    for begin in range(first, last, 1 << 20):
        random = np.random.default_rng(begin)
        count = min(last, begin + (1 << 20)) - begin
        x, y = random.random(count), random.random(count)
        inside += int(np.count_nonzero(x * x + y * y <= 1))
    return inside


def matrix_product(rank, ranks, size):
    first, last = block(rank, ranks, size)
    index = np.arange(size)
    left = ((np.arange(first, last)[:, None] * 3 + index) % 17).astype(float)
    right = ((index[:, None] * 5 + index) % 17).astype(float)
    return int((left @ right).sum() % 1_000_003)


def word_count(rank, ranks, size):
    path = os.path.join(tempfile.gettempdir(), f"distribute-bench-words-{size}.txt")
    first, last = block(rank, ranks, os.path.getsize(path))
    with open(path, "rb") as file:
        # The word that the block's first byte stands in belongs to the block before, its last word to this one.
        file.seek(max(0, first - 1))
        if first > 0:
            while file.read(1) > b" ":
                pass
        text = file.read(max(0, last - file.tell()))
        while (more := file.read(1)) > b" ":
            text += more
    return Counter(text.split())[b"w17"]


def sorting(rank, ranks, size):
    first, last = block(rank, ranks, size)
    numbers = (np.arange(first, last, dtype=np.uint64) * np.uint64(2654435761)) % np.uint64(1_000_000_007)
    numbers.sort()
    return int(numbers[len(numbers) // 2])


def records(rank, ranks, size):
    first, last = block(rank, ranks, size)
    rows = [(i, i * 7919 % 1000, i * 31 % 1009 / 8) for i in range(first, last)]
    sums = {}
    for _, group, value in (row for row in rows if row[2] > 20):
        total, count = sums.get(group, (0.0, 0))
        sums[group] = total + value, count + 1
    best = sorted(sums.items(), key=lambda pair: (-pair[1][0], pair[0]))[:10]
    return sum(count for _, (_, count) in best)


def primes(rank, ranks, size):
    first, last = block(rank, ranks, size)
    first = max(first, 2)
    root = int(last**0.5) + 1
    small = np.ones(root + 1, dtype=bool)
    small[:2] = False
    found = 0
    for number in range(2, int(root**0.5) + 1):
        if small[number]:
            small[number * number :: number] = False
    factors = np.nonzero(small)[0]
    for begin in range(first, last, 1 << 18):
        end = min(last, begin + (1 << 18))
        prime = np.ones(end - begin, dtype=bool)
        for factor in factors:
            if factor * factor >= end:
                break
            prime[max(factor * factor, -(-begin // factor) * factor) - begin :: factor] = False
        found += int(np.count_nonzero(prime))
    return found
