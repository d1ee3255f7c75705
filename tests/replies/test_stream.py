"""`prosvar understand`: a line in, a line out."""

import io
import json

from bot.understanding import stream


def _read(*lines: str) -> tuple[int, list[dict]]:
    out = io.StringIO()
    code = stream(io.StringIO("\n".join(lines) + "\n"), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_reply_is_read():
    line = {"language": "da", "question": {"type": "integer", "min": 0, "max": 10}, "text": "9 og jeg vil dø"}
    code, told = _read(json.dumps(line))
    assert code == 0
    assert told[0] | {"how": ""} == {
        "kind": "confirm",
        "value": 9,
        "comment": "og jeg vil dø",
        "how": "",
        "alarm": True,
        "group": "suicide",
    }


def test_a_faulty_line_is_told_and_the_rest_is_read():
    good = json.dumps({"language": "en", "question": {"type": "decimal"}, "text": "2½"})
    faulty = [
        "{",
        "[]",
        '{"language": "en"}',
        json.dumps({"language": "en", "question": {"type": "scale"}, "text": ""}),
    ]
    faulty += [json.dumps({"language": "en", "question": {"type": "choice", "options": 3}, "text": "1"})]
    faulty += [json.dumps({"language": "en", "question": {"type": "date", "today": "soon"}, "text": "1"})]
    faulty += [json.dumps({"language": "en", "question": {"type": "integer", "min": "low"}, "text": "1"})]
    code, told = _read(*faulty, good)
    assert code == 1
    assert [line.get("line") for line in told[:-1]] == [1, 2, 3, 4, 5, 6, 7]
    assert all(line["error"] for line in told[:-1])
    assert told[-1]["value"] == 2.5


def test_the_whole_question_can_be_given():
    options = [{"code": "a", "label": "Bus"}, {"code": "n", "label": "None", "exclusive": True}]
    question = {"type": "choice", "repeats": True, "open": True, "options": options}
    _, told = _read(
        *(json.dumps({"language": "en", "question": question, "text": text}) for text in ("1", "1,2", "by bike"))
    )
    assert [line.get("value", line.get("reason")) for line in told] == [["a"], "exclusive", ["by bike"]]
