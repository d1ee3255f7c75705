"""From answers to scores, by the packs that fit a questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from flows.items import Item, Texts
from flows.occurrences import Path, at, link_id_of
from flows.plan import Plan, common
from flows.questionnaire import Answers, Filled, Question, Questionnaire
from flows.replies.reply import Value
from triage.pack import Direction, Pack, PackItem, PackScore, TableEntry, packs

# A clinic binds an imported text to a pack by this code on the item, as "peg.q1"
ITEM_CODES: Final = "https://prosvar.example/fhir/CodeSystem/pack-items"
Values = Mapping[str, Decimal]  # item key → value


@dataclass(frozen=True, slots=True)
class Score:
    """`value` null: not scoreable, and `missing` names the items that lack. Range, direction and band explain it.

    `occurrence`: numbers from the outermost group that repeats, where its answers are in one; `around`: those groups.
    """

    code: str
    name: Texts
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    direction: Direction | None = None
    band: str | None = None
    pack: str | None = None
    version: str | None = None
    mic: Decimal | None = None
    mic_percent: Decimal | None = None
    loinc: str | None = None
    missing: tuple[str, ...] = ()
    occurrence: Path = ()
    around: tuple[str, ...] = ()

    @property
    def spot(self) -> str:
        return at(self.code, self.occurrence)


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A pack laid over a form: item key → its question."""

    pack: Pack
    questions: Mapping[str, Question]

    def link_ids(self, score: PackScore) -> tuple[str, ...]:
        return tuple(self.questions[key].link_id for key in score.items)


@lru_cache(maxsize=256)
def bindings(questionnaire: Questionnaire) -> tuple[Binding, ...]:
    """Every pack whose items are all in the form, but none that is only a part of a longer one found there."""
    found = [binding for pack in packs().values() if (binding := bind(pack, questionnaire)) is not None]
    asked = [{question.link_id for question in binding.questions.values()} for binding in found]
    return tuple(binding for binding, own in zip(found, asked, strict=True) if not any(own < other for other in asked))


def bind(pack: Pack, questionnaire: Questionnaire) -> Binding | None:
    """Null when an item of the pack is not in the form. linkIds count only in forms that the pack names."""
    named = questionnaire.url in pack.questionnaires
    questions: dict[str, Question] = {}
    for item in pack.items:
        question = _find(pack, item, questionnaire, by_link=named)
        if question is None:
            return None
        questions[item.key] = question
    return Binding(pack, questions)


def mismatches(binding: Binding) -> list[str]:
    """What in the form contradicts the pack: scales of another width, options without a value."""
    found = []
    for item in binding.pack.items:
        question = binding.questions[item.key]
        if question.type == "choice":
            values = [_of_option(item, question, option.code) for option in question.options]
            if None in values or {int(value) for value in values if value is not None} - set(
                range(item.low, item.high + 1)
            ):
                found.append(f"{question.link_id}: the options do not give the values {item.low} to {item.high}")
        elif (question.minimum or item.low, question.maximum or item.high) != (item.low, item.high):
            found.append(f"{question.link_id}: the scale is not {item.low} to {item.high}")
    return found


def scores_of(questionnaire: Questionnaire, answers: Answers) -> list[Score]:
    """Scores of every pack that fits, then the numbers that the form calculates itself."""
    return scores_in(questionnaire, questionnaire.filled(answers))


def scores_in(questionnaire: Questionnaire, filled: Filled) -> list[Score]:
    """The same, where the form has been filled already."""
    found: list[Score] = []
    for binding in bindings(questionnaire):
        names = {key: question.link_id for key, question in binding.questions.items()}
        for around, spots in _occurrences(binding, filled.plan):
            path = filled.plan.path(around[-1]) if around else ()
            made = score_pack(binding.pack, _values(binding, spots, filled.values), names)
            found.extend(replace(score, occurrence=path, around=around) if around else score for score in made)
    for item in _calculated(filled.plan):
        value = filled.values.get(item.link_id)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            code, occurrence = link_id_of(item.link_id), filled.plan.path(item.link_id)
            around = filled.plan.around(item.link_id)
            found.append(Score(code, {"": item.text or code}, Decimal(value), occurrence=occurrence, around=around))
    return found


@lru_cache(maxsize=512)
def _occurrences(binding: Binding, plan: Plan) -> tuple[tuple[tuple[str, ...], Mapping[str, str]], ...]:
    """Groups that repeat around a pack's items, and item key → its spot in them: each occurrence has its own scores."""
    spots = {key: plan.spots(question.link_id) for key, question in binding.questions.items()}
    around = list(dict.fromkeys(plan.around(spot) for each in spots.values() for spot in each))
    inner = [each for each in around if not any(each != other and other[: len(each)] == each for other in around)]
    return tuple((each, {key: _closest(plan, several, each) for key, several in spots.items()}) for each in inner)


def _closest(plan: Plan, spots: tuple[str, ...], around: tuple[str, ...]) -> str:
    return max(spots, key=lambda spot: common(around, plan.around(spot)))


@lru_cache(maxsize=512)
def _calculated(plan: Plan) -> tuple[Item, ...]:
    return tuple([item for item, _ in plan.order if item.calculated is not None])


def score_pack(pack: Pack, values: Values, names: Mapping[str, str] | None = None) -> list[Score]:
    """Scores from item values alone. `names`: what to call an item that lacks, by default its key."""
    numbers = {score.code: compute(pack, score, values) for score in pack.scores}
    return [
        Score(
            code=score.code,
            name=score.name,
            value=numbers[score.code],
            low=score.low,
            high=score.high,
            direction=score.direction,
            band=_band(score, numbers),
            pack=pack.id,
            version=pack.version,
            mic=score.mic,
            mic_percent=score.mic_percent,
            loinc=score.loinc,
            missing=tuple((names or {}).get(key, key) for key in score.items if key not in values)
            if numbers[score.code] is None
            else (),
        )
        for score in pack.scores
    ]


def _find(pack: Pack, item: PackItem, questionnaire: Questionnaire, *, by_link: bool) -> Question | None:
    codes = {*item.codes, f"{ITEM_CODES}|{pack.id}.{item.key}"}
    for question in questionnaire.questions:
        if by_link and question.link_id in item.link_ids:
            return question
        if any(f"{system}|{code}" in codes for system, code in question.codes):
            return question
    return None


def _values(binding: Binding, spots: Mapping[str, str], answers: Answers) -> dict[str, Decimal]:
    found = {}
    for item in binding.pack.items:
        question = binding.questions[item.key]
        value = answers.get(spots[item.key])
        number = None if value is None else item_value(item, question, value)
        if number is not None:
            found[item.key] = number
    return found


def item_value(item: PackItem, question: Question, value: Value) -> Decimal | None:
    """An answer as the pack counts it; null when it has no place on the item's scale."""
    number: Decimal | None
    if isinstance(value, bool):
        number = Decimal(int(value))
    elif isinstance(value, str):
        number = _of_option(item, question, value)
    elif isinstance(value, tuple):
        return None
    else:
        number = Decimal(value)
    if number is None or not item.low <= number <= item.high:
        return None
    return number


def _of_option(item: PackItem, question: Question, code: str) -> Decimal | None:
    """By the pack's own codes, else by the form's weight, else by the order of a list exactly as long as the scale."""
    if code in item.answers:
        return Decimal(item.answers[code])
    option = question.option(code)
    if option is None:
        return None
    if option.weight is not None:
        return option.weight
    if len(question.options) == item.high - item.low + 1 and not any(o.weight for o in question.options):
        return Decimal(item.low + question.options.index(option))
    return None


def compute(pack: Pack, score: PackScore, values: Values) -> Decimal | None:
    """One score; null when more lacks than its rule allows."""
    lacking = [key for key in score.items if key not in values]
    if (
        len(lacking) > score.missing.allowed
        or set(lacking) & set(score.missing.never)
        or len(lacking) == len(score.items)
    ):
        return None
    raw = _raw(pack, score, {key: _turned(pack.item(key), values[key]) for key in score.items if key in values})
    if raw is None:
        return None
    if score.table:
        raw = _looked_up(score, int(raw), values)
    exponent = Decimal(1).scaleb(-score.decimals)
    return raw.quantize(exponent, ROUND_HALF_UP)


def _raw(pack: Pack, score: PackScore, values: Values) -> Decimal | None:
    count = Decimal(len(values))
    if score.formula == "decrements":
        if any(value != int(value) for value in values.values()):
            return None
        lost = (score.decrements[key][int(value) - pack.item(key).low] for key, value in values.items())
        return score.constant - sum(lost, Decimal(0))
    if score.formula == "highest":
        return max(values.values()) * score.multiply
    signed = sum((score.signs.get(key, 1) * value for key, value in values.items()), Decimal(0))
    if score.formula == "mean":
        return (signed / count + score.constant) * score.multiply
    if score.formula == "proportion":
        most = sum((Decimal(pack.item(key).high) for key in values), Decimal(0))
        return signed / most * score.multiply
    if score.formula == "share":
        return sum(value >= score.from_ for value in values.values()) / count * score.multiply
    # a sum stands for all items: the mean of the answered ones takes the place of the few that may lack
    return (signed * len(score.items) / count + score.constant) * score.multiply


def _turned(item: PackItem, value: Decimal) -> Decimal:
    return item.low + item.high - value if item.reverse else value


def _looked_up(score: PackScore, raw: int, values: Values) -> Decimal:
    entry = score.table[raw]
    if isinstance(entry, TableEntry):
        first, second = entry.greater
        return entry.then if values[first] > values[second] else entry.otherwise
    return entry


def _band(score: PackScore, numbers: Mapping[str, Decimal | None]) -> str | None:
    """The last band that is reached, in the file's order; null where a score that a band reads is missing."""
    if numbers[score.code] is None:
        return None
    reached = None
    for band in score.bands:
        marks = {band.score or score.code: band.at_least} | band.also
        found = {code: numbers[code] for code in marks}
        if any(number is None for number in found.values()):
            return None
        if all(number is not None and number >= marks[code] for code, number in found.items()):
            reached = band.label
    return reached
