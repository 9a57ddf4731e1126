"""What one start of the application knows: the compiled content and what explains it. No patient stays in it."""

import datetime

from leidraad.engines.reference import Patient
from leidraad.explaining.from_evaluation import Explainer
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.model.content import Content


class Knowledge:
    """The content of one start. What explains it is worked out beforehand, so that the first patient need not wait."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.explainer = Explainer(content)
        self.words = {lang: Phrases(lang, content.items) for lang in LANGUAGES}
        self.explainer.advice(Patient(content.items, {}, self.today()))

    @staticmethod
    def today() -> datetime.date:
        """Return the day on which advice is evaluated unless the user chooses another."""
        return datetime.date.today()
