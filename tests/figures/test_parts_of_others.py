from datetime import date

from bot.figures import ReportText, load_beat, read

BEAT = load_beat(["myanmar"])


def test_nothing_is_part_of_what_counts_another_side_or_another_division():
    reading = read(
        ReportText(
            "At least 70 junta soldiers were killed in fighting in Loikaw last week, the KNDF said.\n\n"
            "An airstrike on Namkham in Shan State killed one civilian on Friday, residents said.",
            published=date(2023, 12, 4),
        ),
        BEAT,
    )
    by_id = {figure.id: figure for figure in reading.figures}
    assert {figure.value for figure in reading.figures} == {70, 1}
    for figure in reading.figures:
        whole = by_id.get(figure.part_of or "")
        assert whole is None or (whole.party == figure.party and whole.region == figure.region)
    assert all(figure.part_of is None for figure in reading.figures)


def test_each_part_of_a_breakdown_has_the_place_that_follows_it():
    reading = read(
        ReportText(
            "The group recorded 30 clashes in May: 12 in Sagaing Region, 11 in Magway Region and seven "
            "in Chin State.",
            published=date(2023, 6, 4),
        ),
        BEAT,
    )
    places = {figure.value: figure.region for figure in reading.figures}
    assert (places[12], places[11], places[7]) == ("Sagaing", "Magway", "Chin")
