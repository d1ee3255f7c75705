"""What each provider's refusals ask of us: data, so that a new code is one line here and nothing elsewhere.

The codes come at once, as the answer to a send, or later in a status callback; both read this table. Twilio's are its
error dictionary's numbers; the ones of Telegram are names given in channels/telegram.py, as its API has only prose.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from channels.channel import Remedy

Table = Mapping[str, Remedy]


def table(**codes_by_remedy: str) -> Table:
    """`stop_number="30006 21614"` → {"30006": "stop-number", "21614": "stop-number"}."""
    remedies: dict[str, Remedy] = {
        "retry": "retry",
        "retry_slowly": "retry-slowly",
        "stop_number": "stop-number",
        "opt_out": "opt-out",
        "pause_sender": "pause-sender",
        "loop": "loop",
        "give_up": "give-up",
    }
    return MappingProxyType({code: remedies[name] for name, codes in codes_by_remedy.items() for code in codes.split()})


SMS: Final = table(
    # Too fast, a full queue, ran out of time in the queue, a fault at the carrier's or at the provider's.
    retry="20429 30001 30036 30047 63017 20500 20503 unreachable http-429 http-500 http-503",
    # A phone that is off or out of range; a fault that nobody can name, which may pass or may not.
    retry_slowly="30003 30008",
    # A landline, no such number, not a mobile, blocked by the carrier: a person has to phone.
    stop_number="21211 21214 21217 21612 21614 30004 30005 30006",
    opt_out="21610 63014",
    # Ours to repair: credentials, a suspended account, the sender, its registration, the country, the content,
    # or a backlog and a daily cap that trying again would only make longer.
    pause_sender=(
        "20003 20005 20403 20404 21212 21408 21603 21606 21611 21659 21660 21701 21703"
        " 30002 30007 30032 30034 63038 http-401 http-403 http-404"
    ),
    loop="14107",
    # The message itself: too long, empty, an approved template needed, cancelled.
    give_up="21602 21617 21619 63016",
)

TELEGRAM: Final = table(
    retry="too-fast unreachable server-error restarting",
    # Blocking a bot is how a person says stop on Telegram.
    opt_out="bot-blocked",
    stop_number="chat-not-found user-deactivated chat-migrated not-started",
    pause_sender="token-refused polled-elsewhere",
    give_up="bad-request too-large forbidden",
)

TABLES: Final[Mapping[str, Table]] = MappingProxyType({"sms": SMS, "telegram": TELEGRAM, "phone": table()})


def remedy(channel: str, code: str) -> Remedy:
    """A code that nobody foresaw is not repeated: staff are asked to look at the message."""
    return TABLES.get(channel, {}).get(code, "give-up")
