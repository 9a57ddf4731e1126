"""The blocks of a letter, in their order. Names of people and places are blanks. Lays nothing out."""

from collections.abc import Iterable, Iterator

import msgspec

from leidraad.explaining.advice import Ground, RuleAdvice
from leidraad.explaining.completeness import OTHER, ReportNeeds
from leidraad.explaining.letter import Letter, ReportFacts, leading
from leidraad.explaining.phrases import LANGUAGES, Phrases
from leidraad.pages.letter_sheet import Block, Cut, Line
from leidraad.pages.letter_words import BOX, FIELDS, WORDS

COLUMNED = 4  # rules that stand in two columns
LONGEST = 300  # characters of a free text on a sheet; the rest stands in the record


class LetterPage:
    """One letter in one language, block by block."""

    def __init__(self, letter: Letter, say: Phrases) -> None:
        self.letter = letter
        self.say = say
        self._status = {g.id: g.status for g in letter.guidelines}
        self._against = {
            rule: [other for c in letter.conflicts if rule in c.rules for other in c.rules if other != rule]
            for c in letter.conflicts for rule in c.rules
        }  # fmt: skip

    def word(self, key: str) -> str:
        """Return a fixed word of the letter."""
        return WORDS[key][LANGUAGES.index(self.say.language)]

    def title(self) -> str:
        """Return what kind of letter it is."""
        return self.word(self.letter.kind)

    def subject(self) -> str:
        """Return the patient and the phase of care in one line."""
        phase = self.letter.care_phase
        said = f"{self.say['phase']}: {self.say.phase(phase)}" if phase else self.say["no_phase"]
        return f"{self.say.who(self.letter.who)} · {said}"

    def foot(self) -> str:
        """Return the day, and the words that stand on every letter."""
        return f"{self.say['evaluated_on']} {self.letter.evaluated_on}. {self.say.of(self.letter.safety)}"

    def head(self) -> tuple[str, ...]:
        """Return the texts above and below the blocks."""
        return self.title(), self.subject(), self.foot()

    def blocks(self, cut: Cut) -> tuple[Block, ...]:
        """Return the parts of the letter that have something in them."""
        parts = self._of_the_request(cut) if self.letter.request else self._for_the_centre(cut)
        return tuple(block for block in parts if block.lines)

    def _block(self, key: str, lines: Iterable[Line], form: str = "lines", tag: str = "") -> Block:
        return Block(key, self.word(key), tuple(lines), form, tag)

    def _for_the_centre(self, cut: Cut) -> Iterator[Block]:
        due = self.letter.due
        yield self._fields()
        yield self._block(f"whereto_{self.letter.kind}", self._whereto(cut))
        yield self._block("handover", self._handover())
        yield self._block("question", self._question())
        yield self._block("reports", self._reports(cut), tag=self.word("usual"))
        yield self._block("warnings", self._warnings())
        yield self._block("events", self._events(cut), "run")
        yield self._rules("acts", due.acts)
        yield self._rules("talk", due.talk)
        yield self._rules("not_yet", due.not_yet)
        if self.letter.kind == "mdo":
            yield self._block("conflicts", self._counted(map(self.say.conflict, self.letter.conflicts), cut))
        yield self._considerations(cut)
        yield self._block("missing", self._missing(cut))
        yield self._block("wishes", self._wishes(cut), "run")
        yield self._block("box", (Line(self.word(key), blank=True) for key in BOX), "box")
        yield from self._standing(cut)

    def _of_the_request(self, cut: Cut) -> Iterator[Block]:
        request = self.letter.request
        yield self._fields()
        yield self._block("reasons", self._reasons())
        yield self._block("question", [Line(self.word("own_question"), blank=True)])
        yield self._block("before", (self._before(ground, cut) for ground in request.before), "run")
        yield self._block("reports", self._reports(cut), tag=self.word("usual"))
        yield self._block("events", self._events(cut), "run")
        yield self._protocol()
        yield self._block("technique", (Line(self.say.act(r), self._mark(r)) for r in request.technique))
        yield self._block("wanted", self._missing(cut))
        yield from self._standing(cut)

    def _fields(self) -> Block:
        lines = tuple(Line(self.word(name), blank=True) for name in FIELDS[self.letter.kind])
        return Block("fields", "", lines, "fields")

    def _whereto(self, cut: Cut) -> Iterator[Line]:
        whereto = self.letter.whereto
        if whereto.elsewhere_first:
            yield from self._elsewhere()
        first = leading(whereto.sends)
        for rule in first:
            why = "" if cut.details else self.say.grounds(rule.because)
            yield Line(f"({why})" if why else "", self._provenance(rule), lead=self.say.act(rule))
        if beside := [rule for rule in whereto.sends if rule not in first]:
            named = (
                self.word("see_advice").format(len(beside))
                if cut.considerations
                else "; ".join(map(self._named, beside))
            )
            yield Line(f"{self.word('also')}: {named}")
        if whereto.done:
            yield Line(f"{self.word('sent_already')}: {'; '.join(map(self._named, whereto.done))}")
        if not (whereto.sends or whereto.done or whereto.elsewhere_first):
            yield Line(self.word("no_rule"))

    def _elsewhere(self) -> Iterator[Line]:
        """Yield where guidelines that do not hold for this patient send; those that send alike in one line."""
        elsewhere = self.letter.whereto.elsewhere
        for place in dict.fromkeys(self.say.of(g.goes_to) for g in elsewhere):
            sending = [g for g in elsewhere if self.say.of(g.goes_to) == place]
            titles = "; ".join(f"{self.say.of(g.title)} ({self.say.grounds(g.because)})" for g in sending)
            note = ", ".join(f"{g.id} {g.edition} · {self.word(g.status)}" for g in sending)
            yield Line(f"{self.say['excluded']}: {titles}", note, lead=f"{place}.")

    def _handover(self) -> Iterator[Line]:
        handover = self.letter.whereto.handover
        for rule in handover:
            done = f" ({self.word('handed_over')})" if rule.status == "done" else ""
            yield Line(f"{self.say.of(rule.text)}{done}", self._provenance(rule))
        if handover:
            yield Line(self.word("spoken"), blank=True)

    def _question(self) -> Iterator[Line]:
        letter = self.letter
        if letter.kind == "mdo":
            yield Line(self.word("bind"))
        elif letter.whereto.asks:
            yield Line(self.word(letter.whereto.asks))
        yield from map(self._rule, letter.due.questions)
        yield Line(self.word("own_question"), blank=True)

    def _kept(self, cut: Cut) -> tuple[Ground, ...]:
        """Return the facts that stay: of too many, those of most weight."""
        known = self.letter.known
        everything = (*(ground for report in known.reports for ground in report.facts), *known.events)
        return tuple(sorted(everything, key=lambda ground: self.letter.weight.index(ground.item))[: cut.facts])

    def _reports(self, cut: Cut) -> Iterator[Line]:
        """Yield each report with its date and what it says."""
        known, kept = self.letter.known, self._kept(cut)
        for report in known.reports:
            said = "; ".join(self._fact(ground, cut).text for ground in report.facts if ground in kept)
            if said or (report.date and cut.facts is None):
                yield Line(f"{self._report(report)}: {said}".rstrip(": "))
        left_out = sum(len(report.facts) for report in known.reports) + len(known.events) - len(kept)
        if left_out:
            yield Line(self.word("more_facts").format(left_out))
        if not known.reports:
            yield Line(self.word("no_facts"))

    def _events(self, cut: Cut) -> tuple[Line, ...]:
        kept = self._kept(cut)
        return self._with_room((ground for ground in self.letter.known.events if ground in kept), cut)

    def _warnings(self) -> Iterator[Line]:
        for warning in self.letter.warnings:
            missing = f" {self.say['missing']}: {self.say.labels(warning.missing)}" if warning.missing else ""
            yield Line(f"{self.say.warning(warning, self.letter.case)}{missing}")

    def _report(self, report: ReportFacts) -> str:
        return f"{self._supplier(report.report)} ({self.word('date')} {report.date or '__________'})"

    def _supplier(self, report: str) -> str:
        name = self.word(OTHER) if report == OTHER else self.say[f"report_{report}"]
        return f"{name[:1].upper()}{name[1:]}"

    def _fact(self, ground: Ground, cut: Cut) -> Line:
        said = self.say.ground(ground)
        return Line(f"{said[:LONGEST]} …" if cut.texts and len(said) > LONGEST else said)

    def _with_room(self, grounds: Iterable[Ground], cut: Cut) -> tuple[Line, ...]:
        """Return facts and, behind them, room to write."""
        return (*(self._fact(ground, cut) for ground in grounds), Line("", blank=True))

    def _wishes(self, cut: Cut) -> tuple[Line, ...]:
        """Return the wishes without a label that says what the title says already."""
        said = self._with_room(self.letter.known.wishes, cut)
        return tuple(Line(line.text.removeprefix(f"{self.word('wishes')}: "), blank=line.blank) for line in said)

    def _before(self, ground: Ground, cut: Cut) -> Line:
        return Line(f"{self.say.label(ground.item)}:", blank=True) if ground.value is None else self._fact(ground, cut)

    def _rules(self, key: str, rules: tuple[RuleAdvice, ...]) -> Block:
        """Return rules by their titles; the status that most of them share stands once, above them."""
        statuses = [self._status[rule.guideline] for rule in rules]
        shared = max(statuses, key=statuses.count, default="")
        lines = (self._rule(rule, tagged=self._status[rule.guideline] != shared) for rule in rules)
        form = "columns" if len(rules) >= COLUMNED else "lines"
        return self._block(key, lines, form, self.word(shared) if shared else "")

    def _rule(self, rule: RuleAdvice, tagged: bool = True) -> Line:
        mark = self.say.mark(rule)
        return Line(f"{mark}: {self.say.title(rule)}" if mark else self.say.title(rule), self._mark(rule, tagged))

    def _mark(self, rule: RuleAdvice, tagged: bool = True) -> str:
        """Return the id of a rule, the status of its guideline, what it waits for and with which it disagrees."""
        parts = [rule.id, self.word(self._status[rule.guideline]) if tagged else ""]
        if rule.status == "not_yet":
            parts.append(f"{self.word('waits_for')}: {self.say.labels(rule.waits_for)}")
        if rule.id in self._against:
            parts.append(f"{self.word('against')} {', '.join(self._against[rule.id])}")
        return " · ".join(filter(None, parts))

    def _named(self, rule: RuleAdvice) -> str:
        return f"{self.say.title(rule).rstrip('.')} ({rule.id} · {self.word(self._status[rule.guideline])})"

    def _provenance(self, rule: RuleAdvice) -> str:
        return f"{rule.id}, {rule.source.locator} · {self.word(self._status[rule.guideline])}"

    def _considerations(self, cut: Cut) -> Block:
        rules = self.letter.due.considerations
        if not cut.considerations:
            return self._rules("considerations", rules)
        return self._block("considerations", [Line(self.word("see_advice").format(len(rules)))] if rules else [])

    def _missing(self, cut: Cut) -> Iterator[Line]:
        left_out = 0
        for report in self.letter.missing:
            kept = [n for n in report.items if not cut.missing or any(d.part == "recommendation" for d in n.advice)]
            left_out += len(report.items) - len(kept)
            if kept:
                said = "; ".join(self.say.of(needed.label) for needed in kept)
                yield Line(said if self.letter.request else f"{self._needing(report)}: {said}")
        if left_out:
            yield Line(self.word("more_missing").format(left_out))
        if not self.letter.missing and not self.letter.request:
            yield Line(self.word("nothing_missing"))

    def _needing(self, report: ReportNeeds) -> str:
        later = f" ({self.word('from_phase').format(self.say.phase(report.from_phase))})" if report.from_phase else ""
        return f"{self._supplier(report.report)}{later}"

    def _reasons(self) -> Iterator[Line]:
        for rule in self.letter.request.reasons:
            yield Line(f"{self.say.act(rule)} ({self.say.grounds(rule.because)})", self._mark(rule))
        if not self.letter.request.reasons:
            yield Line(self.word("no_reason"))
        if self.letter.whereto.elsewhere_first:
            yield from self._elsewhere()

    def _protocol(self) -> Block:
        """Return the protocol as a table, or why there is none."""
        rules = self.letter.request.sequences
        if not rules:
            return self._block("sequences", self._no_protocol())
        if len(rules) == 1:
            return self._block("sequences", self._rows(rules[0], ""), "table", self._mark(rules[0]))
        rows = (row for rule in rules for row in self._rows(rule, self._mark(rule)))
        return self._block("sequences", rows, "table")

    def _rows(self, rule: RuleAdvice, note: str) -> Iterator[Line]:
        for row in rule.checklist or (rule.text,):
            yield Line(self.say.of(row), note)

    def _no_protocol(self) -> Iterator[Line]:
        yield Line(self.word("no_protocol"))
        if self.letter.request.open:
            yield Line(f"{self.word('open')}: {self.say.labels(self.letter.request.open)}")

    def _standing(self, cut: Cut) -> Iterator[Block]:
        """Yield edition and status of the guidelines that speak on this letter, and what none of them holds."""
        say, letter = self.say, self.letter
        held = [g for g in letter.guidelines if not g.excluded]
        said = [
            f"{g.id}: {say.of(g.title)}, {say['edition']} {g.edition}, {say[g.status]}"
            for g in [g for g in held if g.id in self._speaking()] or held
        ]
        if not letter.whereto.elsewhere_first:
            said += [
                self.word("not_here").format(g.id, say.grounds(g.because), say.of(g.goes_to))
                for g in letter.whereto.elsewhere
            ]
        yield self._block("standing", map(Line, said), "run")
        yield self._block("not_held", self._counted((say.of(entry.text) for entry in letter.not_held), cut))

    def _counted(self, texts: Iterable[str], cut: Cut) -> Iterator[Line]:
        """Yield details, or how many there are."""
        details = tuple(texts)
        yield from map(Line, (self.word("see_advice").format(len(details)),) if cut.details and details else details)

    def _speaking(self) -> set[str]:
        whereto, due, request = self.letter.whereto, self.letter.due, self.letter.request
        rules = (
            *whereto.sends,
            *whereto.done,
            *whereto.handover,
            *(r for part in msgspec.structs.astuple(due) for r in part),
        )
        if request:
            rules = (*request.reasons, *request.sequences, *request.technique)
        return {rule.guideline for rule in rules}
