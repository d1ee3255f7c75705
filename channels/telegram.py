"""Telegram: sending with buttons, showing what was chosen, and fetching updates where there is no public address.

Importing this loads aiogram, which takes seconds: only where a bot's token is set.
"""

from collections.abc import Awaitable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

import aiogram
import structlog
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    CallbackQuery,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientConnectorError, ClientTimeout, ConnectionTimeoutError

from channels.channel import Button, Outbound, SendError, SendUnknownError, Sent
from channels.remedies import remedy
from channels.telegram_updates import WANTED, Bot, UnreadableUpdateError, label_of, message_name, read_update

log = structlog.get_logger(__name__)

TIMEOUT: Final = ClientTimeout(total=20, sock_connect=5)
# How long Telegram holds a request for updates open, and how much longer we wait for its answer.
HELD_OPEN: Final = 25
HELD_OPEN_MARGIN: Final = 10
NEVER_LEFT: Final = (ClientConnectorError, ConnectionTimeoutError)
NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
TELEGRAM_TEXT: Final = 4096
# What a narrow phone shows without cutting labels.
NUMBER_WIDTH, NUMBERS_A_ROW = 3, 6
WORD_WIDTH, WORDS_A_ROW = 12, 3

Answer = TypeVar("Answer")

# Telegram says in prose what Twilio says in numbers; these are parts of its sentences.
FORBIDDEN: Final = (
    ("blocked by the user", "bot-blocked"),
    ("deactivated", "user-deactivated"),
    ("initiate conversation", "not-started"),
)
CODES: Final[tuple[tuple[type[AiogramError], str], ...]] = (
    (TelegramRetryAfter, "too-fast"),
    (TelegramMigrateToChat, "chat-migrated"),
    (TelegramNotFound, "token-refused"),  # a wrong token is an address that does not exist
    (TelegramUnauthorizedError, "token-refused"),
    (TelegramConflictError, "polled-elsewhere"),
    (TelegramEntityTooLarge, "too-large"),
    (TelegramServerError, "server-error"),
    (ClientDecodeError, "server-error"),  # a gateway's page instead of an answer
)


class TokenError(ValueError):
    """TELEGRAM_BOT_TOKEN is not a bot's token: copy it whole from BotFather, digits and colon included"""


class Telegram:
    """`sender_address`: the bot's user name in small letters without the @; `address`: a private chat's number."""

    name = "telegram"
    can_look_up = False

    def __init__(self, token: str, *, base_url: str | None = None) -> None:
        server = PRODUCTION if base_url is None else TelegramAPIServer.from_base(base_url)
        session = AiohttpSession(api=server)
        session.timeout = TIMEOUT  # type: ignore[assignment] # handed on to aiohttp as it is, which takes both
        try:
            self._api = aiogram.Bot(token, session=session)
        except TokenValidationError:
            raise TokenError(TokenError.__doc__) from None
        self._bot: Bot | None = None

    def segments(self, text: str) -> int:
        return -(-len(text) // TELEGRAM_TEXT) or 1

    async def bot(self) -> Bot:
        """Who we are, asked once. Raises SendError or SendUnknownError when Telegram does not tell."""
        if self._bot is None:
            me = await self._ask(self._api.me())
            self._bot = Bot(me.id, (me.username or "").lower())
        return self._bot

    async def send(self, outbound: Outbound) -> Sent:
        """Telegram knows no validity period, and cannot be asked again: a lost answer stays unknown."""
        message = await self._ask(
            self._api.send_message(
                chat_id=int(outbound.address),
                text=outbound.text,
                parse_mode=None,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard(outbound),
            )
        )
        return Sent(message_name(self._api.id, message.message_id), "sent", self.segments(outbound.text))

    async def look_up(
        self,
        outbound: Outbound,  # noqa: ARG002 - the protocol's signature
        since: datetime,  # noqa: ARG002 - the protocol's signature
    ) -> Sent | None:
        raise SendUnknownError

    async def show_choice(self, tapped: CallbackQuery, *, accepted: bool) -> None:
        """End the button's waiting sign, and put the choice in the place of the buttons; of an old question only that.

        Best effort, after the commit: a nonce that is not current is refused whatever the chat still shows.
        """
        try:
            await self._api.answer_callback_query(tapped.id)
            await self._redraw(tapped, label_of(tapped) if accepted else None)
        except (AiogramError, TimeoutError) as error:
            log.info("choice-not-shown", channel=self.name, code=code_of(error))

    async def _redraw(self, tapped: CallbackQuery, chosen: str | None) -> None:
        message = tapped.message
        if message is None or isinstance(message, InaccessibleMessage) or message.reply_markup is None:
            return
        if chosen is None or message.text is None:
            await self._api.edit_message_reply_markup(chat_id=message.chat.id, message_id=message.message_id)
            return
        await self._api.edit_message_text(
            f"{message.text}\n\n→ {chosen}",
            chat_id=message.chat.id,
            message_id=message.message_id,
            parse_mode=None,
            link_preview_options=NO_PREVIEW,
        )

    async def push_to(self, url: str, secret: str) -> None:
        """Have updates pushed to this address, with the secret in their header. What waits is kept."""
        call = self._api.set_webhook(url, secret_token=secret, allowed_updates=list(WANTED), drop_pending_updates=False)
        await self._ask(call)

    async def start_polling(self) -> None:
        """Telegram gives updates to one asker: a webhook that is set would get them all. What waits is kept."""
        await self._ask(self._api.delete_webhook(drop_pending_updates=False))

    async def updates(self, offset: int | None) -> list[tuple[int, Update | None]]:
        """Wait for what comes, up to half a minute: (update id, update, or null where it cannot be read).

        Asking with an offset tells Telegram that everything before it is taken care of. Raises SendError and
        SendUnknownError.
        """
        fetched = self._api.get_updates(
            offset=offset,
            timeout=HELD_OPEN,
            allowed_updates=list(WANTED),
            request_timeout=HELD_OPEN + HELD_OPEN_MARGIN,
        )
        try:
            return [(update.update_id, update) for update in await fetched]
        except ClientDecodeError as error:
            return one_by_one(error)
        except AiogramError as error:
            raise refusal(error) from None

    async def _ask(self, call: Awaitable[Answer]) -> Answer:
        try:
            return await call
        except AiogramError as error:
            raise refusal(error) from None

    async def aclose(self) -> None:
        await self._api.session.close()


def one_by_one(error: ClientDecodeError) -> list[tuple[int, Update | None]]:
    """The updates of an answer of which one cannot be read: it must not keep the others from us."""
    if not isinstance(error.data, dict) or not isinstance(error.data.get("result"), list):
        raise refusal(error) from None
    found: list[tuple[int, Update | None]] = []
    for raw in error.data["result"]:
        try:
            found.append((raw["update_id"], read_update(raw)))
        except UnreadableUpdateError:
            found.append((raw["update_id"], None))
    return found


def refusal(error: AiogramError) -> SendError | SendUnknownError:
    if isinstance(error, TelegramNetworkError) and not isinstance(error, TelegramEntityTooLarge):
        if isinstance(error.__cause__, NEVER_LEFT):
            return SendError("unreachable", remedy("telegram", "unreachable"))
        return SendUnknownError()
    code = code_of(error)
    wait = timedelta(seconds=error.retry_after) if isinstance(error, TelegramRetryAfter) else None
    return SendError(code, remedy("telegram", code), wait)


def code_of(error: BaseException) -> str:
    """A short fixed name: Telegram's own words can hold the chat's number."""
    if isinstance(error, TelegramForbiddenError):
        return next((code for words, code in FORBIDDEN if words in error.message), "forbidden")
    if isinstance(error, TelegramBadRequest):
        return "chat-not-found" if "chat not found" in error.message.lower() else "bad-request"
    return next((code for kind, code in CODES if isinstance(error, kind)), "bad-request")


def keyboard(outbound: Outbound) -> InlineKeyboardMarkup | None:
    if outbound.nonce is None or not outbound.buttons:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(text=button.label, callback_data=f"{outbound.nonce}:{button.choice}")
                for button in row
            ]
            for row in rows(outbound.buttons)
        ]
    )


def rows(buttons: Sequence[Button]) -> Iterator[Sequence[Button]]:
    """Numbers side by side in even rows, two or three short words in one row, longer ones under each other."""
    longest = max(len(button.label) for button in buttons)
    if longest <= NUMBER_WIDTH:
        lines = -(-len(buttons) // NUMBERS_A_ROW)
        width = -(-len(buttons) // lines)
    else:
        width = len(buttons) if len(buttons) <= WORDS_A_ROW and longest <= WORD_WIDTH else 1
    for start in range(0, len(buttons), width):
        yield buttons[start : start + width]
