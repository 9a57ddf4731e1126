"""Random syntax trees: every kind of node, every operator. They need not make sense, only be writable."""

import datetime
from decimal import Decimal

from hypothesis import strategies as st

from leidraad.diagnostics import Span
from leidraad.language import syntax

HERE = Span("<generated>")
KEYWORDS = frozenset(
    [
        *("and", "or", "not", "xor", "implies", "in", "is", "exists", "null", "true", "false", "between"),
        *("if", "then", "else", "case", "when", "end", "define", "List"),
    ]
)
UNITS = ("years", "months", "days")
LOGIC, COMPARING, SUMS = ("implies", "or", "xor", "and", "in"), ("=", "!=", "<", "<=", ">", ">="), ("+", "-", "*", "/")
BINARY = (*LOGIC, *COMPARING, *SUMS)
UNARY = ("not", "exists", "-", "+")

identifiers = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True).filter(lambda name: name not in KEYWORDS)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["\\", "'", '"', "\\u0041", "\n"]
)
# As written: a sign is an operator of its own, and a decimal has a point.
decimals = st.builds(
    lambda whole, part: Decimal(f"{whole}.{part}"), st.integers(0, 99), st.from_regex("[0-9]{1,8}", fullmatch=True)
)
values = st.one_of(
    st.none(), st.booleans(), st.integers(0, 2**31 - 1), decimals, texts, st.dates(), st.just(datetime.date(1, 1, 1))
)

literals = st.builds(syntax.Literal, st.just(HERE), values)
names = st.one_of(
    st.builds(syntax.Name, st.just(HERE), identifiers | st.sampled_from(UNITS), st.just(False)),
    st.builds(syntax.Name, st.just(HERE), texts, st.just(True)),
)


def _larger(smaller: st.SearchStrategy[syntax.Syntax]) -> st.SearchStrategy[syntax.Syntax]:
    here, several = st.just(HERE), st.lists(smaller, max_size=3).map(tuple)
    whens = st.lists(st.builds(syntax.When, smaller, smaller), min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(syntax.Unary, here, st.sampled_from(UNARY), smaller),
        # Three of them, or some of the many operators would hardly turn up.
        *(st.builds(syntax.Binary, here, st.sampled_from(some), smaller, smaller) for some in (LOGIC, COMPARING, SUMS)),
        st.builds(syntax.NullTest, here, smaller, st.sampled_from(["null", "true", "false"]), st.booleans()),
        st.builds(syntax.CaseOf, here, st.none() | smaller, whens, smaller),
        st.builds(syntax.IfThen, here, smaller, smaller, smaller),
        st.builds(syntax.Call, here, identifiers, several),
        st.builds(syntax.ListLiteral, here, several),
        st.builds(syntax.DurationBetween, here, st.sampled_from(UNITS), smaller, smaller),
    )


trees = st.recursive(literals | names, _larger, max_leaves=12)
definitions = st.builds(syntax.Definition, texts, trees, st.just(HERE))
