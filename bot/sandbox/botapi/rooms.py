"""Methods that ask about chats and members, pin, and leave."""

from dataclasses import replace

from bot.sandbox.botapi.arguments import Arguments
from bot.sandbox.botapi.permission import chat_of, require_presence
from bot.sandbox.botapi.refusal import bad_request
from bot.sandbox.model import Json, Member, Message
from bot.sandbox.render import full_chat_json, member_json, message_json
from bot.sandbox.world import World


def get_chat(world: World, arguments: Arguments) -> Json:
    """Do `getChat`; a public channel can be asked for without being in it."""
    chat = chat_of(world.register, arguments)
    if chat.username is None or chat.migrated_to:
        require_presence(world.register, chat)
    return full_chat_json(world.register, chat)


def get_chat_member(world: World, arguments: Arguments) -> Json:
    """Do `getChatMember`."""
    chat = chat_of(world.register, arguments)
    require_presence(world.register, chat)
    number = arguments.integer("user_id")
    if number not in world.register.users:
        raise bad_request("invalid user_id specified" if number <= 0 else "PARTICIPANT_ID_INVALID")
    if chat.type == "private" and number == chat.id:
        return member_json(world.register, Member(chat.id, number, "member"))
    return member_json(world.register, world.register.member(chat.id, number))


def get_chat_administrators(world: World, arguments: Arguments) -> list[Json]:
    """Do `getChatAdministrators`; other bots are left out, there being none."""
    chat = chat_of(world.register, arguments)
    require_presence(world.register, chat)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    members = world.register.members(chat.id)
    return [member_json(world.register, member) for member in members if member.administers]


def get_chat_member_count(world: World, arguments: Arguments) -> int:
    """Do `getChatMemberCount`."""
    chat = chat_of(world.register, arguments)
    require_presence(world.register, chat)
    return 2 if chat.type == "private" else len(world.register.members(chat.id))


def pin_chat_message(world: World, arguments: Arguments) -> bool:
    """Do `pinChatMessage`; the chat gets a service message about it."""
    chat = chat_of(world.register, arguments)
    require_presence(world.register, chat)
    me = world.register.member(chat.id, world.register.me.id)
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.type != "private" and not me.may(right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    message = world.register.message(chat.id, arguments.integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    world.register.put_chat(replace(chat, pinned=message.message_id))
    pinned = message_json(world.register, message, with_reply=False)
    note = Message(
        chat_id=chat.id,
        message_id=world.register.next_message_id(chat),
        date=world.register.now(),
        sender_id=None if chat.type == "channel" else me.user_id,
        service={"pinned_message": pinned},
    )
    world.post(note)
    return True


def unpin_chat_message(world: World, arguments: Arguments) -> bool:
    """Do `unpinChatMessage`."""
    chat = chat_of(world.register, arguments)
    require_presence(world.register, chat)
    asked = arguments.integer("message_id") or chat.pinned
    if chat.pinned is None or asked != chat.pinned:
        raise bad_request("message to unpin not found")
    world.register.put_chat(replace(chat, pinned=None))
    world.events.publish({"kind": "chats"})
    return True


def leave_chat(world: World, arguments: Arguments) -> bool:
    """Do `leaveChat`."""
    chat = chat_of(world.register, arguments)
    require_presence(world.register, chat)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    world.set_bot(world.register.me, chat, "left")
    return True
