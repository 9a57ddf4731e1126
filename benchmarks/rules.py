"""The rules that are timed, and the items that they read. Times nothing."""

from leidraad.exchange import cql
from leidraad.model.content import Content, Rule


def all_rules(content: Content) -> list[Rule]:
    """Return every rule of every guideline, in the order of the files."""
    return [rule for guideline in content.guidelines for rule in guideline.rules]


def items_read(content: Content) -> list[str]:
    """Return every item that scope or condition of some rule rests on; what is read stands before its reader."""
    return cql.items_read(content, (rule.truth for rule in all_rules(content)))
