"""What must stand beside a sheet of statuses: whose rules, how far they were authorised, what the words mean."""

import datetime

from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Content

STATUS_WORDS = {
    "applies": ("geldt", "applies"),
    "not_yet": ("nog niet: een voorwaarde vooraf is niet vervuld", "not yet: a condition that comes first is not met"),
    "undetermined": ("niet te zeggen: er ontbreken gegevens", "undetermined: facts are missing"),
    "done": ("gedaan", "done"),
    "overridden": ("vervangen door een andere regel", "overridden by another rule"),
    "not_applicable": ("niet van toepassing", "not applicable"),
}


def notes(content: Content, today: datetime.date, language: str) -> list[str]:
    """Return the lines."""
    say = Phrases(language, content.items)
    editions = [
        f"{say.of(g.title)} ({g.id}), {say['edition']} {g.edition}: {say[g.status]}" for g in content.guidelines
    ]
    words = [f"{status}: {said[LANGUAGES.index(language)]}" for status, said in STATUS_WORDS.items()]
    return [say.of(SAFETY), f"{say['evaluated_on']} {today.isoformat()}", *editions, *words]
