"""Methods that change or remove messages."""

from dataclasses import replace

from bot.sandbox.botapi import composing
from bot.sandbox.botapi.arguments import Arguments
from bot.sandbox.botapi.keyboards import reply_markup
from bot.sandbox.botapi.permission import chat_of, require_presence
from bot.sandbox.botapi.refusal import bad_request
from bot.sandbox.model import Chat, Json, Message
from bot.sandbox.render import message_json
from bot.sandbox.world import World

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_DELETABLE_SECONDS = 48 * 3600


def edit_message_text(world: World, arguments: Arguments) -> Json:
    """Do `editMessageText`; without `reply_markup` the buttons go, as on Telegram."""
    message = _editable(world, arguments)
    text, entities = composing.message_text(arguments)
    if message.media or message.service:
        raise bad_request("there is no text in the message to edit")
    preview = arguments.parsed("link_preview_options", "link preview options")
    edited = replace(message, text=text, entities=entities, link_preview=preview)
    return _edited(world, arguments, message, edited)


def edit_message_caption(world: World, arguments: Arguments) -> Json:
    """Do `editMessageCaption`; an empty caption removes it."""
    message = _editable(world, arguments)
    text, entities = composing.caption(arguments)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    return _edited(world, arguments, message, replace(message, text=text, entities=entities))


def edit_message_media(world: World, arguments: Arguments) -> Json:
    """Do `editMessageMedia` with a picture or document."""
    message = _editable(world, arguments)
    given = arguments.parsed("media", "media")
    own = Arguments(given if isinstance(given, dict) else {})
    kind = composing.media_kind(own)
    if message.album and message.media and message.media.kind != kind:
        raise bad_request("MEDIA_GROUPED_INVALID")
    upload = arguments.attached(own.text("media"))
    media = composing.media(world.register, kind, own.text("media"), upload)
    text, entities = composing.caption(own)
    edited = replace(message, media=media, text=text, entities=entities, link_preview=None)
    return _edited(world, arguments, message, edited)


def edit_message_reply_markup(world: World, arguments: Arguments) -> Json:
    """Do `editMessageReplyMarkup`; without a keyboard the buttons go."""
    message = _editable(world, arguments)
    return _edited(world, arguments, message, message)


def delete_message(world: World, arguments: Arguments) -> bool:
    """Do `deleteMessage`."""
    chat = chat_of(world.register, arguments)
    require_presence(world.register, chat)
    _delete(world, chat, arguments.integer("message_id"))
    return True


def delete_messages(world: World, arguments: Arguments) -> bool:
    """Do `deleteMessages`; those that are not there are passed over."""
    chat = chat_of(world.register, arguments)
    require_presence(world.register, chat)
    numbers = arguments.parsed("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= 100:
        raise bad_request("message identifiers are not specified")
    for number in numbers:
        if world.register.message(chat.id, int(number)):
            _delete(world, chat, int(number))
    return True


def _delete(world: World, chat: Chat, message_id: int) -> None:
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = world.register.message(chat.id, message_id)
    if message is None:
        raise bad_request("message to delete not found")
    me = world.register.member(chat.id, world.register.me.id)
    mine = message.sender_id in (None, me.user_id) and (chat.type != "channel" or me.may("can_post_messages"))
    fresh = world.register.now() - message.date < _DELETABLE_SECONDS
    if not me.may("can_delete_messages") and not (mine and fresh):
        others = chat.type == "private" and fresh
        if not others:
            raise bad_request("message can't be deleted for everyone" if mine else "message can't be deleted")
    world.remove(chat, message_id)


def _editable(world: World, arguments: Arguments) -> Message:
    chat = chat_of(world.register, arguments)
    require_presence(world.register, chat)
    number = arguments.integer("message_id")
    if not number:
        raise bad_request("message identifier is not specified")
    message = world.register.message(chat.id, number)
    if message is None:
        raise bad_request("message to edit not found")
    me = world.register.member(chat.id, world.register.me.id)
    if chat.type == "channel":
        if not (me.may("can_edit_messages") or me.may("can_post_messages")):
            raise bad_request("need administrator rights in the channel chat")
    elif message.sender_id != me.user_id:
        raise bad_request("message can't be edited")
    if message.service:
        raise bad_request("message can't be edited")
    return message


def _edited(world: World, arguments: Arguments, before: Message, after: Message) -> Json:
    after = replace(after, reply_markup=reply_markup(arguments, inline_only=True))
    if _shown(after) == _shown(before):
        raise bad_request(_NOT_MODIFIED)
    # A change of buttons alone leaves no "edited" mark, as on Telegram.
    if replace(after, reply_markup=None) != replace(before, reply_markup=None):
        after = replace(after, edit_date=world.register.now())
    world.amend(after)
    return message_json(world.register, after)


def _shown(message: Message) -> tuple[object, ...]:
    inline = message.buttons and message.reply_markup
    return message.text, message.entities, message.media, inline or None
