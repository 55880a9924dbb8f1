"""Users, chats and messages in the Bot API's JSON shapes."""

from bot.sandbox.model import Chat, Json, Member, Message, User
from bot.sandbox.register import Register

_ADMINISTRATOR_FLAGS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def user_json(user: User) -> Json:
    """Give a User object."""
    shape: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.username:
        shape["username"] = user.username
    if user.language_code:
        shape["language_code"] = user.language_code
    return shape


def chat_json(register: Register, chat: Chat) -> Json:
    """Give a Chat object; a private chat carries the name of the person."""
    shape: Json = {"id": chat.id, "type": chat.type}
    if chat.type == "private":
        person = register.users[chat.id]
        shape["first_name"] = person.first_name
        if person.username:
            shape["username"] = person.username
        return shape
    shape["title"] = chat.title or ""
    if chat.username:
        shape["username"] = chat.username
    if chat.is_forum:
        shape["is_forum"] = True
    return shape


def full_chat_json(register: Register, chat: Chat) -> Json:
    """Give a ChatFullInfo object."""
    shape = chat_json(register, chat)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    shape["accent_color_id"] = abs(chat.id) % 7
    shape["max_reaction_count"] = 11
    shape["accepted_gift_types"] = dict.fromkeys(gifts, False)
    pinned = register.message(chat.id, chat.pinned) if chat.pinned else None
    if pinned:
        shape["pinned_message"] = message_json(register, pinned)
    return shape


def member_json(register: Register, member: Member) -> Json:
    """Give a ChatMember object of the kind that the status calls for."""
    user = user_json(register.users[member.user_id])
    shape: Json = {"user": user, "status": member.status}
    if member.status == "creator":
        shape["is_anonymous"] = False
    elif member.status == "administrator":
        shape |= {"can_be_edited": False, "is_anonymous": False}
        shape |= {flag: flag in member.rights for flag in _ADMINISTRATOR_FLAGS}
        shape |= dict.fromkeys(member.rights, True)
    elif member.status == "kicked":
        shape["until_date"] = 0
    return shape


def message_json(register: Register, message: Message, *, with_reply: bool = True) -> Json:
    """Give a Message object; what it replies to is nested one level deep, as on Telegram."""
    chat = register.chats[message.chat_id]
    here = chat_json(register, chat)
    shape: Json = {"message_id": message.message_id, "date": message.date, "chat": here}
    if message.sender_id is None:
        shape["sender_chat"] = here
    else:
        shape["from"] = user_json(register.users[message.sender_id])
    if message.edit_date:
        shape["edit_date"] = message.edit_date
    if message.thread_id:
        shape["message_thread_id"] = message.thread_id
        if chat.is_forum:
            shape["is_topic_message"] = True
    if message.protected:
        shape["has_protected_content"] = True
    if message.album:
        shape["media_group_id"] = message.album
    shape |= _content(register, message)
    original = register.message(chat.id, message.reply_to) if message.reply_to else None
    if original and with_reply:
        shape["reply_to_message"] = message_json(register, original, with_reply=False)
    if message.quote:
        shape["quote"] = message.quote
    if message.reply_markup and "inline_keyboard" in message.reply_markup:
        shape["reply_markup"] = message.reply_markup
    return shape


def _content(register: Register, message: Message) -> Json:
    if message.service:
        return message.service
    entities = [_entity(register, item) for item in message.entities]
    media = message.media
    if media is None:
        shape: Json = {"text": message.text}
        if entities:
            shape["entities"] = entities
        if message.link_preview:
            shape["link_preview_options"] = message.link_preview
        return shape
    file: Json = {"file_id": media.file_id, "file_unique_id": media.file_id[-16:], "file_size": media.size}
    if media.kind == "photo":
        shape = {"photo": [{**file, "width": media.width, "height": media.height}]}
    else:
        shape = {"document": {**file, "file_name": media.name, "mime_type": media.mime}}
    if message.text:
        shape["caption"] = message.text
    if entities:
        shape["caption_entities"] = entities
    return shape


def _entity(register: Register, item: Json) -> Json:
    if item["type"] != "text_mention":
        return item
    person = register.users.get(item["user_id"])
    named = {"user": user_json(person)} if person else {}
    return {"type": "text_mention", "offset": item["offset"], "length": item["length"], **named}
