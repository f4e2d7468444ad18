"""Quantiles as the program has them."""

from __future__ import annotations

import numpy as np


def quantile(values: np.ndarray, probability: float) -> np.ndarray:
    """Quantile over the first axis: linear between order statistics (Hyndman & Fan 1996, type 7).

    NaN is left out, and is the answer where nothing is left; infinities stay what they are.

    Parameters
    ----------
    values : [worlds, ...]
    probability : from 0 to 1

    Returns
    -------
    [...]
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"a probability is from 0 to 1, not {probability}")
    values = np.asarray(values, dtype=np.float64)
    if values.shape[0] == 0:
        return np.full(values.shape[1:], np.nan)
    ordered = np.sort(values, axis=0)  # NaN comes last
    count = np.sum(~np.isnan(values), axis=0)
    place = probability * np.maximum(count - 1, 0)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    lo = np.take_along_axis(ordered, below[np.newaxis], axis=0)[0]
    hi = np.take_along_axis(ordered, above[np.newaxis], axis=0)[0]
    part = place - below
    with np.errstate(invalid="ignore"):
        between = lo + part * (hi - lo)
    result = np.where((part == 0) | (lo == hi), lo, between)
    result = np.where(np.isinf(lo) & np.isfinite(hi) & (part > 0), lo, result)
    return np.where(count > 0, result, np.nan)
