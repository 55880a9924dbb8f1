"""The bot's lists of commands and its descriptions, by scope and language."""

from bot.sandbox.archive import Archive
from bot.sandbox.model import Chat, Json


class CommandBook:
    """Command lists under (scope, language), and which of them a person sees in a chat."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lists = {name: list(row["commands"]) for name, row in archive.rows("commands")}
        self.texts = {name: str(row["text"]) for name, row in archive.rows("bot text")}

    def put(self, scope: str, language: str, commands: list[Json]) -> None:
        """Set the list of a scope."""
        name = f"{scope}|{language}"
        self._lists[name] = commands
        self._archive.put("commands", name, {"commands": commands})

    def drop(self, scope: str, language: str) -> None:
        """Remove the list of a scope."""
        name = f"{scope}|{language}"
        self._lists.pop(name, None)
        self._archive.drop("commands", name)

    def get(self, scope: str, language: str) -> list[Json]:
        """Give the list of exactly this scope and language."""
        return self._lists.get(f"{scope}|{language}", [])

    def put_text(self, name: str, text: str) -> None:
        """Set one of the bot's descriptions."""
        self.texts[name] = text
        self._archive.put("bot text", name, {"text": text})

    def seen_by(self, user_id: int, administers: bool, chat: Chat, language: str) -> list[Json]:
        """Give the list that a person is offered in a chat.

        The order is that of the Bot API ("Determining list of commands"): the narrowest scope first, each
        in the person's language and then in none.
        """
        private = chat.type == "private"
        scopes = [] if private else [f"chat_member:{chat.id}:{user_id}"]
        if administers and not private:
            scopes.append(f"chat_administrators:{chat.id}")
        scopes.append(f"chat:{chat.id}")
        if administers and not private:
            scopes.append("all_chat_administrators")
        scopes += ["all_private_chats" if private else "all_group_chats", "default"]
        for scope in scopes:
            for spoken in (language, ""):
                if found := self.get(scope, spoken):
                    return found
        return []
