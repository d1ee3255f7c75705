"""Reading a clinic's file with all that it names: pathways, questionnaires and the secrets of its endpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from standardwebhooks.webhooks import Webhook

from bot.clinic_file import ClinicFile
from bot.field_faults import in_words
from bot.form_file import LARGEST_FORM, FormFileError, read_document
from bot.settings import ENVIRONMENT
from bot.yaml_file import Fault, Place, YamlFile, YamlFileError, read_yaml
from flows.fhir import QuestionnaireError, load_questionnaire
from flows.pathway import Pathway
from flows.questionnaire import Questionnaire
from triage.combine import MatrixError, parse_matrix
from triage.pack import packs
from triage.rule_check import rule_faults
from triage.rules import RuleError, parse_rules
from triage.scoring import bindings

SHIPPED: Final = "library:"
PACK: Final = "pack:"


class ClinicFileError(YamlFileError):
    """The clinic's file is at fault; each line of the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class ClinicSource:
    """A clinic's file with what it names. `secrets`: endpoint id → signing secrets, newest first; none for those
    that are to be made. Pathways name their questionnaires with the version (`url|version`)."""

    file: ClinicFile
    pathways: tuple[Pathway, ...]
    questionnaires: tuple[Questionnaire, ...]
    secrets: Mapping[str, tuple[str, ...]] = field(repr=False)


def load_clinic_file(path: Path) -> ClinicSource:
    """Read and check everything. Raises ClinicFileError that names every fault found, with its line."""
    try:
        return _Loading(path).load()
    except YamlFileError as error:
        raise ClinicFileError(error.faults) from None


class _Loading:
    """Gathers faults over all the files, so that a clinic sees them together."""

    def __init__(self, path: Path) -> None:
        self.home = path.parent
        self.yaml = read_yaml(path)
        self.faults: list[Fault] = []
        if not isinstance(self.yaml.content, dict):
            raise YamlFileError([self.yaml.fault((), "write a clinic as keys and values")])

    def load(self) -> ClinicSource:
        document = dict(self.yaml.content)
        questionnaires = self._questionnaires(self._list(document, "questionnaires"))
        pathways = self._pathways(self._list(document, "pathways"), questionnaires)
        document["questionnaires"] = [canonical(each) for each in questionnaires]
        document["pathways"] = [each.id for each in pathways]
        file = self._check(ClinicFile, document, self.yaml, ())
        if file is not None:
            self._check_languages(file, questionnaires)
            self._check_cover(file, questionnaires)
        secrets = {} if file is None else self._secrets(file)
        if self.faults or file is None:
            raise YamlFileError(self.faults)
        return ClinicSource(file, tuple(pathways), tuple(questionnaires), secrets)

    def _list(self, document: dict[str, Any], key: str) -> list[Any]:
        value = document.get(key) or []
        if not isinstance(value, list):
            self.faults.append(self.yaml.fault((key,), "write a list"))
            return []
        return value

    def _check(self, model: Any, document: Any, source: YamlFile, place: Place) -> Any:
        try:
            return model.model_validate(document)
        except ValidationError as error:
            for item in error.errors(include_input=False, include_url=False):
                message = in_words(item)
                self.faults.append(source.fault((*place, *item["loc"]), message))
            return None

    def _questionnaires(self, names: list[Any]) -> list[Questionnaire]:
        found: dict[str, Questionnaire] = {}
        for n, name in enumerate(names):
            questionnaire = self._questionnaire(str(name), ("questionnaires", n))
            if questionnaire is None:
                continue
            if questionnaire.url in found:
                self._fault(("questionnaires", n), f"{questionnaire.url} stands in the list already")
            found[questionnaire.url] = questionnaire
        return list(found.values())

    def _questionnaire(self, name: str, place: Place) -> Questionnaire | None:
        try:
            return load_questionnaire(read_document(self._content(name)))
        except OSError as error:
            self._fault(place, f"{name} cannot be read ({error.strerror or 'there is no such file'})")
        except QuestionnaireError as error:
            for issue in error.issues:
                where = f" {issue.link_id}" if issue.link_id else ""
                self._fault(place, f"{name}{where}: {issue.message} ({issue.code})")
        except FormFileError as error:
            self._fault(place, f"{name} is not a FHIR Questionnaire: {error}")
        return None

    def _content(self, name: str) -> bytes:
        if name.startswith(SHIPPED):
            place = files("flows.library").joinpath("questionnaires", f"{Path(name.removeprefix(SHIPPED)).name}.json")
            return place.read_bytes()
        with (self.home / name).open("rb") as file:
            return file.read(LARGEST_FORM + 1)

    def _pathways(self, entries: list[Any], questionnaires: list[Questionnaire]) -> list[Pathway]:
        known = {each.url: canonical(each) for each in questionnaires}
        found: list[Pathway] = []
        for n, entry in enumerate(entries):
            source, place = (self.yaml, ("pathways", n)) if isinstance(entry, dict) else (None, ())
            if source is None:
                source = self._pathway_file(str(entry), n)
                if source is None:
                    continue
                entry = source.content
            pathway = self._check(Pathway, entry, source, place)
            if pathway is None:
                continue
            try:
                told = rule_faults(parse_rules(pathway.rules), questionnaires)
            except RuleError as error:
                told = [str(error)]
            self.faults += [source.fault((*place, "rules"), each) for each in told]
            try:
                if pathway.matrix is not None:
                    parse_matrix(pathway.matrix)
            except MatrixError as error:
                self.faults.append(source.fault((*place, "matrix"), str(error)))
            if any(other.id == pathway.id for other in found):
                self.faults.append(source.fault((*place, "id"), f"two pathways are called {pathway.id}"))
            found.append(self._pinned(pathway, known | _by_pack(questionnaires), source, place))
        return found

    def _pathway_file(self, name: str, n: int) -> YamlFile | None:
        if not name.startswith(SHIPPED):
            return read_yaml(self.home / name)
        shipped = files("flows.library").joinpath("pathways")
        known = sorted(each.name.removesuffix(".yaml") for each in shipped.iterdir() if each.name.endswith(".yaml"))
        wanted = name.removeprefix(SHIPPED)
        if wanted not in known:
            self._fault(("pathways", n), f"no pathway {wanted!r} is shipped. Known: {', '.join(known)}")
            return None
        with as_file(shipped.joinpath(f"{wanted}.yaml")) as path:
            return read_yaml(path)

    def _pinned(self, pathway: Pathway, known: Mapping[str, str], source: YamlFile, place: Place) -> Pathway:
        """With the version of each questionnaire written in: a new version of a form is a new one of the pathway.

        `pack:NAME` is whichever of the clinic's questionnaires that scoring pack fits; until there is one, the name
        stands for itself, and a wave that needs it is not asked.
        """
        waves = []
        for n, wave in enumerate(pathway.waves):
            pins: dict[str, tuple[str, ...]] = {}
            for part in ("core", "optional", "short"):
                names = getattr(wave, part)
                for m, name in enumerate(names):
                    fault = _unknown(name, known)
                    if fault is not None:
                        self.faults.append(source.fault((*place, "waves", n, part, m), fault))
                pins[part] = tuple(dict.fromkeys(known.get(name, name) for name in names))
            waves.append(wave.model_copy(update=pins))
        return pathway.model_copy(update={"waves": tuple(waves)})

    def _check_cover(self, file: ClinicFile, questionnaires: list[Questionnaire]) -> None:
        """An answer that asks for a person at once needs a person who is there."""
        if file.staffed is not None and file.safety is not None:
            return
        for n, questionnaire in enumerate(questionnaires):
            for binding in bindings(questionnaire):
                if binding.pack.cover_instead:
                    instead = " or ".join(binding.pack.cover_instead)
                    told = f"{binding.pack.title} needs somebody who reads alerts: give `staffed` and `safety`, or ask "
                    self._fault(("questionnaires", n), f"{told}{instead} instead")

    def _check_languages(self, file: ClinicFile, questionnaires: list[Questionnaire]) -> None:
        for n, questionnaire in enumerate(questionnaires):
            lacking = [language for language in file.languages if language not in questionnaire.languages]
            if lacking:
                self._fault(
                    ("questionnaires", n),
                    f"{questionnaire.name} is not there in {', '.join(lacking)}, which the clinic writes in",
                )

    def _secrets(self, file: ClinicFile) -> dict[str, tuple[str, ...]]:
        secrets: dict[str, tuple[str, ...]] = {}
        for n, endpoint in enumerate(file.endpoints):
            place: Place = ("endpoints", n)
            if endpoint.secret_env:
                given = ENVIRONMENT.get(endpoint.secret_env, "")
                place = (*place, "secret_env")
            elif endpoint.secret_file:
                place = (*place, "secret_file")
                try:
                    given = (self.home / endpoint.secret_file).read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError):
                    self._fault(place, "cannot be read")
                    continue
            else:
                continue
            split = tuple(given.replace(",", " ").split())
            if not split or not all(map(_is_secret, split)):
                self._fault(place, "holds no signing secret: it begins with whsec_ and goes on in base64")
            secrets[endpoint.id] = split
        return secrets

    def _fault(self, place: Place, message: str) -> None:
        self.faults.append(self.yaml.fault(place, message))


def _by_pack(questionnaires: Sequence[Questionnaire]) -> dict[str, str]:
    """pack:NAME → the first of the clinic's questionnaires that the scoring pack fits."""
    found: dict[str, str] = {}
    for questionnaire in questionnaires:
        for binding in bindings(questionnaire):
            found.setdefault(f"{PACK}{binding.pack.id}", canonical(questionnaire))
    return found


def _unknown(name: str, known: Mapping[str, str]) -> str | None:
    """What is wrong with a questionnaire's name in a pathway; null where it is there, or may come later."""
    if name in known or name in known.values():
        return None
    if not name.startswith(PACK):
        return f"{name} stands not under `questionnaires`"
    pack = name.removeprefix(PACK)
    return None if pack in packs() else f"there is no scoring pack {pack}. Known: {', '.join(sorted(packs()))}"


def canonical(questionnaire: Questionnaire) -> str:
    return f"{questionnaire.url}|{questionnaire.version}"


def _is_secret(text: str) -> bool:
    try:
        Webhook(text)
    except (ValueError, RuntimeError):
        return False
    return text.startswith("whsec_") and len(text) >= 30
