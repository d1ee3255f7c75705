import json
from io import StringIO

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.questionnaire_chat import play
from bot.questionnaires import app
from tests.questionnaires.forms import coded, form, item, when
from tests.questionnaires.test_library import FILES

FORM = form(
    item("a", required=True),
    item("b", "boolean", enableWhen=[when("a", ">", answerInteger=5)]),
    item("c", "choice", repeats=True, answerOption=coded("tea", "milk")),
    item("t", "time"),
)


def run(tmp_path, answers, *, document=FORM):
    (tmp_path / "form.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "answers.json").write_text(json.dumps(answers), "utf-8")
    arguments = ["run", str(tmp_path / "form.json"), "--answers", str(tmp_path / "answers.json"), "--json"]
    return CliRunner().invoke(app, arguments)


def test_run_tells_what_is_asked_enabled_and_ignored(tmp_path):
    done = run(tmp_path, {"a": 3, "b": True, "c": ["tea", {"code": "milk"}], "t": "08:30:00"})
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["asked"] == ["a", "c", "t"]
    assert told["enabled"] == ["a", "c", "t"]
    assert told["ignored"] == ["b"]
    assert [each["linkId"] for each in told["response"]["item"]] == ["a", "c", "t"]
    assert [answer["valueCoding"]["code"] for answer in told["response"]["item"][1]["answer"]] == ["tea", "milk"]
    assert told["triage"]["level"] == "grey"


def test_run_scores(tmp_path):
    pain = json.loads(next(file for file in FILES if file.stem == "pain-core").read_text("utf-8"))
    done = run(tmp_path, {"intensity": 8, "change": {"code": "worse"}}, document=pain)
    assert json.loads(done.stdout)["scores"] == {"pain-intensity": 8, "pain-change": 4}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"nowhere": 1}, "nowhere"),
        ({"a": "words"}, "a:"),
        ({"a": 2.5}, "a:"),
        ({"b": 1}, "b:"),
        ({"t": "late"}, "ISO time"),
        ({"a": [1, 2]}, "one answer"),
        ({"c": [{"display": "Tea"}]}, "code"),
    ],
)
def test_an_answer_that_does_not_fit_is_named(tmp_path, answers, told):
    done = run(tmp_path, answers)
    assert done.exit_code == 1
    assert told in done.stderr


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b'{"resourceType": "Patient"}'])
def test_a_file_at_fault_is_a_message_not_a_traceback(tmp_path, content):
    file = tmp_path / "form.json"
    file.write_bytes(content)
    (tmp_path / "answers.json").write_text("{}")
    done = CliRunner().invoke(app, ["run", str(file), "--answers", str(tmp_path / "answers.json")])
    assert done.exit_code == 1
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_lint_exits_by_its_errors(tmp_path):
    file = tmp_path / "form.json"
    file.write_text(json.dumps(form(item("a", "attachment"))), "utf-8")
    done = CliRunner().invoke(app, ["lint", str(file), "--json"])
    issue = json.loads(done.stdout)["issues"][0]
    assert (done.exit_code, issue["code"], issue["linkId"]) == (1, "unsupported-type", "a")
    assert CliRunner().invoke(app, ["lint", str(FILES[0])]).exit_code == 0


def test_chat_plays_the_real_conversation():
    pain = json.loads(next(file for file in FILES if file.stem == "pain-core").read_text("utf-8"))
    screen = StringIO()
    play(pain, "da", StringIO("JA\nni\n4\n5\n60\n"), Console(file=screen, width=200, force_terminal=False))
    assert "4 af 4." in screen.getvalue()
    assert "core complete" in screen.getvalue()
    assert "pain-intensity: 9" in screen.getvalue()
