"""Results as a notebook shows them."""

from __future__ import annotations

from html import escape
from typing import Optional, Sequence

import numpy as np

STATEMENT = (
    "A conditional simulation of stated assumptions, no forecast of any firm; "
    "real names only mark which public data were used."
)

#: Metrics that a result shows first, where it has them.
HEADLINES = (
    "capex",
    "vendor_revenue",
    "end_user_spend",
    "rental_price",
    "utilisation",
    "debt",
    "losses",
)


def number(value: float, unit: str) -> str:
    """A number as people read it; dollars in billions, shares in per cent."""
    if value is None or np.isnan(value):
        return "-"
    if unit == "usd":
        return f"${value / 1e9:,.1f}bn"
    if unit == "1":
        return f"{100 * value:.1f} %"
    return f"{value:,.3g}"


def line(values: np.ndarray, band: Optional[tuple[np.ndarray, np.ndarray]] = None) -> str:
    """A small picture of a path [years], with a band around it."""
    width, height = 160, 28
    everything = np.concatenate([values, *(band or ())])
    finite = everything[np.isfinite(everything)]
    if finite.size == 0:
        return ""
    lo, hi = float(finite.min()), float(finite.max())
    step = width / max(len(values) - 1, 1)

    def place(k: int, value: float) -> str:
        share = 0.5 if hi == lo else (value - lo) / (hi - lo)
        return f"{k * step:.1f},{height - 3 - share * (height - 6):.1f}"

    def points(path: np.ndarray) -> list[str]:
        return [place(k, v) for k, v in enumerate(path) if np.isfinite(v)]

    shape = ""
    if band is not None:
        around = points(band[0]) + points(band[1])[::-1]
        shape = f'<polygon points="{" ".join(around)}" fill="#4477aa" opacity="0.25"/>'
    return (
        f'<svg width="{width}" height="{height}" role="img" aria-label="path">{shape}'
        f'<polyline points="{" ".join(points(values))}" fill="none" stroke="#4477aa" '
        'stroke-width="1.5"/></svg>'
    )


def page(title: str, about: str, sentences: Sequence[str], rows: Sequence[Sequence[str]],
         heads: Sequence[str], foot: str) -> str:
    """One result; `rows` hold HTML, everything else is text."""
    parts = [f"<div><strong>{escape(title)}</strong><br>{escape(about)}"]
    if sentences:
        parts.append("<ul>" + "".join(f"<li>{escape(text)}</li>" for text in sentences) + "</ul>")
    if rows:
        parts.append("<table><thead><tr>")
        parts.extend(f"<th>{escape(head)}</th>" for head in heads)
        parts.append("</tr></thead><tbody>")
        for row in rows:
            parts.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>")
        parts.append("</tbody></table>")
    parts.append(f"<small>{escape(foot)} {escape(STATEMENT)}</small></div>")
    return "".join(parts)
