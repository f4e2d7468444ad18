"""Prints how many calls a second a function of the small world takes on one core, with new settings
in each call, and what one world takes without them.

    python3 python/benchmark.py [CALLS]
"""

import os
import sys
import time

import numpy as np

import overbuild


def best_of(repeats, calls, work):
    """Seconds of processor time and by the clock a call, in the best repeat."""
    found = []
    for _ in range(repeats):
        clock, cpu = time.perf_counter(), time.process_time()
        for k in range(calls):
            work(k)
        found.append(((time.process_time() - cpu) / calls, (time.perf_counter() - clock) / calls))
    return min(found)


def main():
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    f = overbuild.model("toy", ["expectations.neglect", "capex.risk_premium"],
                        "capex:max:2026-2039", threads=1)
    rng = np.random.default_rng(1)
    points = np.column_stack([rng.uniform(0.2, 0.8, calls), rng.uniform(0.01, 0.09, calls)])
    f(points[0])
    lines = [
        ("f(x) with new settings", best_of(5, calls, lambda k: f(points[k]))),
        ("a row of f(X)", tuple(t / calls for t in best_of(5, 1, lambda k: f(points)))),
        ("run(), tables kept",
         best_of(5, calls, lambda k: overbuild.run("toy", {"capex.risk_premium": points[k, 1]}))),
    ]
    for name, (cpu, clock) in lines:
        print(f"{name:<24} {1 / cpu:7.1f} calls a second of processor time, "
              f"{1 / clock:7.1f} by the clock")


if __name__ == "__main__":
    main()
