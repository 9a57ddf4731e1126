"""From the sources of one guideline to its compiled form: rules, norms, notes, findings, excludes."""

import datetime
import re
from collections.abc import Iterator, Mapping

from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.diagnostics import Diagnostic, UserInputError, nearest, wrong
from leidraad.language.from_text import parse, parse_library
from leidraad.language.syntax import Syntax
from leidraad.model import content
from leidraad.model import expressions as model
from leidraad.reading.located_yaml import Document, Path
from leidraad.reading.sources import (
    Block,
    ConflictSource,
    FindingSource,
    FrontMatter,
    GuidelinePassport,
    GuidelineSource,
    ModuleSource,
    NormSource,
    NoteSource,
    RuleSource,
)

CERTAINTIES = ("high", "moderate", "low", "very_low", "not_assessed")
LOWERED_FOR = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
STATUSES = ("concept", "authorisation phase", "authorised", "local protocol")
ALLOWED = {
    "verb": content.VERBS,
    "part": ("recommendation", "consideration"),
    "audience": ("act", "leaflet", "team"),
    "certainty": CERTAINTIES,
}
# The criteria of evidence to decision and what can be judged of each, as GRADE's framework has them.
JUDGEMENTS = {
    "balance_of_effects": ("favours_option", "probably_favours_option", "mixed", "uncertain", "not_reported"),
    "certainty": CERTAINTIES,
    "values": (
        "no_important_variability", "probably_important_variability", "important_variability", "no_evidence_assumed",
    ),
    "costs": ("lower", "comparable", "higher", "probably_higher", "mixed", "uncertain"),
    "equity": ("increased", "no_effect", "possibly_reduced", "mixed", "uncertain"),
    "acceptability_ethical": ("acceptable", "acceptable_with_conditions"),
    "sustainability": (
        "lower_impact", "similar_impact", "similar_or_lower_impact", "higher_impact", "not_relevant", "not_decisive",
    ),
    "feasibility": ("feasible", "feasible_with_conditions", "limited"),
}  # fmt: skip
SEVERITIES = ("changes_advice", "changes_wording", "editorial")
STRENGTH = re.compile(r"(strong|conditional|ungraded)( \(inferred.*\))?")
ONLY_IN_DERIVATIONS = (
    model.IsNull,
    model.Case,
    model.Coalesce,
    model.Arithmetic,
    model.Negate,
    model.Between,
    model.Exists,
)


def from_guideline(source: GuidelineSource, items: Mapping[str, content.Item], acts: Mapping) -> content.Guideline:
    """Return the compiled guideline; raise UserInputError with every mistake found."""
    return _Guideline(source, items, acts).compile()


class _Guideline:
    def __init__(self, source: GuidelineSource, items: Mapping, acts: Mapping) -> None:
        self._source = source
        self._items = items
        self._acts = acts
        self._problems: list[Diagnostic] = []
        self._passport = source.passport.convert(GuidelinePassport)

    def compile(self) -> content.Guideline:
        modules, rules, norms, notes = [], [], [], []
        lists = {"rule": rules, "norm": norms, "note": notes}
        for source in self._source.modules:
            module = self._try(lambda s=source: self._module(s))
            names = self._try(lambda s=source: self._names(s))
            if module is None or names is None:
                continue
            modules.append(module)
            for block in source.blocks:
                compiled = self._try(lambda b=block, n=names, m=module: self._block(b, n, m.id))
                if compiled is not None:
                    lists[block.kind].append(compiled)
        guideline = self._assemble(modules, rules, norms, notes)
        if self._problems:
            raise UserInputError(self._problems)
        return guideline

    def _try(self, action):
        try:
            return action()
        except UserInputError as error:
            self._problems += error.diagnostics
            return None

    def _assemble(self, modules, rules, norms, notes) -> content.Guideline:
        p = self._passport
        excludes = self._conditions("excludes", len(p.excludes))
        not_held = self._conditions("not_held", len(p.not_held))
        findings = [found for d in self._source.findings for found in self._try(lambda d=d: self._findings(d)) or ()]
        guideline = content.Guideline(
            id=p.id, edition=p.edition, title=p.title, status=p.status, document=p.document,
            sha256=self._source.sha256, valid_from=p.valid_from, network=p.network,
            excludes=tuple(content.Exclude(c, e.goes_to) for c, e in zip(excludes, p.excludes, strict=True) if c),
            not_held=tuple(content.NotHeld(n.id, c, n.text) for c, n in zip(not_held, p.not_held, strict=True) if c),
            conflicts=from_conflicts(p.conflicts, self._source.passport, ("conflicts",)),
            legend=p.legend, modules=tuple(modules), rules=tuple(rules), norms=tuple(norms), notes=tuple(notes),
            findings=tuple(findings),
        )  # fmt: skip
        return guideline

    def _conditions(self, field: str, count: int) -> list[model.Expression | None]:
        """Return the conditions of a list in the passport; None for one that is wrong."""
        document, names = self._source.passport, Names(self._items)
        paths = [(field, str(i), "when") for i in range(count)]
        return [self._try(lambda p=path: self._condition(document, p, names)) for path in paths]

    def _module(self, source: ModuleSource) -> content.Module:
        front = source.front.convert(FrontMatter)
        self._allowed(front.certainty, CERTAINTIES, "certainty", source.front, ("certainty",))
        self._allowed(front.status, STATUSES, "status", source.front, ("status",))
        return content.Module(
            id=front.module, title=front.title, question=front.question, status=front.status,
            certainty=front.certainty, rationale=front.rationale, informed_by=tuple(front.informed_by),
            authorised_on=_date(front.authorised_on, source.front, "authorised_on"),
            review_by=_date(front.review_by, source.front, "review_by"),
            evidence_to_decision=self._judgements(front, source.front),
            outcomes=tuple(self._graded(front, source.front)), interests=tuple(front.interests),
            budget_impact=front.budget_impact, running_trials=tuple(front.running_trials),
            knowledge_gaps=tuple(front.knowledge_gaps),
        )  # fmt: skip

    def _judgements(self, front: FrontMatter, document: Document) -> dict[str, content.Judgement]:
        for criterion, source in front.evidence_to_decision.items():
            path = ("evidence_to_decision", criterion)
            self._allowed(criterion, tuple(JUDGEMENTS), "criterion", document, path)
            self._allowed(source.judgement, JUDGEMENTS[criterion], f"judgement of {criterion}", document, path)
        return {c: content.Judgement(s.judgement, s.text) for c, s in front.evidence_to_decision.items()}

    def _graded(self, front: FrontMatter, document: Document) -> Iterator[content.Graded]:
        for i, source in enumerate(front.outcomes):
            path = ("outcomes", str(i))
            self._allowed(source.certainty, CERTAINTIES, "certainty", document, (*path, "certainty"))
            for at, reason in enumerate(source.lowered_for):
                self._allowed(reason, LOWERED_FOR, "domain of GRADE", document, (*path, "lowered_for", str(at)))
            yield content.Graded(source.outcome, source.certainty, tuple(source.lowered_for))

    def _names(self, source: ModuleSource) -> Names:
        definitions: dict[str, Syntax] = {}
        for block in source.definitions:
            for definition in parse_library(block.text, block.span):
                if definition.name in definitions or definition.name in self._items:
                    raise wrong("duplicate-name", f"`{definition.name}` is already defined", definition.span)
                definitions[definition.name] = definition.expression
        return Names(self._items, definitions)

    def _block(self, block: Block, names: Names, module: str):
        prefix = f"{self._passport.id}-{module}-"
        if not block.id.startswith(prefix):
            raise wrong("wrong-id", f"`{block.id}` is not an id of this module", block.span, f"start with {prefix}")
        match block.kind:
            case "rule":
                return self._rule(block, names, module)
            case "norm":
                norm = block.document.convert(NormSource)
                where = self._locator(module, norm.source)
                return content.Norm(block.id, norm.text, norm.year, norm.actor, where, block.span, norm.newer_edition)
        note = block.document.convert(NoteSource)
        where = self._locator(module, note.source)
        return content.Note(block.id, note.text, tuple(note.bears_on), where, block.span, note.certainty)

    def _locator(self, module: str, locator: str) -> content.Source:
        return content.Source(self._passport.document, module, locator)

    def _rule(self, block: Block, names: Names, module: str) -> content.Rule:
        source = block.document.convert(RuleSource)
        self._check_words(source, block.document)
        strength = STRENGTH.fullmatch(source.strength)
        optional = {
            part: self._condition(block.document, (part,), names, leaves_only=True)
            for part in ("gate", "done", "breach")
            if getattr(source, part) is not None
        }
        return content.Rule(
            id=block.id, guideline=self._passport.id, module=module, title=block.title, act=source.act,
            verb=source.verb, part=source.part, audience=source.audience, strength=strength[1],
            strength_basis="inferred" if strength[2] else "none" if strength[1] == "ungraded" else "stated",
            certainty=source.certainty, actor=source.actor, action=source.action, phases=tuple(source.phases),
            truth=self._truth(source, block, names), source=self._locator(module, source.source), span=block.span,
            refines=tuple(source.refines), overrides=tuple(source.overrides), boundary=source.boundary,
            checklist=tuple(source.items), note=source.note, decision=source.decision, **optional,
        )  # fmt: skip

    def _truth(self, source: RuleSource, block: Block, names: Names) -> model.Expression:
        parts = [self._condition(block.document, ("scope",), names, leaves_only=True)]
        if source.when is not None:
            parts.append(self._condition(block.document, ("when",), names, leaves_only=True))
        flat = [p for part in parts for p in (part.operands if isinstance(part, model.And) else (part,))]
        known = [p for p in flat if not (isinstance(p, model.Truth) and p.value)]
        if len(known) == 1:
            return known[0]
        return model.And(block.span, tuple(known)) if known else model.Truth(block.span, True)

    def _condition(self, document: Document, path: Path, names: Names, leaves_only: bool = False) -> model.Expression:
        scalar = document.scalars[path]
        node = compile_condition(parse(scalar.text, scalar.span), names)
        if leaves_only:
            self._refuse_derivations(node, recorded_allowed=path == ("done",))
        return node

    def _refuse_derivations(self, node: model.Expression, recorded_allowed: bool) -> None:
        if recorded_allowed and _is_recorded(node):
            return
        if isinstance(node, model.IsNull):
            message = "a rule must not hold or fail because something was not written down"
            hint = "compare with a value, without `is`; in `done` alone, `item is not null` asks what is on record"
            raise wrong("not-in-a-rule", message, node.span, hint)
        if isinstance(node, ONLY_IN_DERIVATIONS):
            message = "a rule compares items with values; this belongs in a derived item"
            raise wrong("not-in-a-rule", message, node.span, "add a derived item to the dictionary and name it here")
        for part in model.children(node):
            self._refuse_derivations(part, recorded_allowed)

    def _check_words(self, source: RuleSource, document: Document) -> None:
        for field, allowed in ALLOWED.items():
            self._allowed(getattr(source, field), allowed, field, document, (field,))
        for i, phase in enumerate(source.phases):
            self._allowed(phase, content.PHASES, "phase", document, ("phases", str(i)))
        if not source.phases:
            raise wrong("missing-field", "`phases` is empty", document.spans[("phases",)], "say when the act is due")
        if source.act not in self._acts:
            hint = nearest(source.act, self._acts) or "add it to shared/acts"
            raise wrong("unknown-act", f"no act `{source.act}`", document.spans[("act",)], hint)
        if not STRENGTH.fullmatch(source.strength):
            hint = "write strong, conditional or ungraded, with `(inferred)` where the source labels nothing"
            raise wrong("wrong-value", f"`{source.strength}` is no strength", document.spans[("strength",)], hint)
        self._check_carried_out(source, document)

    def _check_carried_out(self, source: RuleSource, document: Document) -> None:
        if source.verb == "do_not":
            if source.done is not None:
                message = "a do_not rule cannot be done"
                raise wrong("done", message, document.spans[("done",)], "use `breach`")
        elif source.breach is not None:
            raise wrong("done", "only a do_not rule has `breach`", document.spans[("breach",)], "use `done`")
        elif source.done is None and source.no_done is None:
            hint = "add `done: condition`, or `no_done: why no item tells`"
            raise wrong("done", "nothing says when this act counts as carried out", document.spans[()], hint)

    def _allowed(self, word: str, allowed: tuple, field: str, document: Document, path: Path) -> None:
        if word not in allowed:
            hint = nearest(word, allowed) or f"write one of {', '.join(allowed)}"
            raise wrong("wrong-value", f"`{word}` is no {field}", document.spans.get(path), hint)

    def _findings(self, document: Document) -> list[content.Finding]:
        if not document.data:
            return []
        found = []
        for i, source in enumerate(document.convert(list[FindingSource])):
            self._allowed(source.severity, SEVERITIES, "severity", document, (str(i), "severity"))
            place = document.spans[(str(i),)]
            found.append(
                content.Finding(
                    source.id,
                    tuple(source.rules),
                    source.severity,
                    source.source,
                    source.unclear,
                    source.reading,
                    place,
                )
            )
        return found


def from_conflicts(sources: list[ConflictSource], document: Document, path: Path) -> tuple[content.Conflict, ...]:
    """Return declared conflicts, each with its place."""
    places = (document.spans[(*path, str(i))] for i in range(len(sources)))
    return tuple(content.Conflict(c.rules, c.why, place, c.apart) for c, place in zip(sources, places, strict=True))


def _is_recorded(node: model.Expression) -> bool:
    match node:
        case model.Not(operand=model.IsNull(operand=model.ItemValue())):
            return True
    return False


def _date(text: str, document: Document, field: str) -> datetime.date | None:
    if text == "unknown":
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        hint = "write YYYY-MM-DD or unknown"
        raise wrong("wrong-value", f"`{text}` is no date", document.spans[(field,)], hint) from None
