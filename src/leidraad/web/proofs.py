"""What was proved of a module or guideline, in words, each gap with an example patient. Proves nothing itself."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from leidraad.actions.kept_proofs import Kept
from leidraad.explaining.phrases import Phrases
from leidraad.model.content import Guideline, Rule
from leidraad.pages.proofs import CLAIMS, example_said
from leidraad.web.library import Library
from leidraad.web.words import Words


class Outcome(msgspec.Struct, frozen=True):
    """What came of one question about a claim; where it does not hold, a patient who shows that."""

    verdict: str
    said: str
    example: str
    findings: tuple[str, ...]


class Proof(msgspec.Struct, frozen=True):
    """A claim, a decision point, or a rule of which something is not proved."""

    id: str
    title: str
    outcomes: tuple[Outcome, ...]


class Proofs(msgspec.Struct, frozen=True):
    """All that was proved of some rules. Not `held`: nothing was, here. `asked` counts what is asked of every rule."""

    held: bool
    claims: tuple[Proof, ...]
    asked: str


def proofs(library: Library, rules: Iterable[Rule], say: Phrases) -> Proofs:
    """Return what was proved of these rules."""
    kept, words = library.proofs(), Words(say.language)
    if kept is None:
        return Proofs(False, (), "")
    own = _about(kept, rules)
    others = [k for k in own if k.kind not in CLAIMS]
    shown = (k for k in own if k.kind in CLAIMS or k.verdict != "proved")
    proved = sum(k.verdict == "proved" for k in others)
    asked = words["proofs_asked"].format(len(others), proved) if others else ""
    by_name: dict[tuple[str, ...], list[Kept]] = {}
    for one in shown:
        by_name.setdefault(one.about, []).append(one)
    return Proofs(True, tuple(_proof(found, say, words) for found in by_name.values()), asked)


def counted(library: Library, guideline: Guideline, say: Phrases) -> str:
    """Return on one line what came of the claims about a guideline."""
    kept, words = library.proofs(), Words(say.language)
    if kept is None:
        return words["proofs_none"]
    counts = Counter(k.verdict for k in _about(kept, guideline.rules) if k.kind in CLAIMS)
    return ", ".join(f"{count} {words[f'verdict_{verdict}']}" for verdict, count in counts.most_common())


def _about(kept: Iterable[Kept], rules: Iterable[Rule]) -> list[Kept]:
    own = {rule.id for rule in rules}
    # What is asked of a part of a rule is named after both: `wdt-8-04 gate`.
    return [k for k in kept if any(name.partition(" ")[0] in own for name in k.rules)]


def _proof(found: list[Kept], say: Phrases, words: Words) -> Proof:
    name, title = ", ".join(found[0].about), found[0].title
    return Proof(name, say.of(title) if title else name, tuple(_outcome(one, say, words) for one in found))


def _outcome(kept: Kept, say: Phrases, words: Words) -> Outcome:
    example = "" if kept.example is None else example_said(kept.example, kept.fewest, say)
    return Outcome(words[f"verdict_{kept.verdict}"], words[_sentence(kept)], example, kept.findings)


def _sentence(kept: Kept) -> str:
    if kept.verdict == "proved":
        return f"proof_{kept.kind}"
    if kept.verdict == "declared":
        return f"proof_{kept.shows or 'not_so'}"
    return f"proof_{kept.verdict}"
