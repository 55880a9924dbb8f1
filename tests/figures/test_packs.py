"""Packs are data: a beat by files alone, additions to one, and each mistake named by file and line."""

from datetime import date
from pathlib import Path

import pytest

from bot.errors import PackError
from bot.figures import Figure, ReportText, load_beat, pack_problems, read
from bot.figures.packs import shipped

DAY = date(2025, 5, 14)
SUDAN = (
    (
        "At least 31 RSF fighters were killed in El Fasher on Monday, the Sudanese army said.",
        "rsf",
        "North Darfur",
    ),
    (
        "A drone wounded 40 army soldiers at a checkpoint near Umm Rawaba on Tuesday.",
        "army",
        "North Kordofan",
    ),
    ("RSF fighters captured 57 troops near En Nahud.", "army", "West Kordofan"),
)


def write(folder: Path, **files: str) -> Path:
    """A pack folder with these files; `_` in a name stands for its dot."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def figures(text: str, *packs: str | Path, extra: tuple[Path, ...] = ()) -> tuple[Figure, ...]:
    return read(ReportText(text, "", DAY), load_beat([str(pack) for pack in packs], extra)).figures


def only(text: str, *packs: str | Path, extra: tuple[Path, ...] = ()) -> Figure:
    (figure,) = figures(text, *packs, extra=extra)
    return figure


def test_three_packs_ship() -> None:
    assert shipped() == ["myanmar", "sudan", "world"]
    assert pack_problems(shipped()) == []


@pytest.mark.parametrize(("text", "party", "region"), SUDAN)
def test_a_pack_of_data_alone_knows_parties_and_places(text: str, party: str, region: str) -> None:
    figure = only(text, "sudan")
    assert (figure.party, figure.region) == (party, region)


@pytest.mark.parametrize(("text", "party", "region"), SUDAN)
def test_without_its_pack_the_same_count_has_no_party(text: str, party: str, region: str) -> None:
    figure, with_pack = only(text, "world"), only(text, "sudan")
    assert (figure.measure, figure.value) == (with_pack.measure, with_pack.value)
    assert figure.party is None


def test_two_wars_keep_their_sides_apart() -> None:
    sudanese = "The Rapid Support Forces seized three bases near Nyala on Monday."
    burmese = "The Arakan Army seized three bases near Ann on Monday."
    assert only(sudanese, "myanmar", "sudan").party == "army"
    assert only(burmese, "myanmar", "sudan").party == "regime"


def test_a_packs_events_open_a_period() -> None:
    figure = only("Shelling in Omdurman has killed 912 people since the war broke out.", "sudan")
    assert (figure.start, figure.end) == (date(2023, 4, 15), DAY)


def test_soldiers_elsewhere_belong_to_no_party_of_the_pack() -> None:
    assert only("Nine soldiers were killed in a crash in Peru.", "sudan").party is None


def test_a_folder_adds_to_a_pack(tmp_path: Path) -> None:
    ours = write(
        tmp_path / "ours",
        pack_toml='extends = "myanmar"\n[[epoch]]\nwords = ["the great flood"]\ndate = 2025-04-02\n',
        parties_toml='[[party]]\nname = "resistance"\nterms = ["Yoma Vanguard"]\n',
        places_csv="name,kind,region,also\nZibin Kone,village,Sagaing,Zibin\n",
        outlets_toml='[[outlet]]\nname = "Yoma Post"\ndomains = ["yoma.example"]\n',
    )
    text = "Fourteen Yoma Vanguard members were killed in Zibin Kone since the great flood, a resident said."
    figure = only(text, "myanmar", extra=(ours,))
    assert (figure.party, figure.region, figure.start) == ("resistance", "Sagaing", date(2025, 4, 2))
    beat = load_beat(["myanmar"], [ours])
    assert beat.packs == ("world", "myanmar")
    assert beat.parties["resistance"].label == "Resistance"
    assert "rebels" in beat.parties["resistance"].words
    assert beat.places.path("Zibin", None)[0] == "Sagaing"
    assert "Yoma Post" in beat.outlets
    assert only(text, "myanmar").party is None


def test_what_extends_a_pack_holds_only_where_the_pack_does(tmp_path: Path) -> None:
    ours = write(
        tmp_path / "ours",
        pack_toml='extends = "myanmar"\n',
        parties_toml='[[party]]\nname = "resistance"\nnouns = ["lancer"]\n',
    )
    assert only("Nine lancers were killed in Muse.", "myanmar", extra=(ours,)).party == "resistance"
    assert only("Nine lancers were killed in Peru.", "myanmar", extra=(ours,)).party != "resistance"


def test_a_measure_of_ones_own_is_read(tmp_path: Path) -> None:
    ours = write(
        tmp_path / "ours",
        measures_toml=(
            '[[measure]]\nname = "landmines"\nnoun = "mines cleared"\npeople = false\nwords = ["mines"]\n'
            '[[trigger]]\nmeasure = "landmines"\nrole = "object"\ntakes = ["thing"]\nwords = ["defuse"]\n'
        ),
        nouns_toml='thing = ["landmine"]\n',
        verbs_toml='[other]\nwords = ["defuse"]\n',
    )
    figure = only("Deminers defused 52 landmines in Demoso on Friday.", "myanmar", ours)
    assert (figure.measure, figure.value) == ("landmines", 52)


MISTAKES = {
    "not TOML": ({"parties_toml": '[[party]]\nname = "a\n'}, "ours/parties.toml:2: is not TOML"),
    "an unknown key": (
        {"pack_toml": 'name = "ours"\ncolour = "red"\n'},
        "ours/pack.toml:2: colour is not known",
    ),
    "a missing label": (
        {"parties_toml": '# ours\n[[party]]\nname = "a"\nwords = ["a"]\n'},
        "ours/parties.toml:2: label is missing",
    ),
    "text where words belong": (
        {"parties_toml": '[[party]]\nname = "a"\nlabel = "A"\nwords = "a"\n'},
        "ours/parties.toml:4: words must be a list of words",
    ),
    "a word of two parties": (
        {
            "parties_toml": (
                '[[party]]\nname = "a"\nlabel = "A"\nwords = ["a"]\nterms = ["Red Guard"]\n'
                '[[party]]\nname = "b"\nlabel = "B"\nwords = ["b"]\nterms = ["Red Guard"]\n'
            )
        },
        "ours/parties.toml:6: 'Red Guard' stands under a and b",
    ),
    "an unknown measure": (
        {"measures_toml": '[[trigger]]\nmeasure = "slain"\nrole = "object"\nwords = ["slay"]\n'},
        "ours/measures.toml:2: measure 'slain' is not known",
    ),
    "an unknown role": (
        {"measures_toml": '[[trigger]]\nmeasure = "killed"\nrole = "verb"\nwords = ["slay"]\n'},
        "ours/measures.toml:3: role 'verb' is not known",
    ),
    "an unknown class": (
        {
            "measures_toml": (
                '[[trigger]]\nmeasure = "killed"\nrole = "object"\ntakes = ["cow"]\nwords = ["x"]\n'
            )
        },
        "ours/measures.toml:4: no class of nouns: cow",
    ),
    "no yes or no": (
        {"measures_toml": '[[measure]]\nname = "m"\nnoun = "m"\npeople = "no"\nwords = ["m"]\n'},
        "ours/measures.toml:4: people must be true or false",
    ),
    "a verb with one form": (
        {"verbs_toml": '[irregular]\nslay = ["slew"]\n'},
        "ours/verbs.toml:2: slay takes two words",
    ),
    "a date that is none": (
        {"pack_toml": 'country = "Peru"\n[[epoch]]\nwords = ["the coup"]\ndate = "2021"\n'},
        "ours/pack.toml:4: date must be a date such as 2021-02-01",
    ),
    "an event of no country": (
        {"pack_toml": '[[epoch]]\nwords = ["the coup"]\ndate = 2021-02-01\n'},
        "ours/pack.toml:1: events hold in reports about a country",
    ),
    "an addition to nothing": (
        {"pack_toml": '# ours\nextends = "peru"\n'},
        "ours/pack.toml:2: no pack 'peru' is loaded before; but world",
    ),
    "an addition with a country": (
        {"pack_toml": 'extends = "world"\ncountry = "Peru"\n'},
        "ours/pack.toml:2: what extends 'world' has its country",
    ),
    "a column of no meaning": (
        {"places_csv": "name,kind,region,population\nLima,town,Lima,1\n"},
        "ours/places.csv:1: the columns are name,kind,region",
    ),
    "too many fields": (
        {"places_csv": "name,kind,region\nLima,division,Lima\nCallao,town,Lima,port\n"},
        "ours/places.csv:3: has more or fewer fields than the first line",
    ),
    "a place without a name": (
        {"places_csv": "name,kind,region\n,town,Lima\n"},
        "ours/places.csv:2: name is empty",
    ),
    "an unknown kind of place": (
        {"places_csv": "name,kind,region\nLima,capital,Lima\n"},
        "ours/places.csv:2: kind 'capital' is not known",
    ),
    "a division within another": (
        {"places_csv": "name,kind,region\nLima,division,Peru\n"},
        "ours/places.csv:2: a division's region is its own name",
    ),
    "a place in no division": (
        {"places_csv": "name,kind,region\nLima,division,Lima\nCusco,town,Cusko\n"},
        "ours/places.csv:3: region 'Cusko' is not a division of this pack",
    ),
    "a mark that is not yes": (
        {"places_csv": "name,kind,region,common\nLima,division,Lima,true\n"},
        "ours/places.csv:2: common is yes or empty",
    ),
    "a file that is not UTF-8": ({"outlets_toml": ""}, "ours/outlets.toml:1: cannot be read"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_by_file_and_line(mistake: str, tmp_path: Path) -> None:
    files, expected = MISTAKES[mistake]
    folder = write(tmp_path / "ours", **files)
    if mistake == "a file that is not UTF-8":
        (folder / "outlets.toml").write_bytes(b'[[outlet]]\nname = "\xff"\n')
    assert [line for line in pack_problems([str(folder)]) if line.startswith(expected)]


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "ours",
        parties_toml='[[party]]\nname = "a"\n',
        places_csv="name,kind,region\nLima,capital,Lima\n",
    )
    with pytest.raises(PackError) as raised:
        load_beat([str(folder)])
    assert len(raised.value.problems) == 3


def test_an_unknown_pack_tells_which_there_are() -> None:
    assert pack_problems(["atlantis"]) == ["atlantis: no such pack; shipped: myanmar, sudan, world"]
