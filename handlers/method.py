"""How figures are taken in and counted: /method, and /sources for whose they are."""

from bot.wire.markup import Page, bold
from bot.wire.sources import SOURCES, sources_message
from handlers.room import Asked, Command

METHOD = (
    "Every figure stands with the words that state it: /report shows them. What has none is not kept.",
    "A total is the largest sum of claims of which it is certain that no two count the same people: "
    "“at least”. Claims that another may cover are left out and listed. The plain sum stands beside it: "
    "“if nothing overlaps”.",
    "Copies of one text count once. Rival numbers stay side by side as a range: “at least” takes the lowest, "
    "“if nothing overlaps” the highest. Families and people are never added up.",
    "“Nearly”, “up to” and “dozens” have no lower bound, and add nothing to “at least”.",
    "A claim that lies only partly in the period or place asked for is not cut up: it is listed as reaching "
    "beyond.",
    "Doubtful figures go before an editor. A correction edits every post that showed the figure; what was "
    "said before is kept: /history.",
)


async def method(asked: Asked) -> None:
    """Tell the method in short."""
    page = Page()
    page.add(bold("How figures are counted"), "")
    page.listing([f"• {line}" for line in METHOD], "…")
    page.add("", "In full: docs/method.md of the program.")
    await asked.reply(page.message())


async def sources(asked: Asked) -> None:
    """List outlets and cited sources, and how often their numbers were revised or disputed."""
    await asked.reply(sources_message(await asked.room.archive.sources(SOURCES + 1)))


COMMANDS = (
    Command("method", method, "how figures are counted"),
    Command("sources", sources, "whose figures these are"),
)
