"""Which message numbers of a chat this process has seen, so that a lost send is looked for above them."""

from collections import OrderedDict

_CHATS = 5_000
_OWN = 200


class Numbering:
    """The highest number seen in each chat, and the numbers of the bot's answers to commands there."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, int] = OrderedDict()
        self._answers: OrderedDict[int, list[int]] = OrderedDict()

    def saw(self, chat_id: int, message_id: int) -> None:
        """Note a message of the chat, whoever wrote it."""
        self._last[chat_id] = max(message_id, self._last.get(chat_id, 0))
        self._last.move_to_end(chat_id)
        if len(self._last) > _CHATS:
            self._last.popitem(last=False)

    def answered(self, chat_id: int, message_id: int) -> None:
        """Note an answer that the bot gave there."""
        self.saw(chat_id, message_id)
        answers = self._answers.setdefault(chat_id, [])
        answers.append(message_id)
        del answers[:-_OWN]
        self._answers.move_to_end(chat_id)
        if len(self._answers) > _CHATS:
            self._answers.popitem(last=False)

    def last(self, chat_id: int) -> int:
        """Give the highest number seen in the chat, 0 where none was."""
        return self._last.get(chat_id, 0)

    def answers(self, chat_id: int) -> frozenset[int]:
        """Give the numbers of the bot's answers there."""
        return frozenset(self._answers.get(chat_id, ()))
