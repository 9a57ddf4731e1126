"""Whether something leads back to itself: derivations, exceptions. Knows nothing of what it follows."""

from collections.abc import Callable, Iterable


def circle(start: str, leads_to: Callable[[str], Iterable[str]]) -> tuple[str, ...] | None:
    """Return a way from `start` back to it, both ends included, or None. Looks at every name once."""
    seen: set[str] = set()

    def onwards(path: tuple[str, ...]) -> tuple[str, ...] | None:
        for name in leads_to(path[-1]):
            if name == start:
                return (*path, name)
            if name not in seen:
                seen.add(name)
                if found := onwards((*path, name)):
                    return found
        return None

    return onwards((start,))
