"""What one start of the application knows: the compiled content and what explains it.

No patient stays in it. What it remembers to be quick is what single rules make of a few values, in memory alone.
"""

import datetime
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from leidraad.actions.advise import refuse_contradictions
from leidraad.engines.reference import Fact, Patient
from leidraad.explaining.advice import Advice
from leidraad.explaining.from_evaluation import Explainer
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import Content, Item
from leidraad.web.catalogue import Catalogue
from leidraad.web.library import Library, library
from leidraad.web.search import Index

PREPARED = 6  # questions
MOST_ANSWERS = 2  # of a question


class Knowledge:
    """The content of one start. What explains it is worked out beforehand, so that the first patient need not wait."""

    def __init__(self, content: Content, folder: Path | None = None) -> None:
        self.content = content
        self._folder = folder
        self.explainer = Explainer(content)
        self.catalogue = Catalogue(content)
        self.words = {lang: Phrases(lang, content.items) for lang in LANGUAGES}
        self._prepare()

    def _prepare(self) -> None:
        """Work out what a new patient needs: the empty case, and a few answers to its first questions."""
        items, today = self.content.items, self.today()
        first = self.explainer.advice(Patient(items, {}, today)).ask_next[:PREPARED]
        for item in (items[question.item] for question in first):
            for value in _answers(item)[:MOST_ANSWERS]:
                self.explainer.advice(Patient(items, {item.name: value}, today))

    def advice(self, facts: Mapping[str, Fact], today: datetime.date) -> Advice:
        """Return the advice for typed facts; raise UserInputError when they contradict each other."""
        patient = Patient(self.content.items, facts, today)
        refuse_contradictions(patient)
        return self.explainer.advice(patient)

    @cached_property
    def library(self) -> Library:
        """Everything to read, also what does not speak here; loaded when the first reader asks."""
        return library(self.content, self._folder)

    @cached_property
    def index(self) -> Index:
        """What a search looks in."""
        return Index(self.library)

    @staticmethod
    def today() -> datetime.date:
        """Return the day on which advice is evaluated unless the user chooses another."""
        return datetime.date.today()


def _answers(item: Item) -> tuple[Fact, ...]:
    """Return answers to a question; of a number the least and the most."""
    if item.type == "boolean":
        return (True, False)
    return tuple(item.values) or tuple(end for end in (item.low, item.high) if end is not None)
