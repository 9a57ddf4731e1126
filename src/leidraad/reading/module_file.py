"""A module's Markdown file: front matter, headings, and one fenced block under each third-level heading."""

from markdown_it import MarkdownIt

from leidraad.diagnostics import Span, wrong
from leidraad.reading.located_yaml import Document
from leidraad.reading.sources import Block, DefinitionBlock, ModuleSource

BLOCKS = ("rule", "norm", "note")


def read_module(text: str, file: str) -> ModuleSource:
    """Return the source of one module; raise UserInputError where its form is wrong."""
    front, first_line = _front_matter(text, file)
    return _Body(file, front).read(text, first_line)


def _front_matter(text: str, file: str) -> tuple[Document, int]:
    lines = text.split("\n")
    if lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        hint = "start the file with a line `---`, the fields of the module, and a line `---`"
        raise wrong("front-matter", "the front matter is missing", Span(file), hint)
    end = next(i for i, line in enumerate(lines[1:], start=1) if line.strip() == "---")
    return Document("\n".join(lines[1:end]), Span(file, 2)), end + 1


class _Body:
    def __init__(self, file: str, front: Document) -> None:
        self._file = file
        self._front = front
        self._headings: dict[str, str] = {}
        self._pending: tuple[str, str, Span] | None = None
        self._blocks: list[Block] = []
        self._definitions: list[DefinitionBlock] = []

    def read(self, text: str, first_line: int) -> ModuleSource:
        body = "\n" * first_line + "\n".join(text.split("\n")[first_line:])
        tokens = MarkdownIt().parse(body)
        for i, token in enumerate(tokens):
            if token.type == "heading_open":
                self._heading(token.tag, tokens[i + 1].content, token.map[0] + 1)
            elif token.type == "fence":
                self._fence(token.info.strip(), token.content, token.map[0] + 1)
        if self._pending:
            raise self._without_block()
        return ModuleSource(self._front, tuple(self._blocks), tuple(self._definitions), Span(self._file))

    def _path(self) -> tuple[str, ...]:
        return tuple(self._headings[tag] for tag in ("h1", "h2", "h3") if tag in self._headings)

    def _heading(self, tag: str, content: str, line: int) -> None:
        if self._pending:
            raise self._without_block()
        for deeper in ("h1", "h2", "h3"):
            if deeper >= tag:
                self._headings.pop(deeper, None)
        self._headings[tag] = content
        if tag == "h3":
            rule_id, _, title = (part.strip() for part in content.partition("·"))
            if not title:
                hint = "write `### wdt-4.2-01 · Short title`"
                raise wrong("heading", "this heading has no id and title", Span(self._file, line), hint)
            self._pending = (rule_id, title, Span(self._file, line, 1, line, 1, self._path()))

    def _fence(self, info: str, content: str, line: int) -> None:
        place = Span(self._file, line + 1, 1, line + 1, 1, self._path())
        if info == "cql":
            self._definitions.append(DefinitionBlock(content, place))
            return
        if info not in BLOCKS:
            return
        if not self._pending:
            hint = "give every block a heading `### id · title`"
            raise wrong("heading", f"this {info} has no heading of its own", place, hint)
        rule_id, title, span = self._pending
        self._blocks.append(Block(rule_id, title, info, Document(content, place), span))
        self._pending = None

    def _without_block(self):
        rule_id, _, span = self._pending
        return wrong(
            "heading",
            f"`{rule_id}` has no block",
            span,
            f"put a block under it that starts with ```{' or ```'.join(BLOCKS)}",
        )
