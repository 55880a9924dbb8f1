"""Messages in the library's terms: keyboards, and the options that every message is sent with."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot.wire.markup import Keyboard

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def markup_of(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Give the library's keyboard; None where there are no buttons."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(one.label, url=one.url)
                if one.url
                else InlineKeyboardButton(one.label, callback_data=one.data)
                for one in row
            ]
            for row in keyboard
        ]
    )
