"""Telegram's Bot API as we meet it, on loopback: what a bot may call, and the updates that people cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.http_double import Asked, Fault, HttpDouble, Reply

BOT_ID = 700001
TOKEN = f"{BOT_ID}:AAabcdefghijklmnopqrstuvwxyz012345678"
USERNAME = "fjordklinikken_bot"
NOW = 1_760_000_000


def refuse(status: int, description: str, **parameters: int) -> Fault:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return Fault("refuse", reply=Reply(status, body | ({"parameters": parameters} if parameters else {})))


def ok(result: Any) -> Reply:
    return Reply(200, {"ok": True, "result": result})


@dataclass
class TelegramDouble(HttpDouble):
    """`called`: (method, fields) in order. `waiting`: the updates that getUpdates gives until they are confirmed."""

    called: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0
    webhook: dict[str, str] = field(default_factory=dict)

    def may_fail(self, asked: Asked) -> bool:
        return not asked.path.endswith(("/getMe", "/deleteWebhook", "/setWebhook"))

    def answer(self, asked: Asked) -> Reply:
        home, _, method = asked.path.rpartition("/")
        if home != f"/bot{TOKEN}":
            return Reply(404, {"ok": False, "error_code": 404, "description": "Not Found"})
        if method == "getUpdates" and not self.waiting:
            self.released.wait(0.02)  # a short hold, so that whoever asks does not spin
        with self.lock:
            self.called.append((method, dict(asked.fields)))
            return self.act(method, asked.fields)

    def act(self, method: str, fields: Mapping[str, str]) -> Reply:
        match method:
            case "getMe":
                return ok(
                    {"id": BOT_ID, "is_bot": True, "first_name": "Fjordklinikken", "username": "FjordKlinikken_Bot"}
                )
            case "sendMessage":
                self.sent += 1
                return ok(message(int(fields["chat_id"]), fields["text"], 1000 + self.sent))
            case "editMessageText" | "editMessageReplyMarkup":
                return ok(message(int(fields["chat_id"]), fields.get("text", ""), int(fields["message_id"])))
            case "answerCallbackQuery" | "deleteWebhook" | "setWebhook":
                self.webhook = dict(fields) if method == "setWebhook" else self.webhook
                return ok(True)
            case "getUpdates":
                self.waiting = [one for one in self.waiting if one["update_id"] >= int(fields.get("offset", 0))]
                return ok(list(self.waiting))
        return Reply(404, {"ok": False, "error_code": 404, "description": "Not Found: method not found"})

    def methods(self) -> list[str]:
        return [method for method, _ in self.called]


def chat(chat_id: int, kind: str = "private") -> dict[str, Any]:
    return {"id": chat_id, "type": kind} | ({"first_name": "Test"} if kind == "private" else {"title": "Group"})


def person(user_id: int) -> dict[str, Any]:
    return {"id": user_id, "is_bot": False, "first_name": "Test"}


def message(
    chat_id: int, text: str | None, message_id: int = 1, *, kind: str = "private", **more: Any
) -> dict[str, Any]:
    found = {"message_id": message_id, "date": NOW, "chat": chat(chat_id, kind), "from": person(abs(chat_id)), **more}
    return found if text is None else found | {"text": text}


def text_update(
    update_id: int, chat_id: int, text: str | None, *, kind: str = "private", **more: Any
) -> dict[str, Any]:
    return {"update_id": update_id, "message": message(chat_id, text, update_id, kind=kind, **more)}


def edited_update(update_id: int, chat_id: int, text: str) -> dict[str, Any]:
    return {"update_id": update_id, "edited_message": message(chat_id, text, 1, edit_date=NOW + 5)}


def tap_update(update_id: int, chat_id: int, data: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """A button pressed under a message of ours; `labels` are its buttons, by their data."""
    keyboard = [[{"text": label, "callback_data": each}] for each, label in labels.items()]
    under = message(chat_id, "How are you?", 1001, reply_markup={"inline_keyboard": keyboard})
    query = {"id": f"query-{update_id}", "from": person(chat_id), "chat_instance": "1", "data": data, "message": under}
    return {"update_id": update_id, "callback_query": query}


def blocked_update(update_id: int, chat_id: int, status: str = "kicked") -> dict[str, Any]:
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "Fjordklinikken", "username": USERNAME}
    kicked = {"status": "kicked", "until_date": 0, "user": bot}
    member = {"status": "member", "user": bot}
    was, now = (member, kicked) if status == "kicked" else (kicked, member)
    change = {
        "chat": chat(chat_id),
        "from": person(chat_id),
        "date": NOW,
        "old_chat_member": was,
        "new_chat_member": now,
    }
    return {"update_id": update_id, "my_chat_member": change}
