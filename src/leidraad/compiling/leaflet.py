"""From leaflet files to the typed leaflet. Checks names and conditions; chooses no paragraph."""

from collections.abc import Iterable, Iterator

from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.language.from_text import parse
from leidraad.model import expressions as model
from leidraad.model.content import Content, Field, Leaflet, LeftOut, Paragraph, Section, Term
from leidraad.reading.leaflet_sources import LeafletSource, ParagraphSource
from leidraad.reading.located_yaml import Document, Path


def from_leaflet(documents: Iterable[Document], content: Content) -> tuple[Leaflet, list[Diagnostic]]:
    """Return the leaflet and what is wrong with it."""
    compiler = _Compiler(content)
    sources = [(document, document.convert(LeafletSource)) for document in documents]
    for document, source in sources:
        compiler.frame(document, source)
    for document, source in sources:
        compiler.texts(document, source)
    compiler.check()
    return compiler.leaflet(), compiler.problems


class _Compiler:
    def __init__(self, content: Content) -> None:
        self.problems: list[Diagnostic] = []
        self._items = content.items
        self._guidelines = {g.id for g in content.guidelines}
        self._rules = {rule.id for g in content.guidelines for rule in g.rules}
        self._beside = {entry.id for g in content.guidelines for entry in (*g.notes, *g.norms)}
        self._sections: dict[str, Section] = {}
        self._fields: dict[str, Field] = {}
        self._terms: list[Term] = []
        self._paragraphs: dict[str, Paragraph] = {}
        self._left_out: list[LeftOut] = []
        self._named: list[tuple[str, Iterable[str], str, Span]] = []

    def leaflet(self) -> Leaflet:
        return Leaflet(
            tuple(self._sections.values()), tuple(self._fields.values()), tuple(self._terms),
            tuple(self._paragraphs.values()), tuple(self._left_out),
        )  # fmt: skip

    def frame(self, document: Document, source: LeafletSource) -> None:
        """Take in the sections, fields and terms of a file."""
        for name, s in source.sections.items():
            self._new(name, self._sections, "section", document.spans[("sections", name)])
            self._sections[name] = Section(name, s.title, s.bullets, s.staff)
        for name, f in source.fields.items():
            span = document.spans[("fields", name)]
            self._new(name, self._fields, "field", span)
            self._name(f.section, self._sections, "section", span)
            self._name(f.item, self._items, "data item", span)
            self._name(f.beside, self._paragraphs, "paragraph", span)
            self._fields[name] = Field(name, f.label, f.section, f.item, f.beside)
        self._terms += [Term({"nl": tuple(t.nl), "en": tuple(t.en)}, t.meaning) for t in source.terms]

    def texts(self, document: Document, source: LeafletSource) -> None:
        """Take in the paragraphs of a file, and the rules that it leaves out."""
        for at, paragraph in enumerate(source.paragraphs):
            path = ("paragraphs", str(at))
            self._new(paragraph.id, self._paragraphs, "paragraph", document.spans[path])
            self._paragraphs[paragraph.id] = self._paragraph(paragraph, document, path)
        for at, entry in enumerate(source.left_out):
            for rule in entry.rules:
                self._name(rule, self._rules, "rule", document.spans[("left_out", str(at))])
                self._left_out.append(LeftOut(rule, entry.why))

    def _paragraph(self, source: ParagraphSource, document: Document, path: Path) -> Paragraph:
        span = document.spans[path]
        for rule in source.rules:
            self._name(rule, self._rules, "rule", span)
        for name in source.background:
            self._name(name, self._beside, "note or norm", span)
        for name in source.unless:
            self._name(name, self._paragraphs, "paragraph", span)
        self._name(source.section, self._sections, "section", span)
        self._name(source.excluded, self._guidelines, "guideline", span)
        if bool(source.rules or source.excluded) != bool(source.source):
            message = "a paragraph names its source when it rests on rules or an exclude, and only then"
            hint = "add `source`, and `rules` or `excluded`; or neither"
            self.problems.append(Diagnostic("no-source", message, span, hint))
        return Paragraph(
            id=source.id, section=source.section, text=source.text, span=span, rules=tuple(source.rules),
            background=tuple(source.background), locator=source.source, condition=self._condition(document, path),
            excluded=source.excluded, still_open=source.still_open, alone=source.alone, unless=tuple(source.unless),
        )  # fmt: skip

    def _condition(self, document: Document, path: Path) -> model.Expression | None:
        scalar = document.scalars.get((*path, "when"))
        if scalar is None:
            return None
        try:
            node = compile_condition(parse(scalar.text, scalar.span), Names(self._items))
            if any(isinstance(part, model.IsNull) for part in model.walk(node)):
                raise wrong("null-test", "a paragraph must not speak because something is unknown", scalar.span,
                            "compare the item with a value")  # fmt: skip
            return node
        except UserInputError as error:
            self.problems += error.diagnostics
            return None

    def _new(self, name: str, known: Iterable[str], kind: str, span: Span) -> None:
        if name in known:
            message = f"the {kind} `{name}` stands twice"
            self.problems.append(Diagnostic("duplicate-id", message, span, "give it another name"))

    def _name(self, name: str | None, known: Iterable[str], kind: str, span: Span) -> None:
        """Keep a name to check when every file was taken in."""
        if name is not None:
            self._named.append((name, known, kind, span))

    def check(self) -> None:
        """Add an error for every name that stands for nothing."""
        self.problems += self._unknown()

    def _unknown(self) -> Iterator[Diagnostic]:
        for name, known, kind, span in self._named:
            if name not in known:
                code = f"unknown-{kind.replace(' ', '-')}"
                hint = nearest(name, known) or f"name a {kind} that exists"
                yield Diagnostic(code, f"no {kind} `{name}`", span, hint)
