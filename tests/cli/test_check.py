import asyncio

import pytest

from bot.sandbox import EDITOR_ID, Sandbox, SandboxSettings

pytestmark = pytest.mark.slow


def test_the_example_passes_offline(tallywire, request, tmp_path):
    example = request.config.rootpath / "config.example.toml"
    done = tallywire("check", "--offline", "--config", str(example))
    assert done.returncode == 0, done.stderr
    assert "6 feeds" in done.stdout


def test_a_database_that_is_not_there_is_said_and_not_made(tallywire, request, tmp_path):
    example = request.config.rootpath / "config.example.toml"
    done = tallywire("check", "--offline", "--config", str(example))
    assert "not there yet" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_what_is_wrong_is_named_by_its_key(tallywire, tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        """
        [newsroom]
        packs = ["myanmar"]
        [review.implausible_above]
        eaten = 4
        [[channels]]
        chat = "@somewhere"
        only = "killed atlantis"
        """
    )
    done = tallywire("check", "--offline")
    assert done.returncode == 2
    assert "review.implausible_above.eaten" in done.stderr
    assert "channels.0.only" in done.stderr
    assert "atlantis" in done.stderr


def test_a_missing_configuration_is_said(tallywire):
    done = tallywire("check")
    assert done.returncode == 2
    assert "config.toml" in done.stderr


def test_a_pack_file_with_mistakes_is_told_by_line(tallywire, tmp_path):
    (tmp_path / "places.toml").write_text('[[places]\nname = "X"\n')
    (tmp_path / "config.toml").write_text(
        '[newsroom]\npacks = ["myanmar"]\npack_files = ["places.toml"]\n[[feeds]]\nname="A"\nurl="https://a.example/f"\n'
    )
    done = tallywire("check", "--offline")
    assert done.returncode == 2
    assert "places.toml" in done.stderr


async def test_chats_are_tried_and_named_with_what_they_lack(tallywire, tmp_path):
    async with Sandbox(SandboxSettings(port=0, rates=None, arrival_seconds=None)) as sandbox:
        feed = sandbox.feeds[0].url
        (tmp_path / "config.toml").write_text(
            f"""
            [telegram]
            token = "{sandbox.token}"
            api_url = "{sandbox.api_url}"
            [intake]
            allow_private = ["127.0.0.1"]
            [[feeds]]
            name = "First"
            url = "{feed}"
            [[channels]]
            chat = "@sandbox_channel"
            [[channels]]
            chat = "@not_there"
            """
        )
        done = await asyncio.to_thread(tallywire, "check")
        assert done.returncode == 1
        assert "configuration: ok (1 feed, 2 channels)" in done.stdout
        assert "channels.0 (@sandbox_channel): ok, Sandbox channel" in done.stdout
        assert "channels.1 (@not_there): Chat not found; add the bot to it, or mend its name" in done.stderr
        assert "feeds.0 (First): ok, " in done.stdout
        rights = frozenset({"can_edit_messages"})
        sandbox.world.set_bot(EDITOR_ID, "@sandbox_channel", "administrator", rights)
        done = await asyncio.to_thread(tallywire, "check")
        assert (
            "channels.0 (@sandbox_channel): make the bot an administrator of this channel who may post"
            in (done.stderr)
        )
