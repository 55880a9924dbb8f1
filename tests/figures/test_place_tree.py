import pytest

from bot.figures import load_beat
from bot.figures.gazetteer import certain
from bot.figures.packs import SHIPPED


@pytest.fixture(scope="module")
def places():
    return load_beat(["myanmar"]).places


@pytest.mark.parametrize(
    ("place", "region", "path"),
    [
        ("Loikaw", "Kayah", ("Kayah", "Loikaw")),
        ("Loikaw University", "Kayah", ("Kayah", "Loikaw", "Loikaw University")),
        ("Pazigyi", "Sagaing", ("Sagaing", "Kanbalu", "Pazigyi")),
        ("Khampat", "Sagaing", ("Sagaing", "Tamu", "Khampat")),
        ("Kokang", "Shan", ("Shan", "~Kokang")),
        ("Lauk Kai District", "Shan", ("Shan", "~Lauk Kai District")),
    ],
)
def test_a_place_lies_in_its_township_or_loose_in_its_division(places, place, region, path):
    assert places.path(place, region) == path


def test_only_townships_and_what_lies_in_them_are_certain_to_lie_apart(places):
    for place in places.places:
        if len(place.path) > 1 and place.kind not in ("township", "town"):
            inside = len(place.path) > 2
            assert inside or certain(place.path) == place.path[:1], place


def test_a_township_that_is_not_there_is_told_by_line(tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "pack.toml").write_text('name = "more"\nextends = "myanmar"\n')
    (tmp_path / "more" / "places.csv").write_text(
        "name,kind,region,within\nKanbalu,township,Sagaing,\nNew Village,village,Sagaing,Atlantis\n"
    )
    with pytest.raises(Exception, match=r"places.csv:3.*Atlantis"):
        load_beat(["myanmar"], extra=[tmp_path / "more"])


def test_a_pack_that_adds_places_may_put_them_into_the_townships_that_are_there(tmp_path):
    (tmp_path / "pack.toml").write_text('name = "ours"\nextends = "myanmar"\n')
    (tmp_path / "places.csv").write_text(
        "name,kind,region,also,within\n"
        "Zibin Kone,village,Sagaing,Zee Pin Kone,Shwebo\n"
        "Elsewhere,village,Sagaing,,\n"
    )
    places = load_beat(["myanmar"], extra=[tmp_path]).places
    assert places.path("Zee Pin Kone", "Sagaing") == ("Sagaing", "Shwebo", "Zibin Kone")
    assert places.path("Elsewhere", "Sagaing") == ("Sagaing", "~Elsewhere")


def test_the_shipped_packs_load():
    names = [folder.name for folder in SHIPPED.iterdir() if (folder / "pack.toml").exists()]
    assert {"world", "myanmar"} <= set(names)
    for name in names:
        load_beat([name])
