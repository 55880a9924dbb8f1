"""Which chat a call means, and whether the bot may do it there."""

from bot.sandbox.botapi.arguments import Arguments
from bot.sandbox.botapi.refusal import RefusalError, bad_request, forbidden
from bot.sandbox.model import Chat
from bot.sandbox.register import Register


def chat_of(register: Register, arguments: Arguments, name: str = "chat_id") -> Chat:
    """Give the chat that the call names."""
    chat = register.find_chat(arguments.chat_reference(name))
    if chat is None:
        raise bad_request("chat not found")
    return chat


def require_presence(register: Register, chat: Chat) -> None:
    """Refuse where the bot is not in the chat (any more)."""
    if chat.migrated_to:
        raise RefusalError(
            400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    status = register.member(chat.id, register.me.id).status
    if chat.type == "private":
        if status == "kicked":
            raise forbidden("bot was blocked by the user")
        if status == "left":
            raise forbidden("bot can't initiate conversation with a user")
    elif status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    elif status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def require_posting(register: Register, chat: Chat) -> None:
    """Refuse where the bot may not write."""
    require_presence(register, chat)
    member = register.member(chat.id, register.me.id)
    if chat.type == "channel" and not member.may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    if member.status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")


def writable_chat(register: Register, arguments: Arguments) -> Chat:
    """Give the chat that the call names, where the bot may write."""
    chat = chat_of(register, arguments)
    require_posting(register, chat)
    return chat
