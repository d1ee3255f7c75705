"""The stages that plays in tests are put on."""

from collections.abc import Iterator

import pytest

from store.embedded import Embedded
from tests.simulation.stage import Stage, Stages


@pytest.fixture(scope="session")
def stages(server: Embedded, template: str) -> Stages:
    return Stages(server.cluster, template)


@pytest.fixture
def stage(stages: Stages) -> Iterator[Stage]:
    with stages.stage() as stage:
        yield stage
