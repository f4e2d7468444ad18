"""Samplers and analysers as outside packages have them, with NumPy alone.

They know a function only as ``f(X) -> Y`` and its inputs as ``{"num_vars", "names", "bounds"}``.
"""

import numpy as np


def scaled(problem, unit):
    """Points of the unit cube [n, d] in the bounds of a problem."""
    lo, hi = np.array(problem["bounds"], dtype=float).T
    return lo + unit * (hi - lo)


def kronecker(n, d, seed=1):
    """Points [n, d] of the unit cube that lie evenly: multiples of irrational steps, shifted."""
    root = 2.0  # the one above 1 of x^(d+1) = x + 1
    for _ in range(64):
        root = (1.0 + root) ** (1.0 / (d + 1))
    shift = np.random.default_rng(seed).random(d)
    return (shift + np.outer(np.arange(1, n + 1), root ** -np.arange(1, d + 1))) % 1.0


def even_sample(problem, n, seed=1):
    """A design [n, d] that fills the bounds."""
    return scaled(problem, kronecker(n, problem["num_vars"], seed))


def given_data_analyze(problem, X, Y, harmonics=6):
    """First-order indices [d] from any sample: the share of variance at low frequencies when rows
    are put in order of an input, corrected for noise (Plischke 2010)."""
    n = len(Y)
    first = []
    for column in X.T:
        order = np.argsort(column, kind="stable")
        back_and_forth = np.concatenate([order[::2], order[1::2][::-1]])
        power = np.abs(np.fft.fft(Y[back_and_forth])[1:(n + 1) // 2]) ** 2
        share = power[:harmonics].sum() / power.sum()
        lam = 2.0 * harmonics / n
        first.append(share - lam / (1 - lam) * (1 - share))
    return np.array(first)


def saltelli_sample(problem, base, seed=1):
    """[base * (d + 2), d]: two samples and, for each input, the first with that column of the
    second (Saltelli 2010)."""
    d = problem["num_vars"]
    unit = kronecker(base, 2 * d, seed)
    a, b = unit[:, :d], unit[:, d:]
    mixed = np.repeat(a[:, np.newaxis], d, axis=1)
    mixed[:, np.arange(d), np.arange(d)] = b
    rows = np.concatenate([a[:, np.newaxis], mixed, b[:, np.newaxis]], axis=1)
    return scaled(problem, rows.reshape(-1, d))


def saltelli_analyze(problem, Y):
    """First-order and total indices [d] of a Saltelli sample (estimators of Saltelli 2010 and
    Jansen 1999)."""
    d = problem["num_vars"]
    rows = (Y - np.mean(Y)).reshape(-1, d + 2)
    a, mixed, b = rows[:, :1], rows[:, 1:-1], rows[:, -1:]
    variance = np.var(np.concatenate([a, b]))
    first = np.mean(b * (mixed - a), axis=0) / variance
    total = 0.5 * np.mean((a - mixed) ** 2, axis=0) / variance
    return first, total


def ishigami(X, a=7.0, b=0.1):
    """Ishigami and Homma 1990."""
    x, y, z = X.T
    return np.sin(x) + a * np.sin(y) ** 2 + b * z ** 4 * np.sin(x)


ISHIGAMI = {"num_vars": 3, "names": ["x", "y", "z"], "bounds": [[-np.pi, np.pi]] * 3}


def ishigami_indices(a=7.0, b=0.1):
    """First-order and total indices in closed form."""
    v1 = 0.5 * (1 + b * np.pi ** 4 / 5) ** 2
    v2 = a ** 2 / 8
    v13 = b ** 2 * np.pi ** 8 * (1 / 18 - 1 / 50)
    v = v1 + v2 + v13
    return np.array([v1, v2, 0]) / v, np.array([v1 + v13, v2, v13]) / v
