"""Whether a text can be read at all: its language, and what is not a report's text."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from bot.figures.model import ReportText
from bot.figures.word_lists import word_set

_LETTER = re.compile(r"[^\W\d_]+")
_STOPS: dict[str, frozenset[str]] = {
    "en": word_set(
        "the of and to in was were that for on by with said at from a is are has have who as after"
    ),
    "es": word_set("el la los las de que y en un una por con para del se su al fue como más"),
    "fr": word_set("le la les des et en un une dans que pour par sur du au qui est avec ont sont"),
    "de": word_set("der die das und in den von zu mit ist im des auf für ein eine dem nicht sich wurde"),
    "pt": word_set("o a os as de que e em um uma por com para do da no na foi mais dos"),
    "id": word_set("yang dan di dari untuk dengan pada ini itu dalam adalah tidak telah oleh akan ke"),
    "it": word_set("il la di che e in un una per con del della i le sono nel alla da non gli"),
    "nl": word_set("de het een van en in op dat is te met voor zijn door niet aan bij ook er om"),
    "vi": word_set("và của là có trong được cho các một với những người không đã này tại"),
    "sv": word_set("och att det som en på är av för med den till inte har de om ett var"),
}
_STOPPING: dict[str, list[str]] = {}
for _code, _stops in _STOPS.items():
    for _stop in _stops:
        _STOPPING.setdefault(_stop, []).append(_code)
_NAMES = {
    "es": "Spanish", "fr": "French", "de": "German", "pt": "Portuguese", "id": "Indonesian",
    "it": "Italian", "nl": "Dutch",
    "vi": "Vietnamese", "sv": "Swedish", "my": "Burmese", "th": "Thai", "zh": "Chinese", "ja": "Japanese",
    "ko": "Korean",
    "ar": "Arabic", "ru": "Russian", "hi": "Hindi", "bn": "Bengali", "he": "Hebrew", "el": "Greek",
    "km": "Khmer", "lo": "Lao",
    "ta": "Tamil", "te": "Telugu", "am": "Amharic", "ka": "Georgian", "hy": "Armenian",
}  # fmt: skip
_SCRIPTS = (
    ("MYANMAR", "my"), ("THAI", "th"), ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("HANGUL", "ko"),
    ("CJK", "zh"), ("ARABIC", "ar"),
    ("CYRILLIC", "ru"), ("DEVANAGARI", "hi"), ("BENGALI", "bn"), ("HEBREW", "he"), ("GREEK", "el"),
    ("KHMER", "km"), ("LAO", "lo"),
    ("TAMIL", "ta"), ("TELUGU", "te"), ("ETHIOPIC", "am"), ("GEORGIAN", "ka"), ("ARMENIAN", "hy"),
)  # fmt: skip
_TAG = re.compile(
    r"(?:<|&lt;)/?(?:p|div|span|a|br|html|body|head|script|style|article|section|li|ul|td|tr|table|h[1-6]|img)"
    r"\b[^<>]{0,300}?(?:>|&gt;)",
    re.IGNORECASE,
)
# Particles within names ("Nuestra Señora de la Paz") tell nothing of a text's language.
_NAME = re.compile(
    r"(?<=[^\W\d_] )(?:(?:de|la|los|las|el|del|y|e|da|do|dos|das|di|van|der|den|von|le|les|des|du|al) ){1,3}"
    r"(?=[A-ZÀ-Þ])"
)
_MOST_MARKUP = 0.25
"""The share of a text's characters that may stand in tags; a page's source has more, a stray tag less."""
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf]|â€|Â[\u00a0-\u00bf]|ï¿½|\ufffd|á€|á\u0081")
_PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:continue|read|keep reading)|(?:continue|keep) reading (?:with|by)|"
    r"this (?:article|story|content) is (?:for|only available to|reserved for) "
    r"(?:paying |our )?(?:subscribers|members)|already a (?:subscriber|member)\?|(?:log|"
    r"sign) in to (?:continue|read)|to read the full (?:story|article)|"
    r"you have reached your (?:limit|article limit)|enable javascript|verify you are (?:a )?human|"
    r"checking your browser|access denied|accept (?:all )?cookies",
    re.IGNORECASE,
)
_SAMPLE = 4000
_FEW = 60
_PLAINLY_ENGLISH = (" the ", " of ", " and ", " in ")
_SHORT = 600


@dataclass(frozen=True, slots=True)
class Verdict:
    """The language (ISO 639-1, None unknown) and, where the text cannot be read, why."""

    language: str | None
    problem: str | None = None


def judge(report: ReportText) -> Verdict:
    """Say whether a report's text can be read, and if not why, in words for an editor."""
    text = report.text.strip()
    if not text and not report.title.strip():
        return Verdict(None, "no text")
    sample = f"{report.title} {text[:_SAMPLE]}"
    tags = _TAG.findall(text[:_SAMPLE])
    if len(tags) >= 3 and sum(map(len, tags)) > _MOST_MARKUP * len(text[:_SAMPLE]):
        return Verdict(None, "HTML instead of text")
    broken = len(_MOJIBAKE.findall(sample))
    if broken >= 3 and broken * 40 > len(sample.split()):
        return Verdict(None, "broken characters (wrong encoding)")
    if len(text) < _SHORT and _PAYWALL.search(text):
        return Verdict(None, "a paywall or browser notice instead of the text")
    language = _language(sample)
    if language not in (
        None,
        "en",
    ):  # once more without the foreign names that an English text may be full of
        language = _language(_NAME.sub("", sample))
    if language is None:
        return Verdict(None, _no_english(sample))
    if language == "en":
        return Verdict(language)
    return Verdict(language, f"written in {_NAMES[language]}, not English")


def _no_english(sample: str) -> str | None:
    """Say why a text that is in no language known here cannot be English; None where it can."""
    letters = [char for char in sample if char.isalpha()]
    plain = sum(char.isascii() for char in letters)
    if not letters:
        return "no words"
    if plain * 2 >= len(letters):
        return None
    accented = sum("À" <= char <= "ÿ" for char in letters)
    return "broken characters (wrong encoding)" if accented > plain else "not written in English"


def _language(sample: str) -> str | None:
    if sum(sample.count(word) for word in _PLAINLY_ENGLISH) * 14 >= sample.count(" ") > _FEW:
        return "en"
    words = _LETTER.findall(sample.lower())
    if not words:
        return _script(sample)
    if not sample.isascii():
        ascii_words = sum(word.isascii() for word in words)
        if ascii_words * 2 < len(words) and (script := _script(sample)) is not None:
            return script
    counts = dict.fromkeys(_STOPS, 0)
    for word, times in Counter(words).items():
        for code in _STOPPING.get(word, ()):
            counts[code] += times
    best = max(counts, key=lambda code: counts[code])
    if counts[best] < 2 or counts["en"] * 10 >= counts[best] * 9:
        return "en" if counts["en"] else None
    return (
        best if counts[best] >= 5 and counts[best] * 10 > len(words) else ("en" if counts["en"] > 1 else None)
    )


def _script(sample: str) -> str | None:
    tally: dict[str, int] = {}
    for char in sample[:600]:
        if char.isascii() or not (char.isalpha() or unicodedata.category(char).startswith("M")):
            continue
        name = unicodedata.name(char, "")
        code = next((code for prefix, code in _SCRIPTS if name.startswith(prefix)), None)
        if code is not None:
            tally[code] = tally.get(code, 0) + 1
    if not tally:
        return None
    if tally.get("ja", 0):
        return "ja"
    best = max(tally, key=lambda code: tally[code])
    return best if tally[best] >= 10 else None
