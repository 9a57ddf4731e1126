"""Everything that is proved of a content: what authors claim, and what is asked of every guideline. Prints nothing.

The kinds that are asked without a claim:
contradiction   no act is asked for and advised against for one patient, unless declared or settled by an exception
conflict        a declared conflict can occur; `apart`: two rules declared to stand apart never hold together
applies         a rule can apply; `spares`: it is not for everybody
gate, done, breach   a rule can wait for its gate, be carried out, be breached
exception       an exception can replace its target, or as an option stand beside it
holds           an exclude, and an entry of what is not held, speaks of somebody
item            an item can change some advice, or says why not
weaker          a condition is not null where nothing that is unknown can change it
"""

import datetime
from collections.abc import Callable, Iterator

from leidraad.engines.symbolic import Symbols
from leidraad.model.content import Content
from leidraad.verifying.about.conditions import results_of_conditions
from leidraad.verifying.about.items import results_of_items
from leidraad.verifying.about.pairs import asked_of_pairs
from leidraad.verifying.about.rules import asked_of_rules
from leidraad.verifying.asked import answer
from leidraad.verifying.cases import CASE_DAY
from leidraad.verifying.claims import claims_of
from leidraad.verifying.results import Result
from leidraad.verifying.witness import Prover


def claims(content: Content, today: datetime.date = CASE_DAY) -> Iterator[Result]:
    """Yield what comes of the authors' claims."""
    yield from claims_of(Prover(Symbols(content, today)))


def rules(content: Content, today: datetime.date = CASE_DAY) -> Iterator[Result]:
    """Yield what comes of what is asked of every rule, pair of rules and item."""
    prover = Prover(Symbols(content, today))
    for asked in (*asked_of_pairs(prover.symbols), *asked_of_rules(prover.symbols)):
        yield answer(prover, asked, content.claims)
    yield from results_of_items(prover)


def conditions(content: Content, today: datetime.date = CASE_DAY) -> Iterator[Result]:
    """Yield what comes of what is asked of every condition."""
    yield from results_of_conditions(Symbols(content, today))


# Parts that can be worked on side by side.
PARTS: dict[str, Callable[[Content], Iterator[Result]]] = {"claims": claims, "rules": rules, "conditions": conditions}
