"""What Telegram's updates say, as Inbound: messages, pressed buttons, opened links, and a bot that was blocked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aiogram.types import CallbackQuery, ChatMemberUpdated, InaccessibleMessage, Message, Update
from pydantic import ValidationError

from channels.channel import Inbound, Tap, storable

# The kinds of update that a bot is to ask for: by webhook and by polling alike.
WANTED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
# "/start", "/help@example_bot", "/stop now": what Telegram's menus write.
SLASH: Final = re.compile(r"/(?P<word>[A-Za-z]+)(?:@\w+)?(?:\s+(?P<rest>.*))?", re.DOTALL)
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Things people send that are no text. Other messages without words are Telegram's own remarks about the chat.
MEDIA: Final = frozenset(
    {"animation", "audio", "contact", "dice", "document", "game", "location", "paid_media"}
    | {"photo", "poll", "sticker", "story", "venue", "video", "video_note", "voice"}
)


class UnreadableUpdateError(ValueError):
    """Telegram's update has not the form that its documentation gives."""


@dataclass(frozen=True, slots=True)
class Bot:
    """`username` is the address patients see and the clinic's file names, in small letters without the @."""

    bot_id: int
    username: str


def read_update(update: Mapping[str, Any]) -> Update:
    """Raises UnreadableUpdateError, which does not quote the update."""
    try:
        return Update.model_validate(update)
    except ValidationError:
        raise UnreadableUpdateError("the update cannot be read") from None


def parse_update(update: Update, bot: Bot, received_at: datetime) -> Inbound | None:
    """Null for what concerns nobody's conversation: groups, other kinds of update, Telegram's own remarks."""
    if update.callback_query is not None:
        return of_tap(update, update.callback_query, bot, received_at)
    if update.my_chat_member is not None:
        return of_membership(update, update.my_chat_member, bot, received_at)
    message = update.message or update.edited_message
    if message is None or message.chat.type != "private":
        return None
    return of_message(update, message, bot, received_at)


def of_message(update: Update, message: Message, bot: Bot, received_at: datetime) -> Inbound | None:
    media = 1 if message.content_type in MEDIA else 0
    said = message.text if message.text is not None else message.caption
    if said is None and not media:
        return None
    text, token = read_words(storable(said or ""))
    quoted = message.reply_to_message
    return Inbound(
        channel="telegram",
        provider_id=f"update:{update.update_id}",
        sender_address=bot.username,
        address=str(message.chat.id),
        text=text,
        received_at=received_at,
        media=media,
        in_reply_to=None if quoted is None else message_name(bot.bot_id, quoted.message_id),
        link_token=token,
        edited=update.edited_message is not None,
    )


def read_words(said: str) -> tuple[str, str | None]:
    """A menu's "/help" is the word itself; what follows "/start" is the token of the link that was opened."""
    slash = SLASH.fullmatch(said.strip())
    if slash is None:
        return said, None
    word, rest = slash["word"], (slash["rest"] or "").strip()
    if word.lower() == "start" and TOKEN.fullmatch(rest):
        return word, rest
    return f"{word} {rest}".strip(), None


def of_tap(update: Update, tapped: CallbackQuery, bot: Bot, received_at: datetime) -> Inbound | None:
    """A button under one of our messages. Chats keep old buttons: the nonce says which question it was."""
    if tapped.message is None or tapped.message.chat.type != "private":
        return None
    return Inbound(
        channel="telegram",
        provider_id=f"update:{update.update_id}",
        sender_address=bot.username,
        address=str(tapped.message.chat.id),
        text=storable(label_of(tapped) or ""),
        received_at=received_at,
        tap=read_tap(tapped.data or ""),
        in_reply_to=message_name(bot.bot_id, tapped.message.message_id),
    )


def read_tap(data: str) -> Tap:
    """Data that is not ours reads as a button that no question has, and is refused as kindly as an old one."""
    nonce, _, choice = data.rpartition(":")
    if not nonce or not re.fullmatch(r"[0-9]{1,3}", choice):
        return Tap(nonce="", choice=0)
    return Tap(nonce=storable(nonce), choice=int(choice))


def label_of(tapped: CallbackQuery) -> str | None:
    """What stood on the pressed button, where Telegram still shows us the message."""
    message = tapped.message
    if message is None or isinstance(message, InaccessibleMessage) or message.reply_markup is None:
        return None
    buttons = [button for row in message.reply_markup.inline_keyboard for button in row]
    return next((button.text for button in buttons if button.callback_data == tapped.data), None)


def of_membership(update: Update, change: ChatMemberUpdated, bot: Bot, received_at: datetime) -> Inbound | None:
    if change.chat.type != "private" or change.new_chat_member.status != "kicked":
        return None
    return Inbound(
        channel="telegram",
        provider_id=f"update:{update.update_id}",
        sender_address=bot.username,
        address=str(change.chat.id),
        text="",
        received_at=received_at,
        blocked=True,
    )


def message_name(bot_id: int, message_id: int) -> str:
    """A bot numbers the messages of all its private chats in one series, so the chat need not be named with it."""
    return f"{bot_id}:{message_id}"
