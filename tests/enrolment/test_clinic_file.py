"""A clinic's file as people write it: what is read, and what is refused with its line."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from bot.clinic_file import e164
from bot.clinic_loading import ClinicFileError, ClinicSource, load_clinic_file
from bot.yaml_file import YamlFileError, read_yaml
from tests.questionnaires.forms import HL7, coded, form, item

EXAMPLES = Path(__file__).parents[2] / "examples"
LANGUAGES = ("da", "nb", "sv")
CONTENT = {"url": "content", "valueString": "?"}
CLINIC = (EXAMPLES / "clinic.yaml").read_text("utf-8")


def load(tmp_path: Path, text: str, pathway: str | None = None) -> ClinicSource:
    shutil.copytree(EXAMPLES, tmp_path, dirs_exist_ok=True)
    written = pathway if pathway is not None else (EXAMPLES / "pathways/pain.yaml").read_text("utf-8")
    (tmp_path / "pathways/pain.yaml").write_text(written, "utf-8")
    (tmp_path / "clinic.yaml").write_text(text, "utf-8")
    return load_clinic_file(tmp_path / "clinic.yaml")


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_example_is_whole(source: ClinicSource) -> None:
    assert source.file.live
    assert source.file.lacking() == []
    assert source.pathways[0].wave("baseline").core[0].endswith("/pain-core|1.0.0")
    assert source.file.senders[0].address == "+4520000002"
    assert source.file.in_language(source.file.sender_name, "nn-NO") == "Fjordby sykehus"
    assert source.file.in_language(source.file.sender_name, "fi") == "Fjordby Hospital"


REFUSED = [
    # what is written instead of what, where it is told, what is told
    ("zone: Europe/Copenhagen", "zone: Copenhagen", "zone", "is not a time zone"),
    ("country: DK ", "country: Danmark ", "country", "is not a country"),
    ('quiet_from: "20:00"', 'quiet_from: "8 pm"', "hours.quiet_from", 'write a time of day as in "08:30"'),
    ("weekdays: [mon, tue, wed, thu, fri, sat]", "weekdays: [monday]", "hours.weekdays[0]", "'mon'"),
    ("  da: Fjordby Hospital", "  da: Smerteklinikken", "sender_name.da", "choose a neutral name"),
    ("  da: Fjordby Hospital", "  da: Fjordby Universitetshospital, Nord", "sender_name.da", "at most 25"),
    ('address: "+45 20 00 00 02"', 'address: "12"', "senders[0]", "is not a phone number"),
    ('address: "+45 20 00 00 02"', 'address: "+45 1"', "senders[0]", "phone number"),
    ("acknowledge_within: PT1H", "acknowledge_within: P9D", "safety.acknowledge_within", "PT5M to P3D"),
    ("second_level: on-call", "second_level: nobody", "", "second_level names no endpoint"),
    ("https://record.fjordby.example/prosvar", "http://record.fjordby.example/p", "endpoints[0].url", "https"),
    (
        "https://record.fjordby.example/prosvar",
        "https://a:b@record.example/",
        "endpoints[0].url",
        "without a user name",
    ),
    ("events: [alert.raised]", "events: [alert.rasied]", "endpoints[1].events[0]", "'alert.raised'"),
    ("  - library:pain-more", "  - library:pain-mor", "questionnaires[1]", "cannot be read"),
    ("  - library:pain-more", "  - library:../../secret", "questionnaires[1]", "cannot be read"),
    ("  - library:pain-more\n", "", "waves[0].optional[0]", "stands not under `questionnaires`"),
    ("  - library:pain-more", "  - library:pain-core", "questionnaires[1]", "stands in the list already"),
    ("licences: []", "licenses: []", "licenses", "not known here"),
    ('phone: "+45 20 00 00 01"', 'phone: "call us"', "", "phone is not a phone number"),
    ("  - {id: telegram,", "  - {id: sms,", "", "two of the senders are called sms"),
    ("  second_level: on-call\n", "  second_level: on-call\n  second_level: record\n", "safety.second_level", "twice"),
    (
        "  - id: record\n",
        "  - id: record\n    secret_env: PROSVAR_NO_SUCH_SECRET\n",
        "endpoints[0].secret_env",
        "whsec_",
    ),
    ("  - id: record\n", "  - id: record\n    secret_file: none.txt\n", "endpoints[0].secret_file", "cannot be read"),
    ("ring 112 nu. Livslinien: 70 201 201", "ring 1122 nu", "safety", "da names none of the emergency numbers"),
    ("Vi læser ikke svar med det samme.", "Vi læser ikke svar med det samme. " * 8, "safety", "segments; at most 2"),
]


@pytest.mark.parametrize(("old", "new", "place", "told"), REFUSED)
def test_faults_say_where_and_what(tmp_path: Path, old: str, new: str, place: str, told: str) -> None:
    assert old in CLINIC
    with pytest.raises(ClinicFileError) as refused:
        load(tmp_path, CLINIC.replace(old, new, 1))
    found = [fault for fault in refused.value.faults if fault.place == place and told in fault.message]
    assert found, str(refused.value)
    assert all(fault.line is not None for fault in refused.value.faults)


def test_a_fault_names_its_line_in_the_file_it_stands_in(tmp_path: Path) -> None:
    pathway = (EXAMPLES / "pathways/pain.yaml").read_text("utf-8").replace("window: P1M", "window: one month")
    broken = CLINIC.replace("zone: Europe/Copenhagen", "zone: Mars/Base")
    with pytest.raises(ClinicFileError) as refused:
        load(tmp_path, broken, pathway)
    told = str(refused.value)
    assert f"pain.yaml:{line_of(pathway, 'window: one month')}: waves[1].window: write a length of time" in told
    assert f"clinic.yaml:{line_of(broken, 'zone: Mars')}: zone: is not a time zone" in told


def test_a_rule_of_the_pathway_is_checked(tmp_path: Path) -> None:
    pathway = (EXAMPLES / "pathways/pain.yaml").read_text("utf-8").replace("level: red", "level: purple")
    with pytest.raises(ClinicFileError, match=r"pain\.yaml:\d+: rules: .*severe-pain"):
        load(tmp_path, CLINIC, pathway)


def test_a_matrix_that_calms_a_red_is_refused(tmp_path: Path) -> None:
    row = "{green: green, yellow: yellow, red: red}"
    matrix = f"matrix:\n  levels: {{green: {row}, yellow: {row}, red: {row}}}\n"
    stated = f"{matrix}  source: minutes of 1 May\n  author: Dr Example\n  date: 2026-05-01\n"
    pathway = (EXAMPLES / "pathways/pain.yaml").read_text("utf-8")
    with pytest.raises(ClinicFileError, match=r"pain\.yaml:\d+: matrix: .*patient red, clinician green: must be red"):
        load(tmp_path, CLINIC, f"{pathway.rstrip()}\n{stated}")


def without_safety() -> str:
    document = yaml.safe_load(CLINIC)
    del document["safety"]
    return yaml.safe_dump(document, allow_unicode=True)


def test_without_safety_texts_a_clinic_cannot_go_live(tmp_path: Path) -> None:
    with pytest.raises(ClinicFileError, match="cannot go live: `safety` is missing"):
        load(tmp_path, without_safety())
    source = load(tmp_path, without_safety().replace("live: true", "live: false"))
    assert not source.file.live
    assert any("safety" in lacking for lacking in source.file.lacking())


def test_a_language_without_its_safety_text_cannot_go_live(tmp_path: Path) -> None:
    start = CLINIC.index("    sv: >-")
    end = CLINIC.index("    en: >-", start)
    with pytest.raises(ClinicFileError, match=r"safety\.texts has no sv"):
        load(tmp_path, CLINIC[:start] + CLINIC[end:])


def test_yaml_reads_what_people_mean(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("country: NO\nquiet: 21:00\nphone: +4520000001\nyes: on\nrate: 0.5\nlive: true\n", "utf-8-sig")
    assert read_yaml(path).content == {
        "country": "NO",
        "quiet": "21:00",
        "phone": "+4520000001",
        "yes": "on",
        "rate": 0.5,
        "live": True,
    }


@pytest.mark.parametrize(
    "text",
    [b"", b"a: [1", b"a: &x 1\nb: *x", b"a: 1\na: 2", b"\xff\xfe\x00", b"a: !!python/object:os.system x", b"[" * 5000],
)
def test_yaml_refused(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(text)
    with pytest.raises(YamlFileError, match=r"x\.yaml"):
        read_yaml(path)


def test_phone_numbers_are_never_repeated() -> None:
    assert e164("20 00 00 01", "DK") == "+4520000001"
    assert e164("+47 90 00 01 02", "DK") == "+4790000102"
    for wrong in ("12345", "=cmd()", "+45 2000", "٣٤"):
        with pytest.raises(ValueError, match="phone number") as refused:
            e164(wrong, "DK")
        assert wrong not in str(refused.value)


def test_without_a_word_about_holidays_the_clinic_keeps_its_countrys(tmp_path: Path) -> None:
    unsaid = load(tmp_path, CLINIC.replace("  holidays: {country: DK}\n", ""))
    assert unsaid.file.hours.holidays is not None
    assert unsaid.file.hours.holidays.country == "DK"
    none = load(tmp_path, CLINIC.replace("holidays: {country: DK}", "holidays: null"))
    assert none.file.hours.holidays is None


def test_a_secret_is_read_from_a_file_and_never_shown(tmp_path: Path) -> None:
    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    (tmp_path / "secret.txt").write_text(f"{secret}\n")
    source = load(tmp_path, CLINIC.replace("  - id: record\n", "  - id: record\n    secret_file: secret.txt\n"))
    assert source.secrets == {"record": (secret,)}
    assert secret not in repr(source)
    assert secret not in source.file.model_dump_json()


def test_what_may_bring_an_alert_needs_somebody_who_reads_alerts(tmp_path: Path) -> None:
    """Item 9 of the PHQ-9 asks for a person at once, whatever the total."""
    codes = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")
    options = coded("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9", system="http://loinc.org")
    items = [
        item(code, "choice", code=[{"system": "http://loinc.org", "code": code}], answerOption=options)
        for code in codes
    ]
    language = [{"url": f"{HL7}translation", "extension": [{"url": "lang", "valueCode": tag}]} for tag in LANGUAGES]
    for each in items:
        each["_text"] = {"extension": [{**one, "extension": [*one["extension"], CONTENT]} for one in language]}
    staffed = CLINIC.replace("  - library:contact\n", "  - library:contact\n  - nine.json\n")
    nobody = re.sub(r"(?m)^staffed: .*\n", "", staffed).replace("live: true", "live: false")
    (tmp_path / "nine.json").write_text(json.dumps(form(*items)), "utf-8")
    assert len(load(tmp_path, staffed).questionnaires) == 5
    with pytest.raises(ClinicFileError, match=r"PHQ-9 needs somebody who reads alerts.* ask PHQ-4 or PHQ-8 instead"):
        load(tmp_path, nobody)
    (tmp_path / "nine.json").write_text(json.dumps(form(*items[:8])), "utf-8")
    assert len(load(tmp_path, nobody).questionnaires) == 5
