"""Reply markup: its shape and limits, checked before a message is kept."""

from typing import Any

from bot.sandbox.botapi.arguments import Arguments
from bot.sandbox.botapi.refusal import bad_request
from bot.sandbox.markup import checked_url
from bot.sandbox.model import Json

MAX_CALLBACK_BYTES = 64
MAX_COPY_TEXT = 256
MAX_BUTTONS = 100

_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "web_app",
    "login_url",
)
_OTHERS = ("keyboard", "remove_keyboard", "force_reply")


def reply_markup(arguments: Arguments, *, inline_only: bool = False) -> Json | None:
    """Give the call's reply markup, checked and reduced to known fields; None where it has none.

    `inline_only` is for channels and edits, where Telegram takes inline keyboards alone.
    """
    given = arguments.parsed("reply_markup", "reply keyboard markup")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in given:
        rows = _rows(given["inline_keyboard"], "inline_keyboard")
        keyboard = [[_inline_button(button) for button in row] for row in rows if row]
        if sum(map(len, keyboard)) > MAX_BUTTONS:
            raise bad_request("REPLY_MARKUP_TOO_LONG")
        return {"inline_keyboard": keyboard} if keyboard else None
    if not any(name in given for name in _OTHERS):
        return None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in given:
        rows = _rows(given["keyboard"], "keyboard")
        return {**given, "keyboard": [[_reply_button(button) for button in row] for row in rows]}
    return given


def _rows(value: Any, name: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{name}" must be an Array of Arrays')
    return value


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"]:
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return button


def _inline_button(button: Any) -> Json:
    trouble = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(trouble + "InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(trouble + 'Can\'t find field "text"')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    action = next((name for name in _ACTIONS if name in button), None)
    if action is None:
        raise bad_request(trouble + "Text buttons are unallowed in the inline keyboard")
    value = button[action]
    if action == "callback_data":
        _check_data(value)
    elif action == "copy_text":
        _check_copy_text(value)
    elif action == "url":
        value = _checked_button_url(value)
    kept = {"text": text, action: value}
    return kept | {name: button[name] for name in ("style", "icon_custom_emoji_id") if name in button}


def _check_data(value: Any) -> None:
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_copy_text(value: Any) -> None:
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _checked_button_url(value: Any) -> str:
    url = checked_url(value) if isinstance(value, str) else None
    if url is None:
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return url
