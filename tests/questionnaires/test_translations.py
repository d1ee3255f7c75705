import json
from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from typer.testing import CliRunner

from bot.questionnaires import app
from flows.fhir import load_questionnaire
from flows.occurrences import one_more_after
from flows.translations import TranslationError, read_catalogue, write_catalogue
from tests.questionnaires.forms import SDC, coded, form, item, several
from tests.questionnaires.test_library import FILES

FORM = form(
    {**item("a"), "text": "How are you?"},
    {**item("b"), "text": "How are you?"},
    item("c", "choice", answerOption=[*coded("tea"), {"valueString": "Milk"}]),
    title="A form",
)


def filled(**translations: str) -> bytes:
    """The catalogue as a translator gives it back: context → translation."""
    po = write_catalogue(FORM, "da").decode()
    for context, text in translations.items():
        head, _, tail = po.partition(f'msgctxt "{context}"\n')
        po = f'{head}msgctxt "{context}"\n' + tail.replace('msgstr ""', f'msgstr "{text}"', 1)
    return po.encode()


def test_the_head_has_no_gaps_and_says_nothing_of_the_time():
    head, _, _ = (
        write_catalogue({**FORM, "url": 'https://clinic.example/"q"', "version": "2"}, "sv")
        .decode()
        .partition("msgctxt")
    )
    assert head == (
        '# The texts of https://clinic.example/"q" 2, to be translated.\n'
        'msgid ""\nmsgstr ""\n'
        '"Project-Id-Version: https://clinic.example/\\"q\\" 2\\n"\n'
        '"Language: sv\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    assert read_po(BytesIO(write_catalogue(FORM, "da"))).locale_identifier == "da"


def test_equal_texts_stay_apart_by_their_link_id():
    translated = read_catalogue(FORM, filled(a="Hvordan har du det?", b="Hvordan går det?"), "da")
    questionnaire = load_questionnaire(translated.document)
    assert [question.text("da") for question in questionnaire.questions[:2]] == [
        "Hvordan har du det?",
        "Hvordan går det?",
    ]
    assert (translated.taken, translated.stale) == (2, ())
    assert questionnaire.question("a").text("en") == "How are you?"


def test_options_and_titles_are_translated_too():
    po = filled(**{"title": "En formular", "c option tea": "Te", "c option 2": "Mælk"})
    questionnaire = load_questionnaire(read_catalogue(FORM, po, "da").document)
    assert questionnaire.titles["da"] == "En formular"
    assert questionnaire.question("c").label(("tea", "Milk"), "da") == "Te, Mælk"


def test_what_a_group_that_repeats_calls_one_of_them_is_translated_too():
    named = form(several(extension=[{"url": f"{SDC}shortText", "valueString": "A wound"}]))
    po = write_catalogue(named, "da").decode().replace('msgid "A wound"\nmsgstr ""', 'msgid "A wound"\nmsgstr "Et sår"')
    questionnaire = load_questionnaire(read_catalogue(named, po.encode(), "da").document)
    assert questionnaire.question(one_more_after("g", (1,))).text("da") == "Et sår"


def test_a_translation_of_another_text_is_left_out_and_named():
    changed = json.loads(json.dumps(FORM))
    changed["item"][0]["text"] = "How do you feel?"
    translated = read_catalogue(changed, filled(a="Hvordan har du det?"), "da")
    assert (translated.taken, translated.stale) == (0, ("a",))


def test_a_fuzzy_translation_waits():
    po = filled(a="Hvordan?").decode().replace('msgctxt "a"', '#, fuzzy\nmsgctxt "a"').encode()
    assert read_catalogue(FORM, po, "da").taken == 0


def test_a_second_import_replaces_the_first():
    once = read_catalogue(FORM, filled(a="Et"), "da").document
    twice = read_catalogue(once, filled(a="To"), "da").document
    assert load_questionnaire(twice).question("a").text("da") == "To"
    assert len(twice["item"][0]["_text"]["extension"]) == 1


@pytest.mark.parametrize("spelt", ["pt-BR", "pt_BR"])
def test_a_language_is_taken_as_forms_and_as_catalogues_spell_it(spelt):
    po = write_catalogue(FORM, spelt).decode()
    assert '"Language: pt_BR\\n"' in po
    head, _, tail = po.partition('msgctxt "a"\n')
    po = f'{head}msgctxt "a"\n' + tail.replace('msgstr ""', 'msgstr "Como vai?"', 1)
    translated = read_catalogue(FORM, po.encode(), spelt).document
    assert load_questionnaire(translated).question("a").text("pt-BR") == "Como vai?"
    assert "Como vai?" in write_catalogue(translated, spelt).decode()


def test_what_is_no_language_is_refused():
    for no_language in ("xx-YY", "Danish", ""):
        with pytest.raises(TranslationError, match="no language"):
            write_catalogue(FORM, no_language)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_shipped_comes_back_as_it_went(file):
    document = json.loads(file.read_text("utf-8"))
    questionnaire = load_questionnaire(document)
    back = load_questionnaire(read_catalogue(document, write_catalogue(document, "sv"), "sv").document)
    assert [q.texts for q in back.questions] == [q.texts for q in questionnaire.questions]


@pytest.mark.parametrize("po", [b"\xff\xfe", b'msgid "a\n'])
def test_a_broken_catalogue_is_refused(po):
    with pytest.raises(TranslationError):
        read_catalogue(FORM, po, "da")


def test_by_the_command_line(tmp_path):
    source, po = tmp_path / "form.json", tmp_path / "da.po"
    source.write_text(json.dumps(FORM), "utf-8")
    assert b'msgctxt "a"' in CliRunner().invoke(app, ["texts", str(source), "--language", "da"]).stdout_bytes
    po.write_bytes(filled(a="Hvordan har du det?"))
    done = CliRunner().invoke(app, ["translate", str(source), str(po), "--language", "da"])
    assert load_questionnaire(json.loads(done.stdout)).question("a").text("da") == "Hvordan har du det?"
    assert CliRunner().invoke(app, ["texts", str(source), "--language", "xx-nowhere-"]).exit_code == 1
