"""From claim files to typed decisions, exclusive sets, claims and declared exceptions. Checks names; proves nothing."""

from collections.abc import Iterable, Iterator, Sequence

from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.language.from_text import parse
from leidraad.model import content
from leidraad.model import expressions as model
from leidraad.reading.located_yaml import Document, Path
from leidraad.reading.sources import (
    ClaimFile,
    ClaimSource,
    Clauses,
    DecisionSource,
    DeclaredSource,
    ExclusiveSource,
    SelectionSource,
)

ANSWERS = ("at_least_one", "exactly_one")
# What may be declared of a decision point, of a claim or exclusive set, and of rules.
KINDS = {"decision": ("gap", "silence", "overlap"), "claim": ("contradiction",), "rule": ("dead_rule", "contradiction")}
WORDS = {"due": ("applies", "not_yet"), "standing": ("applies", "not_yet", "done")}
Sourced = tuple[str | None, Document]


def from_claims(sources: Iterable[Sourced], compiled: content.Content) -> tuple[content.Claims, list[Diagnostic]]:
    """Return the claims of all files and what is wrong with them. A source is a guideline, or None, and its file."""
    compiler = _Compiler(compiled)
    files = [(guideline, document, document.convert(ClaimFile)) for guideline, document in sources]
    for guideline, document, file in files:
        compiler.decisions(guideline, document, file)
    for guideline, document, file in files:
        compiler.claims(guideline, document, file)
    for _, document, file in files:
        compiler.declared(document, file)
    return compiler.result(), compiler.problems


class _Compiler:
    def __init__(self, compiled: content.Content) -> None:
        self._content = compiled
        self._rules = {rule.id: rule for guideline in compiled.guidelines for rule in guideline.rules}
        self._findings = {finding.id for guideline in compiled.guidelines for finding in guideline.findings}
        self._answers: dict[str, list[str]] = {}
        for rule in self._rules.values():
            if rule.decision:
                self._answers.setdefault(rule.decision, []).append(rule.id)
        self._places: dict[str, Span] = {}
        self._decisions: list[content.Decision] = []
        self._exclusive: list[content.Exclusive] = []
        self._claims: list[content.Claim] = []
        self._declared: list[content.Declared] = []
        self.problems: list[Diagnostic] = []

    def result(self) -> content.Claims:
        """Return what was compiled, and note the rules that name a decision that stands nowhere."""
        known = self._decided()
        for rule in self._rules.values():
            if rule.decision and rule.decision not in known:
                hint = nearest(rule.decision, known) or "write it in a file of `claims/`"
                message = f"no decision `{rule.decision}`"
                self.problems.append(Diagnostic("unknown-decision", message, rule.span, hint))
        return content.Claims(
            tuple(self._decisions), tuple(self._exclusive), tuple(self._claims), tuple(self._declared)
        )

    def _decided(self) -> set[str]:
        return {decision.key for decision in self._decisions}

    def decisions(self, guideline: str | None, document: Document, file: ClaimFile) -> None:
        """Compile the decision points of a file; every file's come first, for claims name them."""
        for key in file.decisions:
            self._try(lambda k=key: self._decisions.append(self._decision(guideline, document, k)))

    def claims(self, guideline: str | None, document: Document, file: ClaimFile) -> None:
        """Compile the exclusive sets and the claims of a file."""
        for at in range(len(file.exclusive)):
            path = ("exclusive", str(at))
            self._try(lambda p=path: self._exclusive.append(self._set(guideline, document, p)))
        for at in range(len(file.claims)):
            path = ("claims", str(at))
            self._try(lambda p=path: self._claims.append(self._claim(guideline, document, p)))

    def declared(self, document: Document, file: ClaimFile) -> None:
        """Compile what a file declares not to hold."""
        for at in range(len(file.declared)):
            path = ("declared", str(at))
            self._try(lambda p=path: self._declared.append(self._declaration(document, p)))

    def _try(self, action) -> None:
        try:
            action()
        except UserInputError as error:
            self.problems += error.diagnostics

    def _once(self, name: str, span: Span) -> None:
        if name in self._rules or name in self._content.acts:
            kind = "a rule" if name in self._rules else "an act"
            raise wrong("duplicate-id", f"`{name}` is the name of {kind} already", span, "take another name")
        if name in self._places:
            before = self._places[name]
            raise wrong(
                "duplicate-id", f"`{name}` stands at {before.file}:{before.line} too", span, "take another name"
            )
        self._places[name] = span

    def _decision(self, guideline: str | None, document: Document, key: str) -> content.Decision:
        path = ("decisions", key)
        source, span = document.convert(DecisionSource, path), document.spans[path]
        self._once(key, span)
        self._allowed(source.answers, ANSWERS, "number of answers", document.spans[(*path, "answers")])
        scope = self._condition(document, (*path, "scope"))
        for name in source.also:
            if name not in self._rules:
                raise wrong(
                    "unknown-rule", f"no rule `{name}`", document.spans[(*path, "also")], nearest(name, self._rules)
                )
        rules = tuple(dict.fromkeys((*self._answers.get(key, ()), *source.also)))
        self._answers[key] = list(rules)
        return content.Decision(key, source.title, scope, source.answers, rules, guideline, source.source, span)

    def _claim(self, guideline: str | None, document: Document, path: Path) -> content.Claim:
        source, span = document.convert(ClaimSource, path), document.spans[path]
        self._once(source.id, span)
        whenever = tuple(self._clauses(guideline, document, source.whenever, (*path, "whenever")))
        then = tuple(self._clauses(guideline, document, source.then, (*path, "then")))
        if not then:
            raise wrong("missing-field", "`then` is empty", span, "say what must hold")
        return content.Claim(source.id, source.title, whenever, then, guideline, source.source, span)

    def _clauses(self, guideline: str | None, document: Document, source: Clauses, path: Path) -> Iterator:
        parts = source if isinstance(source, list) else [source]
        for at, part in enumerate(parts):
            here = (*path, str(at)) if isinstance(source, list) else path
            if isinstance(part, str):
                yield self._condition(document, here)
            else:
                yield self._selection(guideline, document, here)

    def _selection(self, guideline: str | None, document: Document, path: Path) -> content.Selection:
        source, span = document.convert(SelectionSource, path), document.spans[path]
        lists = {"some": source.some_of, "every": source.every_of, "none": source.none_of}
        given = [(quantifier, names) for quantifier, names in lists.items() if names]
        if len(given) != 1:
            hint = "write one of some_of, every_of and none_of"
            raise wrong("selection", "this names not exactly one list of rules", span, hint)
        quantifier, names = given[0]
        members = self._members(guideline, names, span)
        rules = tuple(dict.fromkeys(rule for found in members.values() for rule in found))
        statuses = tuple(self._statuses(source.status, document.spans[(*path, "is")]))
        return content.Selection(quantifier, tuple(names), rules, statuses, span)

    def _statuses(self, source: str | list[str], span: Span) -> Iterator[str]:
        for word in source if isinstance(source, list) else [source]:
            self._allowed(word, (*content.STATUSES, *WORDS), "status", span)
            yield from WORDS.get(word, (word,))

    def _members(self, guideline: str | None, names: Iterable[str], span: Span, verbs: Sequence[str] = content.VERBS):
        """Return the rules that each name stands for: the rule, the answers of a decision, those who ask for an act."""
        return {name: self._member(guideline, name, span, verbs) for name in names}

    def _member(self, guideline: str | None, name: str, span: Span, verbs: Sequence[str]) -> tuple[str, ...]:
        if name in self._rules:
            return (name,)
        if name in self._answers:
            return tuple(self._answers[name])
        asking = (r for r in self._rules.values() if r.act == name and r.verb in verbs and r.verb != "do_not")
        found = tuple(r.id for r in asking if guideline in (None, r.guideline))
        if not found:
            raise self._unknown(guideline, name, span)
        return found

    def _unknown(self, guideline: str | None, name: str, span: Span) -> UserInputError:
        if name in self._content.acts:
            where = f" of `{guideline}`" if guideline else ""
            message = f"no rule{where} asks for `{name}`"
            return wrong("unknown-rule", message, span, "name an act that a rule asks for")
        known = [*self._rules, *self._answers, *self._content.acts]
        hint = nearest(name, known) or "name a rule, an act or a decision"
        return wrong("unknown-rule", f"no rule `{name}`", span, hint)

    def _set(self, guideline: str | None, document: Document, path: Path) -> content.Exclusive:
        source, span = document.convert(ExclusiveSource, path), document.spans[path]
        self._once(source.id, span)
        members = self._members(guideline, source.members, span, content.PRESCRIBING)
        if len(members) < 2:
            raise wrong("exclusive", "one member excludes nothing", span, "name two or more rules or acts")
        return content.Exclusive(source.id, members, source.why, guideline, span)

    def _declaration(self, document: Document, path: Path) -> content.Declared:
        source, span = document.convert(DeclaredSource, path), document.spans[path]
        names = tuple(source.of if isinstance(source.of, list) else [source.of])
        of = self._kind_of(names, span)
        self._allowed(source.kind, KINDS[of], f"kind for a {of}", document.spans[(*path, "kind")])
        if source.finding not in self._findings:
            hint = nearest(source.finding, self._findings)
            raise wrong("unknown-finding", f"no finding `{source.finding}`", document.spans[(*path, "finding")], hint)
        condition = self._condition(document, (*path, "when")) if source.when is not None else None
        return content.Declared(names, source.kind, source.finding, span, condition)

    def _kind_of(self, names: tuple[str, ...], span: Span) -> str:
        """Return what a declaration is of: a rule or several, a decision, a claim or exclusive set."""
        known = [*self._places, *self._rules]
        for name in names:
            if name not in known:
                hint = nearest(name, known) or "name a decision, a claim, an exclusive set or a rule"
                raise wrong("unknown-name", f"nothing is called `{name}`", span, hint)
        if names and self._rules.keys() >= set(names):
            return "rule"
        if len(names) != 1:
            message = "a declaration is of one thing, or of several rules"
            raise wrong("declared", message, span, "write one entry for each")
        return "decision" if names[0] in self._decided() else "claim"

    def _condition(self, document: Document, path: Path) -> model.Expression:
        scalar = document.scalars[path]
        return compile_condition(parse(scalar.text, scalar.span), Names(self._content.items))

    def _allowed(self, word: str, allowed: tuple[str, ...], field: str, span: Span) -> None:
        if word not in allowed:
            hint = nearest(word, allowed) or f"write one of {', '.join(allowed)}"
            raise wrong("wrong-value", f"`{word}` is no {field}", span, hint)
