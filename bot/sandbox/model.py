"""What the sandbox's small Telegram is made of: users, chats, messages and files."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Json = dict[str, Any]
"""A JSON object of the Bot API."""

ChatType = Literal["private", "group", "supergroup", "channel"]
GroupKind = Literal["group", "supergroup", "channel"]
MediaKind = Literal["photo", "document"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

CREATOR_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_delete_messages",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_post_messages",
        "can_edit_messages",
    }
)


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    username: str | None = None
    is_bot: bool = False
    language_code: str | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as Telegram numbers it: users are positive, channels and supergroups -100...

    `topics` maps a thread's id to its name (forums only); `migrated_to` is the supergroup that a group
    became.
    """

    id: int
    type: ChatType
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    topics: Mapping[int, str] = field(default_factory=dict)
    migrated_to: int | None = None
    pinned: int | None = None

    @property
    def numbers_alone(self) -> bool:
        """Whether the chat counts its own messages; the others share one count for the bot."""
        return self.type in ("supergroup", "channel")


@dataclass(frozen=True, slots=True)
class Member:
    """What a user is in a chat, and what an administrator may do there (`can_...` names)."""

    chat_id: int
    user_id: int
    status: Status
    rights: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        """Whether the user is in the chat."""
        return self.status not in ("left", "kicked")

    @property
    def administers(self) -> bool:
        """Whether the user is an administrator or the creator."""
        return self.status in ("administrator", "creator")

    def may(self, right: str) -> bool:
        """Whether the member has an administrator's right, such as `can_post_messages`."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or document of a message; `width` and `height` in pixels for photos, else 0."""

    kind: MediaKind
    file_id: str
    name: str
    mime: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's bytes as uploaded."""

    file_id: str
    name: str
    mime: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands now.

    `sender_id` is None for a post of the channel itself; `text` is the caption where there is `media`;
    `entities` are Bot API objects with UTF-16 offsets; `service` holds the fields of a service message
    (`new_chat_members`, `pinned_message`, ...); `date` and `edit_date` are Unix seconds.
    """

    chat_id: int
    message_id: int
    date: int
    sender_id: int | None
    text: str = ""
    entities: tuple[Json, ...] = ()
    media: Media | None = None
    reply_markup: Json | None = None
    reply_to: int | None = None
    quote: Json | None = None
    thread_id: int | None = None
    edit_date: int | None = None
    service: Json | None = None
    silent: bool = False
    protected: bool = False
    link_preview: Json | None = None
    album: str | None = None

    @property
    def buttons(self) -> list[Json]:
        """The inline buttons, row after row."""
        keyboard = (self.reply_markup or {}).get("inline_keyboard", [])
        return [button for row in keyboard for button in row]


def to_row(value: User | Chat | Member | Message) -> Json:
    """Give a value as a JSON object that `from_row` reads again."""
    row = asdict(value)
    for name, part in row.items():
        if isinstance(part, frozenset):
            row[name] = sorted(part)
    return row


def user_from_row(row: Json) -> User:
    """Read what `to_row` wrote."""
    return User(**row)


def chat_from_row(row: Json) -> Chat:
    """Read what `to_row` wrote; JSON turned the topics' numbers into strings."""
    return Chat(**{**row, "topics": {int(key): name for key, name in row["topics"].items()}})


def member_from_row(row: Json) -> Member:
    """Read what `to_row` wrote."""
    return Member(**{**row, "rights": frozenset(row["rights"])})


def message_from_row(row: Json) -> Message:
    """Read what `to_row` wrote."""
    media = row["media"]
    known = {item.name for item in fields(Message)}
    kept = {name: value for name, value in row.items() if name in known}
    kept["entities"] = tuple(row["entities"])
    kept["media"] = Media(**media) if media else None
    return Message(**kept)
