"""The plain-text note: what a record system that takes only text gets. Complete in itself."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

Json = Mapping[str, Any]

# For staff, so kept here and not among the patients' texts. One line each: en, da, nb, sv.
_LANGUAGES: Final = ("en", "da", "nb", "sv")
_WORDS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "answered": (
        "Answered {date} by {who}, by {channel}",
        "Besvaret {date} af {who}, via {channel}",
        "Besvart {date} av {who}, via {channel}",
        "Besvarat {date} av {who}, via {channel}",
    ),
    "about": (
        "Pathway {pathway}, wave {wave}, patient {patient}",
        "Forløb {pathway}, runde {wave}, patient {patient}",
        "Forløp {pathway}, runde {wave}, pasient {patient}",
        "Förlopp {pathway}, omgång {wave}, patient {patient}",
    ),
    "patient": ("the patient", "patienten", "pasienten", "patienten"),
    "relative": ("a relative", "en pårørende", "en pårørende", "en närstående"),
    "staff": (
        "staff for the patient",
        "personalet for patienten",
        "personalet for pasienten",
        "personalen för patienten",
    ),
    "several": (
        "the patient and others",
        "patienten og andre",
        "pasienten og andre",
        "patienten och andra",
    ),
    "partial": (
        "NOT COMPLETE: some of the questions were not answered.",
        "IKKE FÆRDIGT: nogle af spørgsmålene er ikke besvaret.",
        "IKKE FERDIG: noen av spørsmålene er ikke besvart.",
        "INTE KLART: en del av frågorna är inte besvarade.",
    ),
    "short": (
        "The short form: fewer questions than usual.",
        "Den korte udgave: færre spørgsmål end normalt.",
        "Den korte utgaven: færre spørsmål enn vanlig.",
        "Den korta versionen: färre frågor än vanligt.",
    ),
    "colour": ("Colour: {level}", "Farve: {level}", "Farge: {level}", "Färg: {level}"),
    "red": ("RED", "RØD", "RØD", "RÖD"),
    "yellow": ("YELLOW", "GUL", "GUL", "GUL"),
    "green": ("GREEN", "GRØN", "GRØNN", "GRÖN"),
    "grey": ("GREY (cannot be judged)", "GRÅ (kan ikke vurderes)", "GRÅ (kan ikke vurderes)", "GRÅ (kan inte bedömas)"),
    "whose": (
        "The answers: {patient}. The clinician: {clinician}",
        "Svarene: {patient}. Klinikeren: {clinician}",
        "Svarene: {patient}. Klinikeren: {clinician}",
        "Svaren: {patient}. Klinikern: {clinician}",
    ),
    "not-assessed": ("not assessed", "ikke vurderet", "ikke vurdert", "inte bedömt"),
    "waiting": (
        "Waiting for the clinician's own assessment",
        "Venter på klinikerens egen vurdering",
        "Venter på klinikerens egen vurdering",
        "Väntar på klinikerns egen bedömning",
    ),
    "override": (
        "Changed from {was} to {level} by {by}: {reason}",
        "Ændret fra {was} til {level} af {by}: {reason}",
        "Endret fra {was} til {level} av {by}: {reason}",
        "Ändrad från {was} till {level} av {by}: {reason}",
    ),
    "rule": (
        "rule {rule}, version {version}",
        "regel {rule}, version {version}",
        "regel {rule}, versjon {version}",
        "regel {rule}, version {version}",
    ),
    "not-scoreable": (
        "cannot be judged, the answer is missing",
        "kan ikke vurderes, svaret mangler",
        "kan ikke vurderes, svaret mangler",
        "kan inte bedömas, svaret saknas",
    ),
    "no-significance": (
        "the answer has no colour in the questionnaire",
        "svaret har ingen farve i spørgeskemaet",
        "svaret har ingen farge i skjemaet",
        "svaret har ingen färg i formuläret",
    ),
    "not-answered": ("not answered", "ikke besvaret", "ikke besvart", "inte besvarad"),
    "no-rule": (
        "no rule looks at these answers",
        "ingen regel ser på disse svar",
        "ingen regel ser på disse svarene",
        "ingen regel gäller dessa svar",
    ),
    "nothing-found": (
        "no rule found anything in these answers",
        "ingen regel fandt noget i disse svar",
        "ingen regel fant noe i disse svarene",
        "ingen regel fann något i dessa svar",
    ),
    "earlier": ("earlier {earlier}", "tidligere {earlier}", "tidligere {earlier}", "tidigare {earlier}"),
    "scores": ("Scores", "Scorer", "Skårer", "Poäng"),
    "range": (
        "{low} to {high}, {direction}",
        "{low} til {high}, {direction}",
        "{low} til {high}, {direction}",
        "{low} till {high}, {direction}",
    ),
    "higher-is-worse": ("higher is worse", "højere er værre", "høyere er verre", "högre är sämre"),
    "higher-is-better": ("higher is better", "højere er bedre", "høyere er bedre", "högre är bättre"),
    "no-score": ("no score", "ingen score", "ingen skåre", "inga poäng"),
    "better": ("better", "bedre", "bedre", "bättre"),
    "worse": ("worse", "værre", "verre", "sämre"),
    "unchanged": ("unchanged", "uændret", "uendret", "oförändrat"),
    "last": ("last time {value}", "sidst {value}", "sist {value}", "förra gången {value}"),
    "first": ("first time {value}", "første gang {value}", "første gang {value}", "första gången {value}"),
    "own-words": (
        "In the patient's own words",
        "Med patientens egne ord",
        "Med pasientens egne ord",
        "Med patientens egna ord",
    ),
    "answers": ("Answers", "Svar", "Svar", "Svar"),
    "skipped": ("passed over", "sprunget over", "hoppet over", "överhoppad"),
    "missing": ("Not answered", "Ikke besvaret", "Ikke besvart", "Inte besvarat"),
    "version": ("version {version}", "version {version}", "versjon {version}", "version {version}"),
}


def write_note(summary: Json, opening: str, language: str, zone: ZoneInfo) -> str:
    """`summary` is triage's; `opening` the clinic's fixed phrase, by which the note is found again in the record.

    Times are in `zone`. Every colour stands with the question that raised it; free text stands as it was written.
    """
    word = _Words(language)
    blocks = [
        [opening, *_head(summary, word, zone)],
        _colour(summary, word),
        _scores(summary, word),
        _own_words(summary, word),
        _answers(summary, word),
        _missing(summary, word),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


class _Words:
    """The note's words in one language; English where we have no other."""

    def __init__(self, language: str) -> None:
        base = {"no": "nb", "nn": "nb"}.get(language.split("-")[0], language.split("-")[0])
        self.language = base if base in _LANGUAGES else "en"
        self._column = _LANGUAGES.index(self.language)

    def __call__(self, key: str, **values: object) -> str:
        return _WORDS[key][self._column].format(**values)

    def number(self, value: object) -> str:
        return str(value) if self.language == "en" else str(value).replace(".", ",")


def _head(summary: Json, word: _Words, zone: ZoneInfo) -> list[str]:
    ended = datetime.fromisoformat(summary["dates"]["ended"]).astimezone(zone)
    date = f"{ended.day} {_months(word.language)[ended.month]} {ended.year} {ended:%H:%M}"
    lines = [
        word("answered", date=date, who=word(summary["answered_by"]), channel=_channel(summary["channel"])),
        word("about", pathway=summary["pathway"], wave=summary["wave"], patient=summary["patient"]),
    ]
    lines += [word("short")] if summary.get("part") == "short" else []
    return lines if summary["status"] != "partial" else [*lines, word("partial")]


@cache
def _months(language: str) -> dict[int, str]:
    """Short names by number. Babel's own pattern for the whole moment took half the time of a note."""
    return {number: str(name) for number, name in get_month_names("abbreviated", "format", language).items()}


def _channel(code: str) -> str:
    return {"twilio_sms": "SMS", "sms": "SMS", "telegram": "Telegram"}.get(code, code)


def _colour(summary: Json, word: _Words) -> list[str]:
    triage = summary["triage"]
    missing = {item["linkId"] for item in summary["missing"]}
    reasons = [
        f"- {word(finding['level'])}: {_reason(finding, word)}"
        for finding in triage["findings"]
        # what lacks has a list of its own below
        if not (finding["kind"] == "missing" and finding["linkId"] in missing)
    ]
    return [word("colour", level=word(triage["level"])), *_clinicians_part(triage, word), *reasons]


def _clinicians_part(triage: Json, word: _Words) -> list[str]:
    """Nothing where no clinician has a say in the colour."""
    lines = []
    if triage["clinician"] is not None or triage["waiting_for_clinician"]:
        named = {who: word(triage[who] or "not-assessed") for who in ("patient", "clinician")}
        lines.append(word("whose", **named))
    if triage["waiting_for_clinician"]:
        lines.append(word("waiting"))
    if triage["override"] is not None:
        made = triage["override"]
        told = {"by": made["by"], "reason": _one_line(made["reason"])}
        lines.append(word("override", was=word(made["was"]), level=word(made["level"]), **told))
    return lines


def _reason(finding: Json, word: _Words) -> str:
    if finding["kind"] in ("no-rule", "nothing-found"):
        return word(finding["kind"])
    parts = [finding["title"] or "", *_rests_on(finding, word)]
    if finding["kind"] in ("not-scoreable", "no-significance"):
        parts.append(word(finding["kind"]))
    for other in finding["others"]:
        parts += _rests_on(other, word)
    rule = f" ({word('rule', rule=finding['rule'], version=finding['version'])})" if finding["rule"] else ""
    return "; ".join(part for part in parts if part) + rule


def _rests_on(part: Json, word: _Words) -> list[str]:
    """The question or score with its answer, and what it was before where the rule compares the two."""
    told = []
    if part["question"]:
        answer = part["answer"] if part["answer"] is not None else word("not-answered")
        told.append(f'"{_one_line(part["question"])}"{_which(part)}: {answer}')
    if part["earlier"] is not None:
        told.append(word("earlier", earlier=word.number(part["earlier"])))
    return told


def _scores(summary: Json, word: _Words) -> list[str]:
    lines = [f"- {_score(score, word)}" for score in summary["scores"]]
    return [word("scores"), *lines] if lines else []


def _score(score: Json, word: _Words) -> str:
    value = word("no-score") if score["value"] is None else word.number(score["value"])
    parts = [f"{_one_line(score['name'])}{_which(score)}: {value}"]
    if score["low"] is not None:
        low, high = word.number(score["low"]), word.number(score["high"])
        parts[0] += f" ({word('range', low=low, high=high, direction=word(score['direction']))})"
    if score["band"]:
        parts.append(score["band"])
    for since, name, key in (("previous", "change", "last"), ("baseline", "change_since_baseline", "first")):
        if score[name] is not None:
            course = score[name]["course"]
            told = word(key, value=word.number(score[since]))
            parts.append(f"{told}, {word(course)}" if course else told)
    if score["pack"]:
        parts.append(f"{score['pack']} {word('version', version=score['version'])}")
    return "; ".join(parts)


def _own_words(summary: Json, word: _Words) -> list[str]:
    lines = []
    for answer in summary["answers"]:
        if answer["type"] == "text" and answer["answer"]:
            lines.append(f"- {_asked(answer)}\n  {_indented(answer['answer'])}")
        if answer["comment"]:
            lines.append(f"- {_asked(answer)}\n  {_indented(answer['comment'])}")
    return [word("own-words"), *lines] if lines else []


def _answers(summary: Json, word: _Words) -> list[str]:
    lines = [
        f"- {_asked(answer)}: {word('skipped') if answer['answer'] is None else answer['answer']}"
        for answer in summary["answers"]
        if answer["type"] != "text" or answer["answer"] is None
    ]
    return [word("answers"), *lines] if lines else []


def _missing(summary: Json, word: _Words) -> list[str]:
    lines = [f"- {_asked(item)}" for item in summary["missing"]]
    return [word("missing"), *lines] if lines else []


def _asked(part: Json) -> str:
    return _one_line(part["question"]) + _which(part)


def _which(part: Json) -> str:
    """Which occurrence it is about, in a group that repeats."""
    return f" ({'.'.join(map(str, part['occurrence']))})" if part["occurrence"] else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n  ")
