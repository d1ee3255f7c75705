"""What is said when a reply cannot be kept: first short with an example, then the scale explained and SKIP offered."""

from decimal import ROUND_FLOOR, Decimal
from typing import Final

from flows.events import Received
from flows.items import Question
from flows.limits import Refusal
from flows.replies.reply import Reply
from flows.say import Argument
from flows.telling import Telling

# Readings that show what was meant, and why it cannot be: reason → what is said first
FIRST_WORDS: Final = {
    "out-of-range": "invalid-range",
    "range": "invalid-several",
    "several": "invalid-several",
    "not-whole": "invalid-whole",
}
_SECOND_WORDS: Final = {
    "invalid-long": "explain-long",
    "invalid-short": "explain-short",
    "invalid-decimals": "explain-decimals",
    "invalid-pattern": "explain-pattern",
    "invalid-pattern-like": "explain-pattern-like",
    "invalid-pattern-told": "explain-pattern-told",
    "invalid-early": "explain-early",
    "invalid-late": "explain-late",
    "invalid-few": "explain-few",
    "invalid-many": "explain-many",
    "search-none": "explain-search",
}
_BY_TYPE: Final = {
    "integer": "number",
    "decimal": "number",
    "boolean": "yes-no",
    "choice": "choice",
    "date": "date",
    "time": "time",
    "text": "text",
}


def may_skip(question: Question) -> bool:
    """A safety item is never passed over in silence; everything else is the patient's to leave out."""
    return not question.safety


def first_words(telling: Telling, event: Received, question: Question, reply: Reply) -> tuple[str, dict[str, Argument]]:
    args = examples(telling, event, question)
    if reply.reason == "empty":
        return ("invalid-media" if event.media else "invalid-empty"), {}
    kind = FIRST_WORDS.get(reply.reason or "", f"invalid-{_BY_TYPE[question.type]}")
    if kind == "invalid-whole":
        if not isinstance(reply.value, Decimal):
            return "invalid-number", args
        low = int(reply.value.to_integral_value(rounding=ROUND_FLOOR))
        return kind, {"low": low, "high": low + 1}
    if kind == "invalid-range" and "min" not in args:
        return f"invalid-{_BY_TYPE[question.type]}", args
    return kind, args


def second_words(telling: Telling, event: Received, question: Question) -> str:
    """The scale explained, with SKIP offered where the question may be passed."""
    asked = question.asked(telling.conversation.language, event.today)
    bounded = asked.minimum is not None and asked.maximum is not None
    kind = {"boolean": "yes-no", "integer": "integer" if bounded else "decimal"}.get(question.type, question.type)
    return f"explain-{kind}" if may_skip(question) else f"explain-{kind}-keep"


def second_refusal(question: Question, refusal: Refusal) -> str:
    """What the answer must be like, said once more in full, with SKIP offered where the question may be passed."""
    kind = _SECOND_WORDS[refusal.kind]
    return kind if may_skip(question) else f"{kind}-keep"


def choice_example(question: Question) -> str:
    """A reply that names options which are there."""
    if len(question.options) < 2:
        return "1"
    return "1, 2" if question.repeats else "2"


def examples(telling: Telling, event: Received, question: Question) -> dict[str, Argument]:
    """What the error texts may name: min, max and an example of a good reply in the patient's own style."""
    asked = question.asked(telling.conversation.language, event.today)
    args: dict[str, Argument] = {}
    if asked.minimum is not None and asked.maximum is not None:
        low, high = asked.minimum, asked.maximum
        args = {"min": str(low), "max": str(high), "example": str(int(low + (high - low) * Decimal("0.4")))}
    elif asked.type == "decimal":
        args = {"example": "2.5" if telling.conversation.language == "en" else "2,5"}
    elif asked.type == "integer":
        args = {"example": "4"}
    elif asked.type == "choice":
        args = {"example": choice_example(question)}
    elif asked.type == "date":
        args = {"example": f"{event.today.day}/{event.today.month}"}
    elif asked.type == "time":
        args = {"example": "8:30" if telling.conversation.language == "en" else "8.30"}
    return args
