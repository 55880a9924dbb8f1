"""The parts of a message that a call carries: text, picture or document, reply and topic."""

import secrets
from typing import Any

from bot.sandbox.botapi.arguments import Arguments, Upload
from bot.sandbox.botapi.pictures import picture_of
from bot.sandbox.botapi.refusal import bad_request
from bot.sandbox.entities import settled
from bot.sandbox.markup import MarkupError, parse_html, utf16_length
from bot.sandbox.model import Chat, Json, Media, MediaKind, StoredFile
from bot.sandbox.register import Register

MAX_TEXT = 4096
"""Code points of a message's text after its entities are parsed."""
MAX_CAPTION = 1024
"""Code points of a caption after its entities are parsed."""
_MAX_PHOTO = 10 * 1024 * 1024
_MAX_DOCUMENT = 50 * 1024 * 1024

Text = tuple[str, tuple[Json, ...]]


def message_text(arguments: Arguments) -> Text:
    """Give the call's text and entities, within Telegram's limit and not empty."""
    text, entities = formatted(arguments.text("text"), arguments, "parse_mode", "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text, entities


def caption(arguments: Arguments) -> Text:
    """Give the call's caption and entities, within Telegram's limit; it may be empty."""
    return checked_caption(formatted(arguments.text("caption"), arguments, "parse_mode", "caption_entities"))


def checked_caption(text: Text) -> Text:
    """Refuse a caption that is too long."""
    if len(text[0]) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return text


def formatted(source: str, arguments: Arguments, mode_name: str, entities_name: str) -> Text:
    """Parse text by the call's parse mode or give it with the entities of the call.

    HTML is the one parse mode here; Telegram's own wording turns down the others.
    """
    mode = arguments.text(mode_name).lower()
    if mode not in ("", "html", "none"):
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        try:
            return settled(*parse_html(source))
        except MarkupError as error:
            raise bad_request(f"can't parse entities: {error}") from error
    return settled(source, _given_entities(arguments.parsed(entities_name, "entities"), source))


def _given_entities(given: Any, text: str) -> list[Json]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    length = utf16_length(text)
    for item in given:
        offset, size = (item.get("offset"), item.get("length")) if isinstance(item, dict) else (None, None)
        if not isinstance(offset, int) or not isinstance(size, int) or not isinstance(item.get("type"), str):
            raise bad_request("can't parse MessageEntity: expected an Object with type, offset and length")
        if offset < 0 or size < 0 or offset + size > length:
            raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
        if isinstance(item.get("user"), dict):
            item["user_id"] = item.pop("user")["id"]
    return given


def media(register: Register, kind: MediaKind, value: Any, upload: Upload | None) -> Media:
    """Give the picture or document of a call: uploaded, or one already known by its file id."""
    if upload is None:
        return _known_media(register, kind, value)
    if not upload.body:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        return _photo(register, upload)
    if len(upload.body) > _MAX_DOCUMENT:
        raise bad_request("file is too big")
    return _kept(register, upload, "document")


def media_kind(arguments: Arguments) -> MediaKind:
    """Give the kind that an InputMedia object names; others than these two are not supported here."""
    match arguments.text("type"):
        case "photo":
            return "photo"
        case "document":
            return "document"
        case other:
            raise bad_request(f"can't parse InputMedia: {other or 'type'} is not supported here")


def _photo(register: Register, upload: Upload) -> Media:
    picture = picture_of(upload.body)
    if picture is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(upload.body) > _MAX_PHOTO:
        raise bad_request("file is too big for a photo")
    wide, high = picture.width, picture.height
    if wide + high > 10_000 or not wide or not high or max(wide / high, high / wide) > 20:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return _kept(register, upload, "photo")


def _kept(register: Register, upload: Upload, kind: MediaKind) -> Media:
    prefix = "AgAC" if kind == "photo" else "BQAC"
    file = StoredFile(prefix + secrets.token_urlsafe(24), upload.name, upload.mime, upload.body)
    register.put_file(file)
    return _known_media(register, kind, file.file_id)


def _known_media(register: Register, kind: MediaKind, value: Any) -> Media:
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    file = register.file(str(value))
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if kind == "document":
        return Media("document", file.file_id, file.name, file.mime, len(file.body))
    picture = picture_of(file.body)
    if picture is None:
        raise bad_request("can't use file of type Document as Photo")
    size = len(file.body)
    return Media("photo", file.file_id, file.name, picture.mime, size, picture.width, picture.height)


def reply_of(register: Register, arguments: Arguments, chat: Chat) -> tuple[int | None, Json | None]:
    """Give the message that the call replies to and the part of it that it quotes."""
    given = arguments.parsed("reply_parameters", "reply parameters") or {}
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    target = int(given.get("message_id") or arguments.integer("reply_to_message_id"))
    if not target:
        return None, None
    original = register.message(chat.id, target)
    if original is None or original.service:
        if given.get("allow_sending_without_reply") or arguments.flag("allow_sending_without_reply"):
            return None, None
        raise bad_request("message to be replied not found")
    if not given.get("quote"):
        return target, None
    quoted, entities = formatted(
        str(given["quote"]), Arguments({"mode": given.get("quote_parse_mode")}), "mode", "entities"
    )
    at = original.text.find(quoted)
    if at < 0 or len(quoted) > MAX_CAPTION:
        raise bad_request("QUOTE_TEXT_INVALID")
    position = utf16_length(original.text[:at])
    return target, {"text": quoted, "entities": list(entities), "position": position, "is_manual": True}


def thread_of(arguments: Arguments, chat: Chat) -> int | None:
    """Give the topic that the call names; it must exist."""
    thread = arguments.integer("message_thread_id")
    if not thread:
        return None
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    return thread
