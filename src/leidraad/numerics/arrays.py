"""Columns of numbers as they come in, checked once and named by row in an error. Computes no statistic."""

import numpy as np

from leidraad.diagnostics import wrong

NAMED = 5


def numbers(name: str, values: object, like: np.ndarray | None = None) -> np.ndarray:
    """Return `values` as one column of finite numbers, as long as `like`; a single number is repeated.

    Raises UserInputError for text, for a missing or infinite value (by row, from 1) and for another length.
    """
    try:
        column = np.atleast_1d(np.asarray(values, dtype=float))
    except (TypeError, ValueError):
        raise wrong("not_a_number", f"{name}: every value must be a number") from None
    if like is not None and column.size == 1 and like.size != 1:
        column = np.full(like.size, column[0])
    if column.ndim != 1 or (like is not None and column.size != like.size):
        expected = "one column was" if like is None else f"{like.size} were"
        raise wrong("unequal_columns", f"{name}: {column.size} values, where {expected} expected")
    refuse(name, ~np.isfinite(column), "not_a_number", "is missing or infinite", "leave such rows out and count them")
    return column


def counted(name: str, values: object, like: np.ndarray | None = None) -> np.ndarray:
    """Return `values` as one column of whole numbers of at least 0; raises UserInputError by row."""
    column = not_negative(name, values, like)
    refuse(name, column != np.floor(column), "not_a_count", "is not a whole number", "give counts")
    return column


def not_negative(name: str, values: object, like: np.ndarray | None = None) -> np.ndarray:
    """Return `values` as one column of numbers of at least 0; raises UserInputError by row."""
    column = numbers(name, values, like)
    refuse(name, column < 0, "negative", "is negative", "check the dates that it was made from")
    return column


def words(name: str, values: object, like: np.ndarray) -> np.ndarray:
    """Return `values` as one column of text, as long as `like`; a single word is repeated."""
    column = np.atleast_1d(np.asarray(values).astype(str))
    if column.shape not in ((1,), like.shape):
        raise wrong("unequal_columns", f"{name}: {column.size} values, where {like.size} were expected")
    return np.broadcast_to(column, like.shape)


def refuse(name: str, bad: np.ndarray, code: str, what: str, hint: str) -> None:
    """Raise UserInputError if any row is `bad`, naming the first few rows, counted from 1."""
    if bad.any():
        raise wrong(code, f"{name} {what} in {rows(bad)}", hint=hint)


def rows(bad: np.ndarray) -> str:
    """Return the numbers of the rows that are `bad`, for a sentence."""
    found = np.flatnonzero(bad) + 1
    named = ", ".join(str(row) for row in found[:NAMED])
    more = f" and {found.size - NAMED} more" if found.size > NAMED else ""
    return f"{'row' if found.size == 1 else 'rows'} {named}{more}"


def fixed(values: object) -> np.ndarray:
    """Return an array that nobody can change."""
    array = np.array(values)
    array.flags.writeable = False
    return array


def one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    """Raise UserInputError if `value` is not one of `known`."""
    if value not in known:
        raise wrong("unknown_choice", f"{name}: `{value}` is not one of {', '.join(known)}")
