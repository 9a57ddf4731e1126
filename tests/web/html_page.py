"""What a browser would find in a page: its text, its elements, its fields. Reads with the standard HTML parser."""

import functools
import re
from html.parser import HTMLParser

EMPTY = {"input", "meta", "link", "br", "img", "hr"}


class Element:
    """One element: its name, its attributes, and the text in it."""

    def __init__(self, name, attributes):
        self.name, self.attributes, self.parts = name, {k: v or "" for k, v in attributes}, []

    @property
    def text(self):
        return spaced(" ".join(self.parts))

    def __getitem__(self, name):
        return self.attributes.get(name)


class HtmlPage(HTMLParser):
    """A page, read once."""

    def __init__(self, text):
        super().__init__()
        self.elements, self._open = [], []
        self.feed(text)

    def handle_starttag(self, name, attributes):
        element = Element(name, attributes)
        self.elements.append(element)
        if name not in EMPTY:
            self._open.append(element)

    def handle_endtag(self, name):
        while self._open and self._open.pop().name != name:
            pass

    def handle_data(self, data):
        for element in self._open:
            element.parts.append(data)

    def all(self, name, /, **wanted):
        """Return the elements of this name with these attributes; a trailing underscore is dropped."""
        asked = {key.rstrip("_").replace("_", "-"): value for key, value in wanted.items()}
        return [e for e in self.elements if e.name == name and all(e[k] == v for k, v in asked.items())]

    def one(self, name, /, **wanted):
        found = self.all(name, **wanted)
        assert len(found) == 1, f"{len(found)} elements {name} {wanted}"
        return found[0]

    def by_id(self, identity):
        found = [e for e in self.elements if e["id"] == identity]
        assert len(found) == 1, f"{len(found)} elements with the id {identity}"
        return found[0]

    @functools.cached_property
    def text(self):
        return spaced(" ".join(part for e in self.elements if e.name == "html" for part in e.parts))

    @functools.cached_property
    def said(self):
        """Return everything that a reader meets: text, and the values of attributes."""
        return self.text + " " + spaced(" ".join(v for e in self.elements for v in e.attributes.values()))


def spaced(text):
    return re.sub(r"\s+", " ", text).strip()
