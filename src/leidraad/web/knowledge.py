"""What one start of the application knows: the compiled content and what explains it. No patient stays in it."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from leidraad.actions.advise import refuse_contradictions
from leidraad.engines.reference import Fact, Patient
from leidraad.explaining.advice import Advice
from leidraad.explaining.from_evaluation import Explainer
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import Content
from leidraad.web.catalogue import Catalogue
from leidraad.web.library import Library, library
from leidraad.web.search import Index


class Knowledge:
    """The content of one start. What explains it is worked out beforehand, so that the first patient need not wait."""

    def __init__(self, content: Content, folder: Path | None = None) -> None:
        self.content = content
        self._folder = folder
        self.explainer = Explainer(content)
        self.catalogue = Catalogue(content)
        self.words = {lang: Phrases(lang, content.items) for lang in LANGUAGES}
        self.explainer.advice(Patient(content.items, {}, self.today()))

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
