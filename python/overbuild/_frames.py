"""pandas, when it is asked for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Mapping, Sequence

if TYPE_CHECKING:
    import pandas


def pandas_for(what: str) -> Any:
    """pandas, or an ImportError that says what needs it."""
    try:
        import pandas
    except ImportError:
        raise ImportError(
            f"{what} is a pandas frame, and pandas is not installed "
            "(pip install pandas, Debian package python3-pandas)"
        ) from None
    return pandas


def table_frame(
    text: str, columns: Sequence[Mapping[str, Any]], meaning: str, what: str
) -> "pandas.DataFrame":
    """A frame of a table's text; ``attrs`` has its meaning and units.

    Columns of names and words are texts, whatever they look like; the others are numbers, and not
    a number where they are empty.
    """
    pandas = pandas_for(what)
    words = {column["name"]: str for column in columns if not column["numeric"]}
    frame = pandas.read_csv(
        io.StringIO(text),
        dtype=words,
        keep_default_na=False,
        na_values={c["name"]: [""] for c in columns if c["numeric"]},
        float_precision="round_trip",
    )
    frame.attrs["meaning"] = meaning
    frame.attrs["units"] = {column["name"]: column["unit"] for column in columns}
    return frame
