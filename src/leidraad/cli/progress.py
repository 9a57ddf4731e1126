"""How far a long command is, told on stderr. It keeps quiet for what is soon done, and where nobody looks."""

import sys
import time

import click

QUIET = 2.0  # seconds
EVERY = 0.5  # seconds on a terminal, where a line replaces the one before
EVERY_IN_A_LOG = 10.0

_STAGES = {
    "reading": ("de tabel wordt gelezen", "reading the table"),
    "apart": ("rijen met een fout worden apart gezet", "setting apart rows with a mistake"),
    "writing": ("regels worden toegepast", "applying the rules"),
    "computing": ("wat het rapport nodig heeft wordt berekend", "working out what the report needs"),
    "panels": ("panelen worden gemaakt", "making the panels"),
    "adherence": ("naleving van de regels wordt geteld", "counting how the rules were followed"),
    "drawing": ("het rapport wordt opgemaakt", "laying out the report"),
    "wanting": ("ontbrekende gegevens worden gezocht", "looking for what is wanting"),
}


class Progress:
    """Tells stages and counts; `shown` forces or forbids it, None leaves it to whether stderr is a terminal."""

    def __init__(self, language: str, shown: bool | None) -> None:
        self._at = ("nl", "en").index(language)
        self._terminal = sys.stderr.isatty()
        self._shown = self._terminal if shown is None else shown
        self._start = self._last = time.monotonic()
        self._stage = ""
        self._width = 0

    def tell(self, stage: str, done: int, total: int) -> None:
        """Tell how far it is; `total` is 0 where it is not known."""
        now = time.monotonic()
        every = EVERY if self._terminal else EVERY_IN_A_LOG
        soon = stage == self._stage and now - self._last < every
        if not self._shown or now - self._start < QUIET or soon:
            return
        self._stage, self._last = stage, now
        count = f": {done:,} / {total:,} ({100 * done // total}%)" if total else " ..."
        self._line(f"{_STAGES[stage][self._at]}{count}")

    def end(self) -> None:
        """Take the line away."""
        if self._width and self._terminal:
            self._line("")
            click.echo("\r", err=True, nl=False)

    def _line(self, text: str) -> None:
        before, after = ("\r", "") if self._terminal else ("", "\n")
        click.echo(f"{before}{text.ljust(self._width if self._terminal else 0)}{after}", err=True, nl=False)
        self._width = len(text)
