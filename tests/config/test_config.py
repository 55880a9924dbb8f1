from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import BEYOND_BELIEF, Settings, load, parse_duration
from bot.errors import ConfigError

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture(autouse=True)
def _no_outer_environment(monkeypatch):
    monkeypatch.delenv("TALLYWIRE_TELEGRAM__TOKEN", raising=False)


def problems(tmp_path: Path, content: str) -> list[str]:
    path = tmp_path / "config.toml"
    path.write_text(content)
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value.problems


def test_the_example_is_valid_as_it_stands():
    settings = load(EXAMPLE)
    assert [feed.name for feed in settings.feeds] == [
        "The Irrawaddy", "Myanmar Now", "DMG", "DVB", "Mizzima", "RFA",
    ]  # fmt: skip
    assert settings.newsroom.zone == "Asia/Yangon"
    assert settings.telegram.token is None


def test_every_setting_is_in_the_example():
    words = EXAMPLE.read_text()
    for section, field in Settings.model_fields.items():
        model = field.annotation
        keys = getattr(model, "model_fields", None)
        if keys is None:
            keys = model.__args__[0].model_fields
        assert f"[{section}" in words, section
        for key in keys:
            assert f"{key} =" in words or f".{key}]" in words, f"{section}.{key}"


def test_limits_of_what_is_plausible_stand_beside_those_of_the_configuration(tmp_path):
    assert load(None).review.implausible_above.__pydantic_extra__["killed"] == 20_000
    path = tmp_path / "config.toml"
    path.write_text("[review.implausible_above]\ncaptured = 7\n")
    limits = load(path).review.implausible_above.__pydantic_extra__
    assert (limits["captured"], limits["killed"]) == (7, 20_000)


def test_every_limit_is_in_the_example():
    for measure, limit in BEYOND_BELIEF.items():
        assert f"# {measure} = {limit:_}" in EXAMPLE.read_text()


def test_each_error_is_named_by_its_key(tmp_path):
    said = problems(
        tmp_path,
        """
        odd = 1
        [telegram]
        token = "abc"
        [newsroom]
        zone = "Asia/Rangon"
        [review.implausible_above]
        killed = -4
        [[feeds]]
        name = "A"
        url = "htp://example.org"
        every = "10x"
        evry = "10m"
        [[channels]]
        chat = "foo"
        """,
    )
    keys = {line.split(":")[0] for line in said}
    assert keys == {
        "odd", "telegram.token", "newsroom.zone", "review.implausible_above.killed", "feeds.0.url",
        "feeds.0.every", "feeds.0.evry", "channels.0.chat",
    }  # fmt: skip


def test_what_could_never_work_is_refused(tmp_path):
    said = problems(
        tmp_path,
        """
        [newsroom]
        pack_files = ["nowhere/ours"]
        admins = [-1001234567890]
        editors = [0]
        [intake]
        timeout = "0s"
        allow_private = ["http://feeds.internal/"]
        [review]
        deadline = "99999999999d"
        """,
    )
    keys = [line.split(":")[0] for line in said]
    assert keys == [
        "newsroom.pack_files.0", "newsroom.admins.0", "newsroom.editors.0", "intake.allow_private.0",
        "intake.timeout", "review.deadline",
    ]  # fmt: skip


def test_a_list_in_the_environment_that_is_none_is_named(monkeypatch):
    monkeypatch.setenv("TALLYWIRE_NEWSROOM__ADMINS", "1,2")
    monkeypatch.setenv("TALLYWIRE_NEWSROOM__ZONE", "Asia/Yangon")
    with pytest.raises(ConfigError) as caught:
        load(None)
    (said,) = caught.value.problems
    assert said.startswith("newsroom.admins: TALLYWIRE_NEWSROOM__ADMINS is to be JSON")
    monkeypatch.setenv("TALLYWIRE_NEWSROOM__ADMINS", "[1, 2]")
    assert load(None).newsroom.admins == (1, 2)


@pytest.mark.parametrize("host", ["feeds.internal", "127.0.0.1", "::1", "localhost", "my_host"])
def test_a_host_that_may_lie_on_a_private_address_is_given_by_its_name(tmp_path, host):
    path = tmp_path / "config.toml"
    path.write_text(f'[intake]\nallow_private = ["{host}"]\n')
    assert load(path).intake.allow_private == (host,)


def test_a_bad_token_is_not_repeated(tmp_path):
    said = problems(tmp_path, '[telegram]\ntoken = "hunter2 secret"\n')
    assert "hunter2" not in "".join(said)


def test_feeds_listed_twice_are_refused(tmp_path):
    feed = '[[feeds]]\nname = "A"\nurl = "https://a.example/feed"\n'
    assert any("listed twice" in line for line in problems(tmp_path, feed + feed))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "directory"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "not UTF-8"),
        (lambda path: path.write_text("a = ["), "not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, make, expected):
    path = tmp_path / "config.toml"
    make(path)
    with pytest.raises(ConfigError, match=expected):
        load(path)


def test_the_environment_overrides_the_file_and_keeps_the_secret(tmp_path, monkeypatch):
    path = tmp_path / "config.toml"
    path.write_text('[telegram]\ntoken = "1:from-the-file"\napi_url = "http://127.0.0.1:9/"\n')
    monkeypatch.setenv("TALLYWIRE_TELEGRAM__TOKEN", "2:from-the-environment")
    settings = load(path)
    assert settings.telegram.token.get_secret_value() == "2:from-the-environment"
    assert settings.telegram.api_url == "http://127.0.0.1:9/"
    assert "from-the" not in repr(settings)


def test_the_database_of_the_command_line_wins(monkeypatch):
    monkeypatch.setenv("TALLYWIRE_DATABASE__URL", "sqlite+aiosqlite:///other.db")
    assert load(None, database="sqlite+aiosqlite:///x.db").database.url.get_secret_value().endswith("x.db")
    with pytest.raises(ConfigError, match=r"^database\.url: begin it with"):
        load(None, database="mysql://x")


def test_a_database_of_the_file_is_named_by_its_whole_key(tmp_path):
    (said,) = problems(tmp_path, '[database]\nurl = "mysql://me:hush@h/x"\n')
    assert said.startswith("database.url: begin it with")
    assert "hush" not in said


@pytest.mark.parametrize(
    ("words", "expected"),
    [("90s", 90), ("10m", 600), (" 6h ", 21600), ("2d", 172800)],
)
def test_durations(words, expected):
    assert parse_duration(words) == timedelta(seconds=expected)


@pytest.mark.parametrize("words", ["", "10", "m", "-5m", "1.5h", 10, None])
def test_what_is_no_duration_is_refused(words):
    with pytest.raises(ValueError, match="number and a unit"):
        parse_duration(words)
