"""Plays a list of steps in one language and writes down what the patient would see, and what follows from it.

Steps are short words: a name of WORDS is said in the language; `=text` says exactly that; `!` starts an act of ours
or of staff. What an act leads to is written below it, indented.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.words import WordContext, render
from flows.events import Effect, Raised, Stored
from flows.occurrences import written
from flows.say import Say
from flows.script import Script, Turn
from tests.conversations.script import BIRTH_YEAR, Play

LANGUAGES = ("en", "da", "nb", "sv")
CLINIC = {"en": "Northgate Clinic", "da": "Nordklinikken", "nb": "Nordklinikken", "sv": "Nordkliniken"}
NAME = {"en": "Ann", "da": "Inge", "nb": "Inger", "sv": "Ingrid"}
PHONE = {"en": "020 7946 0000", "da": "20 00 00 00", "nb": "20 00 00 00", "sv": "070 000 00 00"}
SAFETY = {
    "en": "We do not read answers all the time. If you are in danger, call 999 now. Staff will call you.",
    "da": "Vi læser ikke svar hele tiden. Er du i fare, så ring 112 nu. Personalet ringer til dig.",
    "nb": "Vi leser ikke svar hele tiden. Er du i fare, ring 113 nå. Vi ringer deg.",
    "sv": "Vi läser inte svar hela tiden. Är du i fara, ring 112 nu. Vi ringer dig.",
}
WORDS = {
    "go": {"en": "GO", "da": "JA", "nb": "JA", "sv": "JA"},
    "yes": {"en": "yes", "da": "ja", "nb": "ja", "sv": "ja"},
    "no": {"en": "no", "da": "nej", "nb": "nei", "sv": "nej"},
    "agree": {"en": "AGREE", "da": "JA", "nb": "JA", "sv": "JA"},
    "year": dict.fromkeys(LANGUAGES, str(BIRTH_YEAR)),
    "wrong year": dict.fromkeys(LANGUAGES, "1950"),
    "back": {"en": "BACK", "da": "TILBAGE", "nb": "TILBAKE", "sv": "TILLBAKA"},
    "correct 1": {"en": "correct 1", "da": "ret 1", "nb": "rett 1", "sv": "ändra 1"},
    "correct 6": {"en": "correct 6", "da": "ret 6", "nb": "rett 6", "sv": "ändra 6"},
    "correct 40": {"en": "correct 40", "da": "ret 40", "nb": "rett 40", "sv": "ändra 40"},
    "skip": {"en": "SKIP", "da": "SPRING OVER", "nb": "HOPP OVER", "sv": "HOPPA ÖVER"},
    "don't know": {"en": "don't know", "da": "ved ikke", "nb": "vet ikke", "sv": "vet inte"},
    "later": {"en": "LATER", "da": "SENERE", "nb": "SENERE", "sv": "SENARE"},
    "help": {"en": "HELP", "da": "HJÆLP", "nb": "HJELP", "sv": "HJÄLP"},
    "call": {"en": "CALL", "da": "RING", "nb": "RING", "sv": "RING"},
    "stop": {"en": "STOP", "da": "STOP", "nb": "STOPP", "sv": "STOPP"},
    "start": {"en": "START", "da": "START", "nb": "START", "sv": "START"},
    "wrong number": {"en": "wrong number", "da": "forkert nummer", "nb": "feil nummer", "sv": "fel nummer"},
    "thanks": {"en": "thanks", "da": "tak", "nb": "takk", "sv": "tack"},
    "driving": {
        "en": "I'm driving, will reply later",
        "da": "Jeg kører bil, svarer senere",
        "nb": "Jeg kjører, svarer senere",
        "sv": "Jag kör, svarar senare",
    },
    "distress": {
        "en": "I don't want to live any more",
        "da": "jeg vil ikke leve mere",
        "nb": "jeg vil ikke leve lenger",
        "sv": "jag vill inte leva längre",
    },
    "more": {"en": "MORE", "da": "MERE", "nb": "MER", "sv": "MER"},
    "next summer": {"en": "1 July 2026", "da": "1. juli 2026", "nb": "1. juli 2026", "sv": "1 juli 2026"},
    "last summer": {"en": "1 July 2025", "da": "1. juli 2025", "nb": "1. juli 2025", "sv": "1 juli 2025"},
    "short": {"en": "SHORT", "da": "KORT", "nb": "KORT", "sv": "KORT"},
    "nearly short": {"en": "shrot", "da": "korrt", "nb": "kotr", "sv": "kortt"},
    "seven": {"en": "seven", "da": "syv", "nb": "sju", "sv": "sju"},
    "near miss": {"en": "seveen", "da": "syvv", "nb": "sjju", "sv": "sjju"},
    "sorry": {"en": "3 sorry 5", "da": "3 undskyld 5", "nb": "3 unnskyld 5", "sv": "3 förlåt 5"},
    "no pain": {"en": "no pain", "da": "ingen smerter", "nb": "ingen smerter", "sv": "ingen smärta"},
    "comment": {
        "en": "7, worst at night",
        "da": "7, værst om natten",
        "nb": "7, verst om natten",
        "sv": "7, värst på natten",
    },
    "burst": {"en": "no 4", "da": "nej 4", "nb": "nei 4", "sv": "nej 4"},
    "words": {
        "en": "It helps to walk a little",
        "da": "Det hjælper at gå lidt",
        "nb": "Det hjelper å gå litt",
        "sv": "Det hjälper att gå lite",
    },
}


def play(language: str, script: Script, steps: Sequence[str], *, after: Sequence[str] = ()) -> str:
    """The transcript of the steps, `after` others that are played but not written down."""
    stage = Play(language, script)
    for step in after:
        _act(stage, step, language, [])
    lines: list[str] = []
    for step in steps:
        turn = _act(stage, step, language, lines)
        if turn is None:
            continue
        lines += [_tell(effect, language, script) for effect in turn.effects]
        lines.append(f"  ({turn.outcome}; {turn.conversation.state})")
    return "\n".join(lines) + "\n"


def _act(stage: Play, step: str, language: str, lines: list[str]) -> Turn | None:
    act, _, more = step.partition(" ")
    if act == "!wait":
        stage.now += timedelta(hours=int(more))
        lines.append(f"-- {more} hours later --")
        return None
    if act == "!window-over":
        stage.window_open = False
        lines.append("-- the window is over --")
        return None
    if act == "!tries":
        stage.tries = int(more)
        return None
    if step.startswith("!"):
        lines.append(f"[{step[1:]}]")
        acts = {
            "!contact": lambda: stage.contact(more),
            "!short": lambda: stage.contact(more, short=True),
            "!close": stage.close,
            "!staff-resume": stage.staff_resume,
            "!tap": lambda: stage.tap(int(more)),
            "!stale-tap": lambda: stage.tap(0, stale=True),
            "!picture": lambda: stage.write("", media=1),
        }
        return acts[act]()
    crossing = step.startswith("~")
    name = step.removeprefix("~")
    text = name[1:] if name.startswith("=") else WORDS[name][language]
    lines.append(f"{'~' if crossing else '>'} {text}")
    return stage.write(text, unseen=crossing)


def _tell(effect: Effect, language: str, script: Script) -> str:
    if isinstance(effect, Say):
        context = WordContext(
            clinic=CLINIC[language],
            phone=PHONE[language],
            name=NAME[language],
            safety=SAFETY,
            question=lambda ref: script.questionnaire(ref.questionnaire).question(ref.link_id),
        )
        rendered = render(effect, language, context)
        text = rendered.text.replace("\n", "\n    ")
        buttons = " | ".join(button.label for button in rendered.buttons)
        return f"  < {text}" + (f"\n    [{buttons}]" if buttons else "")
    if isinstance(effect, Stored):
        comment = f", comment: {effect.comment}" if effect.comment else ""
        amends = ", amends" if effect.amends else ""
        return f"  * {written(effect.place.spot)} = {effect.value} ({effect.how}, {effect.confidence}{comment}{amends})"
    if isinstance(effect, Raised):
        return f"  ! {effect.kind} {dict(effect.detail) or ''}".rstrip()
    return f"  * {effect!r}"
