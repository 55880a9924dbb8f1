"""What cannot be read is refused with its reason and claims nothing; English that only looks odd is read."""

from datetime import date

import pytest

from bot.figures import Reading, ReportText, read
from tests.figures.corpus import beat_of

BEAT = beat_of("myanmar")
ENGLISH = "At least 14 junta soldiers were killed and 20 wounded in Muse on Monday, the KIA said."

FOREIGN = {
    "my": (
        "မြန်မာနိုင်ငံ ရှမ်းပြည်နယ်မြောက်ပိုင်းတွင် ယမန်နေ့က တိုက်ပွဲဖြစ်ပွားရာ စစ်သား ၁၄ ဦး "
        "သေဆုံးခဲ့သည်။ ရွာသား ၂၀ ဒဏ်ရာရသည်။"
    ),
    "th": (
        "ทหารเสียชีวิต 14 นายและบาดเจ็บ 20 นายในการปะทะกันเมื่อวันจันทร์ที่ผ่านมาใกล้ชายแดน "
        "ชาวบ้านหลายร้อยคนอพยพหนีภัย"
    ),
    "zh": (
        "周一,该国北部发生冲突,至少14名士兵死亡,20人受伤。当地居民说,数百人已经逃离家园,前往边境地区避难。"
    ),
    "ja": (
        "月曜日に北部で衝突があり、少なくとも14人の兵士が死亡し、20人が負傷した。住民によると数百人が避難している。"
    ),
    "ko": (
        "월요일 북부 지역에서 충돌이 발생해 군인 14명이 숨지고 20명이 다쳤다. 주민 수백 명이 피난길에 올랐다."
    ),
    "ru": (
        "В понедельник на севере страны погибли 14 солдат и 20 человек получили ранения, "
        "сообщили местные жители."
    ),
    "ar": (
        "قتل 14 جنديا وأصيب 20 آخرون في اشتباكات وقعت يوم الاثنين في شمال البلاد بحسب ما أفاد"
        " سكان محليون."
    ),
    "hi": (
        "सोमवार को देश के उत्तरी हिस्से में हुई झड़प में 14 सैनिक मारे गए और 20 घायल हो गए, "
        "स्थानीय लोगों ने बताया।"
    ),
    "fr": (
        "Au moins 14 soldats ont été tués et 20 autres blessés lundi dans des affrontements "
        "près de Muse, selon les habitants. Des centaines de villageois ont fui vers la "
        "frontière, où ils sont accueillis par des associations."
    ),
    "es": (
        "Al menos 14 soldados murieron y 20 resultaron heridos el lunes en los "
        "enfrentamientos cerca de Muse, según los vecinos. Cientos de personas huyeron de la "
        "zona y se dirigen a la frontera con lo que pueden."
    ),
    "de": (
        "Mindestens 14 Soldaten sind am Montag bei Gefechten in der Nähe von Muse getötet und"
        " 20 verletzt worden. Hunderte Bewohner sind nach Angaben der Behörden auf der Flucht"
        " und werden in der Stadt von Helfern versorgt."
    ),
    "id": (
        "Sedikitnya 14 tentara tewas dan 20 lainnya terluka dalam bentrokan di dekat Muse "
        "pada hari Senin. Ratusan warga telah mengungsi ke perbatasan dan akan ditampung oleh"
        " pihak yang berwenang untuk sementara ini."
    ),
    "pt": (
        "Pelo menos 14 soldados morreram e 20 ficaram feridos na segunda-feira em confrontos "
        "perto de Muse. Centenas de moradores fugiram para a fronteira com o que podiam "
        "levar, e as autoridades dos dois lados os receberam em uma escola."
    ),
    "it": (
        "Almeno 14 soldati sono stati uccisi e 20 feriti lunedì negli scontri vicino a Muse, "
        "con centinaia di abitanti in fuga verso il confine. Le autorità della zona non hanno"
        " commentato gli eventi di un giorno che per la gente è il più duro."
    ),
    "nl": (
        "Zeker 14 soldaten zijn maandag gedood en 20 gewond geraakt bij gevechten in de buurt"
        " van Muse. Honderden bewoners zijn op de vlucht voor het geweld en worden door "
        "hulpverleners bij de grens opgevangen, zegt een woordvoerder van het leger."
    ),
    "vi": (
        "Ít nhất 14 binh sĩ đã thiệt mạng và 20 người bị thương trong các cuộc đụng độ vào "
        "thứ Hai tại Muse. Hàng trăm người dân đã rời khỏi làng và được đưa đến khu vực biên "
        "giới với những gì họ có."
    ),
    "sv": (
        "Minst 14 soldater dödades och 20 skadades på måndagen i strider nära Muse. "
        "Hundratals invånare är på flykt och har tagit sig till gränsen för att söka skydd, "
        "säger en talesman för de boende som inte vill vara med i bild."
    ),
}  # fmt: skip


def refused(text: str, title: str = "") -> str:
    """The reason given for a text that must not be read; nothing is claimed of it."""
    reading = read(ReportText(text, title, date(2024, 5, 14)), BEAT)
    assert reading.figures == ()
    assert reading.problem
    return reading.problem


def understood(text: str, title: str = "") -> Reading:
    """The reading of a text that must not be refused."""
    reading = read(ReportText(text, title, date(2024, 5, 14)), BEAT)
    assert reading.problem is None
    return reading


@pytest.mark.parametrize("text", ["", " ", "\n\n\t ", "\u200b\ufeff", "\0"])
def test_no_text(text: str) -> None:
    assert refused(text) in ("no text", "no words")


@pytest.mark.parametrize("text", ["12 34 56", "--- *** ---", "😀😀😀", "1,189"])
def test_no_words(text: str) -> None:
    assert refused(text) == "no words"


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_is_named(language: str) -> None:
    reading = read(ReportText(FOREIGN[language], "", date(2024, 5, 14)), BEAT)
    assert reading.language == language
    assert refused(FOREIGN[language]).startswith("written in ")


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_is_refused_in_a_long_text_under_an_english_title(language: str) -> None:
    text = "\n\n".join([FOREIGN[language]] * 12)
    assert refused(text, "14 killed in Muse").startswith("written in ")


def test_html_instead_of_text() -> None:
    page = f'<div class="story"><p>{ENGLISH}</p><p>More.</p></div><script>track()</script>'
    assert refused(page) == "HTML instead of text"
    assert refused("&lt;p&gt;" + ENGLISH + "&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;") == "HTML instead of text"


def test_a_stray_tag_is_no_page() -> None:
    assert understood(f"{ENGLISH} <b>Correction</b> follows.").figures


@pytest.mark.parametrize(
    "broken",
    [
        ENGLISH.replace("soldiers", "soldiers’").replace(",", "—").encode().decode("cp1252", "replace") * 3,
        FOREIGN["my"].encode().decode("latin-1"),
        FOREIGN["ru"].encode("koi8-r").decode("cp1252", "replace"),
        FOREIGN["zh"].encode("gb18030").decode("utf-8", "replace"),
    ],
    ids=["quotes", "burmese", "russian", "chinese"],
)
def test_mojibake(broken: str) -> None:
    assert "encoding" in refused(broken) or "characters" in refused(broken)


@pytest.mark.parametrize(
    "notice",
    [
        "Subscribe to continue reading. Already a subscriber? Log in. At least 14 people were killed.",
        "This article is for subscribers only. 40,000 readers support us.",
        "You have reached your article limit for this month. Sign in to read 3 more stories.",
        "Please enable JavaScript and cookies to continue. 1 of 3 attempts.",
        "Checking your browser before accessing the site. This takes 5 seconds.",
        "Access denied. Error 1020. You do not have permission to view this page.",
        "We use cookies. Accept all cookies to go on to our 12 sections.",
        "Verify you are human by completing the action below.",
    ],
)
def test_a_paywall_or_browser_notice(notice: str) -> None:
    assert "notice" in refused(notice)


def test_an_article_that_ends_in_a_paywall_notice_is_read() -> None:
    article = (ENGLISH + " Residents said that the fighting had gone on for days.\n\n") * 8
    assert understood(article + "Subscribe to continue reading.").figures


def test_english_with_many_foreign_names_is_read() -> None:
    text = (
        "Nuestra Señora de la Paz, a bus of the company Transportes del Sur, fell into the Río de los Lobos "
        "near San José de las Flores, killing 23 people, said the mayor, María de los Ángeles Muñoz y Peña."
    )
    assert [figure.value for figure in understood(text).figures] == [23]


def test_english_that_quotes_another_language_is_read() -> None:
    text = "Nine soldiers were killed in Muse, a resident said. “စစ်သား ၉ ယောက် သေတယ်” he wrote in Burmese."
    assert [figure.value for figure in understood(text).figures] == [9]


@pytest.mark.parametrize(
    ("text", "value"),
    [("14 killed.", 14), ("Nine soldiers killed", 9), ("Muse: 3 dead", 3), ("Toll rises to 57", None)],
)
def test_short_english_is_read(text: str, value: int | None) -> None:
    values = [figure.value for figure in understood(text).figures]
    assert values == ([value] if value else values)


def test_a_title_without_a_text_is_read() -> None:
    (figure,) = understood("", "14 junta soldiers killed in Muse").figures
    assert (figure.field, figure.value) == ("title", 14)


def test_old_encodings_of_quotes_and_spaces_are_read() -> None:
    text = "At least\u00a014\u202fjunta soldiers were\u2009killed in Muse\u2028on Monday\u200b."
    assert [figure.value for figure in understood(text).figures] == [14]
