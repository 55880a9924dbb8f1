"""The chats as people use them: what tests and the page do in a person's name.

The Bot API's methods work on the same world from the bot's side.
"""

from dataclasses import replace

from bot.errors import NotAllowedError, NotFoundError
from bot.sandbox.entities import settled
from bot.sandbox.model import CREATOR_RIGHTS, Chat, GroupKind, Json, Member, Message, Status, User
from bot.sandbox.render import chat_json, member_json, message_json, user_json
from bot.sandbox.stage import ChatRef, Stage, UserRef

_FIRST_NUMBER = {"group": -5_000_001, "channel": -1_001_000_000_001, "supergroup": -1_001_000_000_001}


class World(Stage):
    """Users, chats and messages, with one bot among them.

    Whatever a person does here reaches the bot as an update, and the page as an event. Errors: a chat,
    user or message that does not exist raises NotFoundError, what Telegram would not let the person do
    NotAllowedError.
    """

    def add_user(
        self, user_id: int, first_name: str, username: str | None = None, language_code: str = "en"
    ) -> User:
        """Add a person; the private chat with the bot begins when the person first writes."""
        user = User(user_id, first_name, username, language_code=language_code)
        self.register.put_user(user)
        self.register.put_chat(Chat(user_id, "private"))
        return user

    def add_chat(
        self,
        kind: GroupKind,
        title: str,
        *,
        username: str | None = None,
        chat_id: int | None = None,
        owner: UserRef | None = None,
        topics: tuple[str, ...] = (),
        bot_status: Status = "administrator",
        bot_rights: frozenset[str] = CREATOR_RIGHTS - {"can_promote_members"},
    ) -> Chat:
        """Add a channel or group, with `owner` as its creator and the bot in it.

        `topics` make it a forum: thread ids are 2, 3, ... in their order.
        """
        if chat_id is None:
            chat_id = _FIRST_NUMBER[kind]
            while chat_id in self.register.chats:
                chat_id -= 1
        named = dict(enumerate(topics, start=2))
        chat = Chat(chat_id, kind, title, username, bool(topics), named)
        self.register.put_chat(chat)
        if owner is not None:
            self.register.put_member(Member(chat.id, self.user(owner).id, "creator"))
        rights = bot_rights if bot_status == "administrator" else frozenset[str]()
        self.register.put_member(Member(chat.id, self.register.me.id, bot_status, rights))
        self.events.publish({"kind": "chats"})
        return chat

    def join(self, user: UserRef, chat: ChatRef, status: Status = "member") -> None:
        """Make a person a member (or whatever `status` says); the bot hears of it as `chat_member`."""
        self._set_member(self.chat(chat), self.user(user), self.user(user), status, "chat_member")

    def leave(self, user: UserRef, chat: ChatRef) -> None:
        """Let a person leave a chat."""
        self.join(user, chat, "left")

    def set_bot(
        self, by: UserRef, chat: ChatRef, status: Status, rights: frozenset[str] | None = None
    ) -> None:
        """Change what the bot is in a chat: add, promote, restrict, remove ("left") or ban ("kicked").

        In a private chat "kicked" means that the person blocked the bot, "member" that it was started.
        """
        here, person = self.chat(chat), self.user(by)
        self._set_member(here, person, self.register.me, status, "my_chat_member", rights)

    def _set_member(
        self,
        chat: Chat,
        by: User,
        who: User,
        status: Status,
        kind: str,
        rights: frozenset[str] | None = None,
    ) -> None:
        before = self.register.member(chat.id, who.id)
        if rights is None:
            rights = CREATOR_RIGHTS - {"can_promote_members"} if status == "administrator" else frozenset()
        after = Member(chat.id, who.id, status, rights)
        self.register.put_member(after)
        self.updates.add(
            kind,
            {
                "chat": chat_json(self.register, chat),
                "from": user_json(by),
                "date": self.register.now(),
                "old_chat_member": member_json(self.register, before),
                "new_chat_member": member_json(self.register, after),
            },
        )
        self.events.publish({"kind": "chats"})

    def upgrade(self, group: ChatRef) -> Chat:
        """Let a group become a supergroup with a new number, as Telegram does when a group grows.

        Both chats get a service message, and the bot is told where a send to the old one should go.
        """
        old = self.chat(group)
        new = self.add_chat("supergroup", old.title or "", bot_status="member")
        for member in self.register.members(old.id):
            self.register.put_member(replace(member, chat_id=new.id))
        self._service(old, {"migrate_to_chat_id": new.id})
        self._service(new, {"migrate_from_chat_id": old.id})
        self.register.put_chat(replace(old, migrated_to=new.id))
        self.events.publish({"kind": "chats"})
        return new

    def _service(self, chat: Chat, fields: Json) -> None:
        number = self.register.next_message_id(chat)
        sender = self.register.members(chat.id)[0].user_id
        message = Message(chat.id, number, self.register.now(), sender, service=fields)
        self.post(message)
        self.updates.add("message", message_json(self.register, message))

    def say(
        self,
        user: UserRef,
        chat: ChatRef,
        text: str,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> Message:
        """Write as a person; in a channel as the channel, which only its administrators may."""
        person, here = self.user(user), self.chat(chat)
        self._require_voice(person, here)
        body, entities = settled(text, ())
        if not body:
            raise NotAllowedError("A message needs words.")
        if len(body) > 4096:
            raise NotAllowedError("A message has 4,096 characters at most.")
        if reply_to is not None and self.register.message(here.id, reply_to) is None:
            raise NotFoundError(f"There is no message {reply_to} in this chat.")
        message = Message(
            chat_id=here.id,
            message_id=self.register.next_message_id(here),
            date=self.register.now(),
            sender_id=None if here.type == "channel" else person.id,
            text=body,
            entities=entities,
            reply_to=reply_to,
            thread_id=thread,
        )
        self.post(message)
        kind = "channel_post" if here.type == "channel" else "message"
        if self._reaches_bot(here, message):
            self.updates.add(kind, message_json(self.register, message))
        return message

    def edit(self, user: UserRef, chat: ChatRef, message_id: int, text: str) -> Message:
        """Edit one's own message, as a person."""
        person, here = self.user(user), self.chat(chat)
        message = self.message(here, message_id)
        own = message.sender_id == person.id
        if not own and not (here.type == "channel" and self._administers(person, here)):
            raise NotAllowedError("Only one's own messages can be edited.")
        body, entities = settled(text, ())
        edited = replace(message, text=body, entities=entities, edit_date=self.register.now())
        self.amend(edited)
        kind = "edited_channel_post" if here.type == "channel" else "edited_message"
        if self._reaches_bot(here, edited):
            self.updates.add(kind, message_json(self.register, edited))
        return edited

    def press(self, user: UserRef, chat: ChatRef, message_id: int, button: str) -> str:
        """Press an inline button by its words or its callback data; gives the callback's id."""
        person, here = self.user(user), self.chat(chat)
        message = self.message(here, message_id)
        self._require_presence(person, here)
        data = next(
            (
                item["callback_data"]
                for item in message.buttons
                if button in (item["text"], item.get("callback_data")) and "callback_data" in item
            ),
            None,
        )
        if data is None:
            raise NotFoundError(f"Message {message_id} has no button {button!r} (any more).")
        query = self.callbacks.open(person.id, here.id, message_id)
        self.updates.add(
            "callback_query",
            {
                "id": query.id,
                "from": user_json(person),
                "message": message_json(self.register, message),
                "chat_instance": str(here.id * 31),
                "data": data,
            },
        )
        return query.id

    def _administers(self, person: User, chat: Chat) -> bool:
        return self.register.member(chat.id, person.id).administers

    def _require_presence(self, person: User, chat: Chat) -> None:
        if chat.type == "private":
            if chat.id != person.id:
                raise NotAllowedError("This is another person's private chat.")
        elif not self.register.member(chat.id, person.id).present:
            raise NotAllowedError(f"{person.first_name} is not in {chat.title}.")

    def _require_voice(self, person: User, chat: Chat) -> None:
        self._require_presence(person, chat)
        if chat.type == "channel" and not self._administers(person, chat):
            raise NotAllowedError("Only administrators write in a channel.")
        if chat.type == "private" and not self.register.member(chat.id, self.register.me.id).present:
            self.set_bot(person, chat, "member")

    def _reaches_bot(self, chat: Chat, message: Message) -> bool:
        """Whether the bot gets a message of a person: in groups with privacy mode, only what is meant for it.

        As Telegram has it: commands that are not addressed to another bot, replies to the bot, mentions.
        """
        mine = self.register.member(chat.id, self.register.me.id)
        if not mine.present:
            return False
        if chat.type in ("private", "channel") or mine.administers:
            return True
        name = "@" + (self.register.me.username or "").lower()
        original = self.register.message(chat.id, message.reply_to) if message.reply_to else None
        if original and original.sender_id == self.register.me.id:
            return True
        first = message.text.split(maxsplit=1)[0].lower() if message.text else ""
        if first.startswith("/"):
            return "@" not in first or first.endswith(name)
        return name in message.text.lower()
