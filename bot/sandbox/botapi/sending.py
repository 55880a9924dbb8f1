"""Methods that put new messages into chats."""

from dataclasses import replace

from bot.sandbox.botapi import composing
from bot.sandbox.botapi.arguments import Arguments
from bot.sandbox.botapi.keyboards import reply_markup
from bot.sandbox.botapi.permission import chat_of, writable_chat
from bot.sandbox.botapi.refusal import bad_request
from bot.sandbox.model import Chat, Json, Media, MediaKind, Message
from bot.sandbox.render import message_json
from bot.sandbox.world import World


def send_message(world: World, arguments: Arguments) -> Json:
    """Do `sendMessage`."""
    chat = writable_chat(world.register, arguments)
    text, entities = composing.message_text(arguments)
    preview = arguments.parsed("link_preview_options", "link preview options")
    message = replace(_draft(world, arguments, chat), text=text, entities=entities, link_preview=preview)
    return _sent(world, chat, message)


def send_photo(world: World, arguments: Arguments) -> Json:
    """Do `sendPhoto`: uploaded or by file id."""
    return _send_media(world, arguments, "photo")


def send_document(world: World, arguments: Arguments) -> Json:
    """Do `sendDocument`: uploaded or by file id."""
    return _send_media(world, arguments, "document")


def _send_media(world: World, arguments: Arguments, kind: MediaKind) -> Json:
    chat = writable_chat(world.register, arguments)
    text, entities = composing.caption(arguments)
    media = composing.media(world.register, kind, arguments.text(kind), arguments.upload(kind))
    draft = _draft(world, arguments, chat)
    return _sent(world, chat, replace(draft, text=text, entities=entities, media=media))


def send_media_group(world: World, arguments: Arguments) -> list[Json]:
    """Do `sendMediaGroup` for pictures and documents."""
    chat = writable_chat(world.register, arguments)
    given = arguments.parsed("media", "media")
    if not isinstance(given, list) or not 2 <= len(given) <= 10:
        raise bad_request("group send failed: an album has 2 to 10 items")
    draft = _draft(world, arguments, chat)
    items: list[tuple[Media, composing.Text]] = []
    for item in given:
        own = Arguments(item)
        kind = composing.media_kind(own)
        upload = arguments.attached(own.text("media"))
        media = composing.media(world.register, kind, own.text("media"), upload)
        items.append((media, composing.caption(own)))
    album = str(world.register.now()) + str(chat.id)
    return [
        _sent(world, chat, replace(draft, media=media, text=text, entities=entities, album=album))
        for media, (text, entities) in items
    ]


def copy_message(world: World, arguments: Arguments) -> Json:
    """Do `copyMessage`; a caption given replaces the one copied."""
    chat = writable_chat(world.register, arguments)
    source = chat_of(world.register, arguments, "from_chat_id")
    original = world.register.message(source.id, arguments.integer("message_id"))
    if original is None:
        raise bad_request("message to copy not found")
    if original.service:
        raise bad_request("message can't be copied")
    text, entities = original.text, original.entities
    if original.media and arguments.has("caption"):
        text, entities = composing.caption(arguments)
    draft = _draft(world, arguments, chat)
    copied = _sent(world, chat, replace(draft, text=text, entities=entities, media=original.media))
    return {"message_id": copied["message_id"]}


def send_chat_action(world: World, arguments: Arguments) -> bool:
    """Do `sendChatAction`; the page shows it for some seconds."""
    chat = writable_chat(world.register, arguments)
    action = arguments.text("action")
    if not action:
        raise bad_request("wrong parameter action in request")
    world.events.publish({"kind": "typing", "chat": chat.id, "action": action})
    return True


def _draft(world: World, arguments: Arguments, chat: Chat) -> Message:
    """Check what all sends have in common and give the message without content and number."""
    thread = composing.thread_of(arguments, chat)
    reply_to, quote = composing.reply_of(world.register, arguments, chat)
    return Message(
        chat_id=chat.id,
        message_id=0,
        date=world.register.now(),
        sender_id=None if chat.type == "channel" else world.register.me.id,
        reply_markup=reply_markup(arguments, inline_only=chat.type == "channel"),
        reply_to=reply_to,
        quote=quote,
        thread_id=thread,
        silent=arguments.flag("disable_notification"),
        protected=arguments.flag("protect_content"),
    )


def _sent(world: World, chat: Chat, draft: Message) -> Json:
    message = replace(draft, message_id=world.register.next_message_id(chat))
    world.post(message)
    return message_json(world.register, message)
