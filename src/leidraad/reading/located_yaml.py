"""YAML with the place of every value. Scalars stay text; the reader of a value settles its type."""

import re
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
import yaml

from leidraad.diagnostics import Span, UserInputError, nearest, wrong

Path = tuple[str, ...]
T = TypeVar("T")
PLAIN_WORDS = {
    "str": "a text", "int": "a whole number", "float": "a number", "decimal": "a number", "bool": "true or false",
    "array": "a list", "object": "fields", "null": "nothing", "date": "a date",
}  # fmt: skip
TYPE_NAMES = re.compile(rf"`((?:{'|'.join(PLAIN_WORDS)})(?: \| (?:{'|'.join(PLAIN_WORDS)}))*)`")
# What the library says of a value that it cannot read, and how an author is told.
VALUE_WORDS = {
    "Invalid RFC3339 encoded date": ("this is no date", "write YYYY-MM-DD"),
    "Invalid decimal string": ("this is no number", "write digits, with a point if need be"),
}
MOST_VALUES = 200_000  # The dictionary has some ten thousand; aliases of aliases can make billions.

# What the parser of YAML says, what that means to an author, and what to do.
YAML_WORDS = (
    ("found character '\\t'", "a tab stands here", "indent with spaces"),
    ("mapping values are not allowed", "a second `: ` stands on this line",
     "put the text between quotes, or mend the indentation"),
    ("expected <block end>, but found '<scalar>'", "text follows behind a closing quote",
     "put the whole between quotes of the other kind, as in \"'mri' in imaging_done\""),
    ("unexpected end of stream", "the text ends within a quote", "close the quote"),
    ("expected <block end>", "this line does not fit in with the lines above it", "indent it as they are"),
)  # fmt: skip


def _in_words(problem: str, place: Span) -> tuple[str, Span, str]:
    for said, meant, hint in YAML_WORDS:
        if said in problem:
            return meant, place, hint
    hint = "put a text that holds `: `, ` #`, `?` or a comma between quotes"
    return f"cannot read this: {problem}", place, hint


class Scalar(msgspec.Struct, frozen=True):
    """A text as it stands in the file, and where it starts."""

    text: str
    span: Span


class Document:
    """One YAML text: its data (texts, lists, mappings), and the place of each value by its path."""

    def __init__(self, text: str, origin: Span) -> None:
        self._text = text
        self._origin = origin
        self.spans: dict[Path, Span] = {(): origin}
        self.scalars: dict[Path, Scalar] = {}
        self.data: Any = self._read()

    def _read(self) -> Any:
        try:
            node = yaml.compose(self._text, Loader=yaml.SafeLoader)
            return self._value(node, ()) if node else {}
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = self._span(mark, mark) if mark else self._origin
            raise wrong("yaml", *_in_words(str(error.problem or error.context), place)) from None
        except yaml.reader.ReaderError as error:
            line = self._text.count("\n", 0, error.position)
            place = Span(self._origin.file, self._origin.line + line, heading=self._origin.heading)
            raise wrong("yaml", "a character that is no text stands on this line", place, "take it away") from None
        except RecursionError:
            raise wrong("yaml", "this is nested too deep", self._origin, "is an alias part of itself?") from None

    def _span(self, start: yaml.Mark, end: yaml.Mark) -> Span:
        o = self._origin
        return Span(o.file, o.line + start.line, start.column + 1, o.line + end.line, end.column + 1, o.heading)

    def _value(self, node: yaml.Node, path: Path) -> Any:
        self.spans[path] = self._span(node.start_mark, node.end_mark)
        if len(self.spans) > MOST_VALUES:
            raise wrong("yaml", "this grows too large", self.spans[path], "do not let aliases repeat aliases")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(part, (*path, str(i))) for i, part in enumerate(node.value)]
        self.scalars[path] = self._scalar(node)
        plain_null = node.style is None and node.value in ("", "null", "~")
        return None if plain_null else node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            span = self._span(key.start_mark, key.end_mark)
            if not isinstance(key, yaml.ScalarNode):
                raise wrong("yaml", "the name of a field is a text", span, "put a text with { or [ between quotes")
            if key.value in found:
                raise wrong("duplicate-field", f"`{key.value}` stands here twice", span, "keep one of them")
            found[key.value] = self._value(value, (*path, key.value))
        return found

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        span = self.spans.get(()) and self._span(node.start_mark, node.end_mark)
        if node.style in ("|", ">"):
            raw = self._text[node.start_mark.index : node.end_mark.index].partition("\n")[2]
            return Scalar(raw, Span(span.file, span.line + 1, 1, span.end_line, span.end_column, span.heading))
        if node.style is None:
            return Scalar(self._text[node.start_mark.index : node.end_mark.index], span)
        start = Span(span.file, span.line, span.column + 1, span.end_line, span.end_column, span.heading)
        return Scalar(node.value, start)

    def convert(self, kind: type[T], path: Path = ()) -> T:
        """Return the data below `path` as a source of this kind; raise UserInputError with the place."""
        data = self.data
        for step in path:
            data = data[int(step)] if isinstance(data, list) else data[step]
        try:
            return msgspec.convert(data, kind, strict=False)
        except msgspec.ValidationError as error:
            raise self._invalid(str(error), kind, path) from None

    def _invalid(self, message: str, kind: type, path: Path) -> UserInputError:
        sentence, _, where = message.partition(" - at `$")
        inner = tuple(step for step in re.split(r"[.\[\]`]+", where) if step)
        span = next(self.spans[p] for p in _prefixes((*path, *inner)) if p in self.spans)
        if unknown := re.match(r"Object contains unknown field `(.*)`", sentence):
            known = _field_names(kind)
            hint = nearest(unknown[1], known) or f"the fields are {', '.join(known)}"
            span = self.spans.get((*path, *inner, unknown[1]), span)
            return wrong("unknown-field", f"no field `{unknown[1]}`", span, hint)
        if missing := re.match(r"Object missing required field `(.*)`", sentence):
            return wrong("missing-field", f"`{missing[1]}` is missing", span, f"add `{missing[1]}: ...`")
        if sentence.endswith("got `null`") and inner:
            return wrong("wrong-value", f"`{inner[-1]}` is empty", span, "fill it in, or take the line away")
        if sentence in VALUE_WORDS:
            meant, hint = VALUE_WORDS[sentence]
            return wrong("wrong-value", meant, span, hint)
        sentence = TYPE_NAMES.sub(_in_plain_words, sentence)
        return wrong("wrong-value", sentence[0].lower() + sentence[1:], span)


def _field_names(kind: type) -> list[str]:
    """Return the names of the fields as an author writes them."""
    return [field.encode_name for field in msgspec.structs.fields(kind)] if hasattr(kind, "__struct_fields__") else []


def _in_plain_words(found: re.Match) -> str:
    return " or ".join(PLAIN_WORDS[name] for name in found[1].split(" | "))


def _prefixes(path: Path) -> Iterator[Path]:
    for end in range(len(path), -1, -1):
        yield path[:end]
