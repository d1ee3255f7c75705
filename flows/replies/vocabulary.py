"""What a language file holds: phrases, `|` between them, and nothing that computes."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of one language. Phrases are in lower case with their marks; spellings without marks are derived.

    `numbers` holds what num2words does not say: other forms, dialect, nouns for a mark on a scale.
    `ordinary` holds common words one letter away from a word we know, which are never taken for it.
    """

    num2words: str
    locale: str
    numbers: Mapping[str, int]
    articles: str  # also the number one when alone
    tens_first: bool  # "fifty five", not "fem og halvtreds"
    units_first: str  # the joint of "femoghalvtreds"; empty where nobody says it so
    hundred: str
    thousand: str
    joint: str  # between hundreds and the rest
    point: str  # 2 point 5
    halves: Mapping[str, float]  # after or without a number: its worth
    one_and_a_half: str
    decimal_comma: bool
    month_may_lead: bool  # 3/4 may be an American 4 March
    year_may_lead: bool  # 261103 is 3 November 2026
    neighbours: str  # languages whose number words its readers also write, if they mean nothing else
    suffixes: str  # glued to digits without changing them: 7'er, 7ish
    fillers: str
    hedges: str
    scale: str
    of: str
    ranges: str
    corrections: str
    negations: str
    but: str
    conjunctions: str
    comparators: str
    nothing: str  # ingen smerter: perhaps a zero
    units: Mapping[str, str]  # kind of unit: its words
    yes: str
    no: str
    conditions: str  # what makes a yes depend on something
    surely: str  # yes, but worth asking back
    hardly: str
    no_more: str  # a no to "is there one more?"
    one_more: str
    ordinals: Mapping[str, int] = field(default_factory=dict)
    ambiguous_ordinals: str = ""
    last: str = ""
    all_of_them: str = ""
    none_of_them: str = ""
    today: Mapping[str, int]  # phrase: days from today
    roughly_today: Mapping[str, int]
    ago: str  # with # for the number and UNIT for days, weeks, months
    day_words: str
    week_words: str
    month_words: str
    last_weekday: str
    next_weekday: str
    months: Mapping[str, int]  # what CLDR does not list
    weekdays: Mapping[str, int]
    clock: str
    half_past: str  # "half past eight" is 8:30
    half_to: str  # "halv otte" is 7:30
    half_to_is_sure: bool
    past: str
    to: str
    quarter: str
    morning: str
    evening: str
    hour_words: str
    minute_words: str
    quarter_hours: str  # 15 minutes as a length of time
    half_hours: str
    midnight: str
    noon: str
    commands: Mapping[str, str]
    correct: str  # before a question's number
    thanks: str
    praise: str  # beside thanks it says nothing more; alone it may be an answer
    thanks_for: str
    sign_offs: str  # a name may follow
    present: str  # tells that a part of the day is now: "it is 7 this morning"
    polite: str
    begin: str
    agree: str
    disagree: str
    short: str
    not_me: str  # pattern before a name, which says that it is somebody else
    states: str  # what people say they or things are not, so never a name: "not Well"
    auto_replies: tuple[str, ...]  # patterns on the plain text
    absences: tuple[str, ...]  # the same, which somebody may also have written as an answer in free words
    ordinary: str
    endings: str = ""  # what a word may change at its end without being another
    standard: Mapping[str, str] = field(default_factory=dict)  # a dialect's or hurried form: the word it is
