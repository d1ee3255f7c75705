"""Red, yellow, green, and grey for what is missing or cannot be judged. Grey is never a kind of green."""

from collections.abc import Iterable
from typing import Final, Literal

Level = Literal["red", "yellow", "green", "grey"]

# Grey stands above green: what is not known may not calm anyone. It stands below yellow, which asks for a look anyway.
GRAVITY: Final[dict[Level, int]] = {"green": 0, "grey": 1, "yellow": 2, "red": 3}


def worst(levels: Iterable[Level]) -> Level:
    """The gravest of the levels; grey for none at all, because no colour stands without a reason."""
    return max(levels, key=GRAVITY.__getitem__, default="grey")
