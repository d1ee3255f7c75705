"""The order in which a form's items are decided: what an item depends on before the item itself.

Without recursion: in a form made by a machine, thousands of items may hang on each other.
"""

from collections.abc import Iterable, Mapping, Sequence


def settling_order(depends: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """`depends`: linkId → the linkIds it depends on, in the form's order.

    Items that depend on each other in a ring stand together, in the form's order, as the reference renderer takes them.
    """
    finished = _finished(depends, depends)
    needed_by: dict[str, list[str]] = {link_id: [] for link_id in depends}
    for link_id, others in depends.items():
        for other in others:
            needed_by[other].append(link_id)
    place = {link_id: number for number, link_id in enumerate(depends)}
    rings: list[list[str]] = []
    met: set[str] = set()
    for start in reversed(finished):
        if start not in met:
            ring = _finished([start], needed_by, met)
            rings.append(sorted(ring, key=place.__getitem__))
    return tuple(link_id for ring in reversed(rings) for link_id in ring)


def _finished(starts: Iterable[str], leads: Mapping[str, Sequence[str]], met: set[str] | None = None) -> list[str]:
    """Everything the starts lead to that was not met before; each after all that it leads to."""
    met = set() if met is None else met
    finished: list[str] = []
    done: set[str] = set()
    for start in starts:
        path = [] if start in met else [start]
        while path:
            link_id = path[-1]
            if link_id not in met:
                met.add(link_id)
                path.extend(each for each in leads[link_id] if each not in met)
            else:
                path.pop()
                if link_id not in done:
                    done.add(link_id)
                    finished.append(link_id)
    return finished
