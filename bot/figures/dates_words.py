"""The words of the calendar."""

from bot.figures.word_lists import word_list

MONTHS: dict[str, int] = {}
for _number, _name in enumerate(
    word_list("january february march april may june july august september october november december"), 1
):
    MONTHS[_name] = _number
    if _name != "may":
        MONTHS[_name[:3]] = _number
MONTHS["sept"] = 9

WEEKDAYS: dict[str, int] = {
    name: number
    for number, name in enumerate(word_list("monday tuesday wednesday thursday friday saturday sunday"))
}
