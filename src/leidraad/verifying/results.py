"""What came of one thing that had to be proved. Every check of `leidraad check` answers in this form."""

import msgspec

from leidraad.diagnostics import Span
from leidraad.engines.reference import Fact
from leidraad.model.content import Wording

# proved; refuted; declared: refuted, and declared with a finding; outdated: declared, but proved all the same;
# undecided: the solver gave up, which proves nothing; unread: an item that these guidelines do not read.
VERDICTS = ("proved", "refuted", "declared", "outdated", "undecided", "unread")
FAILED = ("refuted", "outdated", "undecided")


class Result(msgspec.Struct, frozen=True):
    """One thing asked, and what came of it.

    `kind` says what was asked. Claims ask: answered, one_answer, exclusive, claim. Asked of everything: see proofs.py.
    `about` names the claim, decision or exclusive set, whose rules are `rules`, else the rules or items themselves.
    `witness` is an example patient, or None where what is wrong is that no such patient exists; `fewest` when none with
    fewer facts exists. `shows` says of an unanswered decision whether it is a gap or a silence.
    """

    kind: str
    about: tuple[str, ...]
    guidelines: tuple[str, ...]
    verdict: str
    span: Span
    title: Wording | None = None
    witness: dict[str, Fact] | None = None
    fewest: bool = True
    findings: tuple[str, ...] = ()
    hint: str | None = None
    shows: str | None = None
    rules: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Return whether somebody has to do something about it."""
        return self.verdict in FAILED
