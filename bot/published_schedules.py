"""A clinic's file applied beside schedules that staff have published: what they published is not undone in silence."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from bot.clinic_file import ClinicFile
from bot.publishing import Version, history
from bot.schedule_words import difference_in_words
from flows.pathway import Pathway


def keep_published(
    connection: Connection, file: ClinicFile, pathways: Sequence[Pathway]
) -> tuple[tuple[Pathway, ...], tuple[str, ...]]:
    """The pathways with the schedules that hold, and what to tell about those that the file does not change.

    `schedules` in the file names the published version that the pathway's own file replaces.
    """
    held: list[Pathway] = []
    told: list[str] = []
    for pathway in pathways:
        published = _published(history(connection, file.clinic, pathway.id), file.schedules.get(pathway.id))
        if published is None or not any(difference_in_words(published.schedule, pathway.schedule)):
            held.append(pathway)
            continue
        held.append(pathway.model_copy(update={"schedule": published.schedule}))
        told += _told(pathway, published)
    return tuple(held), tuple(told)


def _published(versions: Sequence[Version], named: int | None) -> Version | None:
    """The version by which staff published the schedule in force; null where the file brought it, or names it.

    Versions that changed something else since then carried the same schedule on.
    """
    origin: Version | None = None
    carried: list[int] = []
    for version in versions:
        if origin is not None and any(difference_in_words(version.schedule, origin.schedule)):
            break
        origin = version
        carried.append(version.version)
    if origin is None or not origin.by_staff or named in carried:
        return None
    return origin


def _told(pathway: Pathway, published: Version) -> Iterator[str]:
    yield (
        f"pathway {pathway.id}: the schedule that {published.published_by} published as version {published.version}"
        f" is kept. To replace it by the file's, write `schedules: {{{pathway.id}: {published.version}}}` in the"
        " clinic's file. The file's differs in this:"
    )
    gone, come = difference_in_words(published.schedule, pathway.schedule)
    yield from (f"pathway {pathway.id}: published: {line}" for line in gone)
    yield from (f"pathway {pathway.id}: in the file: {line}" for line in come)
