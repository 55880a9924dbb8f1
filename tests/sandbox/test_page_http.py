"""The page's addresses: what they give, to whom, and with which headers."""

import asyncio
import json

import aiohttp
import pytest
import telegram

from bot.sandbox import EDITOR_ID, READER_ID, Sandbox
from bot.sandbox.furnish import CHANNEL_ID, GROUP_ID
from tests.sandbox.test_bot_api import BUTTONS, png

FILES = ["", *(f"page/{n}.js" for n in ("page", "dom", "entities", "message", "composer", "log", "news"))]


async def post(http, sandbox: Sandbox, path: str, body: dict, **headers: str) -> tuple[int, dict | str]:
    origin = {"Origin": sandbox.api_url, **headers}
    async with http.post(f"{sandbox.api_url}/page/{path}", json=body, headers=origin) as response:
        if response.content_type == "application/json":
            return response.status, await response.json()
        return response.status, await response.text()


@pytest.mark.parametrize("path", [*FILES, "page/style.css", "page/icon.svg"])
async def test_the_pages_files_come_with_a_strict_policy(http, sandbox, path):
    async with http.get(sandbox.page_url + path) as response:
        assert response.status == 200
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        text = await response.text()
    for outside in (
        "http://cdn",
        "https://cdn",
        "innerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
    ):
        assert outside not in text


async def test_nothing_else_is_served(http, sandbox):
    for path in ("page/secret.js", "page/%2e%2e%2fserver.py", "page/files/none", "elsewhere"):
        assert (await http.get(sandbox.page_url + path)).status == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:8085"}, 421),
        ({"Host": "[::1"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
    ],
)
async def test_other_sites_pages_are_kept_out(http, sandbox, headers, status):
    for path in ("", "page/state", f"bot{sandbox.token}/getMe", "feeds/dmg.xml"):
        assert (await http.get(sandbox.page_url + path, headers=headers)).status == status


async def test_writing_wants_the_pages_own_origin(http, sandbox):
    body = {"user": EDITOR_ID, "chat": GROUP_ID, "text": "x"}
    url = f"{sandbox.api_url}/page/say"
    assert (await http.post(url, json=body)).status == 403
    form = {"Origin": sandbox.api_url}
    assert (await http.post(url, data={"text": "x"}, headers=form)).status == 403
    assert (await post(http, sandbox, "say", body))[0] == 200


async def test_each_person_sees_their_own_chats(http, sandbox: Sandbox, bot: telegram.Bot):
    world = sandbox.world
    world.say(EDITOR_ID, EDITOR_ID, "secret of the editor")
    world.leave(READER_ID, GROUP_ID)
    await bot.set_my_commands([("help", "What one can ask")])
    async with http.get(f"{sandbox.page_url}page/state?user={READER_ID}") as response:
        state = await response.json()
    assert [chat["id"] for chat in state["chats"]] == [CHANNEL_ID, READER_ID]
    assert [chat["writes"] for chat in state["chats"]] == [False, True]
    assert [item["command"] for item in state["chats"][1]["commands"]] == ["help"]
    assert "secret" not in json.dumps(state)
    assert state["news"]["left"] > 0
    for user in ("5", "x", str(sandbox.world.register.me.id)):
        assert (await http.get(f"{sandbox.page_url}page/state?user={user}")).status == 400


async def test_saying_editing_and_pressing(http, sandbox: Sandbox, bot: telegram.Bot):
    status, said = await post(http, sandbox, "say", {"user": EDITOR_ID, "chat": EDITOR_ID, "text": "/hlep"})
    assert (status, said) == (200, {"ok": True, "result": 1})
    edit = {"user": EDITOR_ID, "chat": EDITOR_ID, "message_id": 1, "text": "/help"}
    assert (await post(http, sandbox, "edit", edit))[0] == 200
    message = await bot.send_message(CHANNEL_ID, "x", reply_markup=BUTTONS)
    press = {"user": READER_ID, "chat": CHANNEL_ID, "message_id": message.message_id, "data": "f:1"}
    assert (await post(http, sandbox, "press", press))[0] == 200
    kinds = [next(iter(set(u.to_dict()) - {"update_id"})) for u in await bot.get_updates()]
    assert kinds == ["my_chat_member", "message", "edited_message", "callback_query"]
    refused = await post(http, sandbox, "say", {"user": READER_ID, "chat": CHANNEL_ID, "text": "x"})
    assert refused == (409, {"ok": False, "error": "Only administrators write in a channel."})
    gone = await post(http, sandbox, "press", {**press, "data": "f:2"})
    assert gone[0] == 409
    for broken in ({}, {"user": EDITOR_ID}, {"user": EDITOR_ID, "chat": "x"}):
        assert (await post(http, sandbox, "say", broken))[0] == 400


async def test_the_news_by_hand(http, sandbox: Sandbox):
    left = sandbox.arrivals.left
    assert await post(http, sandbox, "news/next", {}) == (200, {"ok": True, "result": "upper-myanmar-june"})
    assert await post(http, sandbox, "news/correct", {}) == (200, {"ok": True, "result": ""})
    async with http.get(f"{sandbox.page_url}page/news") as response:
        assert await response.json() == {"left": left - 1, "next_in": None, "correctable": False}


async def test_files_are_pictures_or_downloads(http, sandbox: Sandbox, bot: telegram.Bot):
    photo = await bot.send_photo(CHANNEL_ID, png())
    html = b"<script>alert(1)</script>"
    sheet = await bot.send_document(CHANNEL_ID, html, filename='evil"\n.html')
    assert sheet.document is not None
    async with http.get(f"{sandbox.page_url}page/files/{photo.photo[-1].file_id}") as response:
        assert response.content_type == "image/png"
        assert await response.read() == png()
    async with http.get(f"{sandbox.page_url}page/files/{sheet.document.file_id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")


async def next_event(response: aiohttp.ClientResponse) -> dict:
    while True:
        line = await asyncio.wait_for(response.content.readline(), 5)
        if line.startswith(b"data: "):
            return json.loads(line.removeprefix(b"data: "))


async def test_events_tell_what_happens_to_those_whom_it_concerns(http, sandbox: Sandbox, bot: telegram.Bot):
    async with http.get(f"{sandbox.page_url}page/events?user={READER_ID}") as response:
        hello = await next_event(response)
        assert hello["kind"] == "hello"
        sandbox.world.say(EDITOR_ID, EDITOR_ID, "not for the reader")
        message = await bot.send_message(CHANNEL_ID, "9", reply_markup=BUTTONS)
        await bot.edit_message_text("12", CHANNEL_ID, message.message_id)
        await bot.delete_message(CHANNEL_ID, message.message_id)
        query = sandbox.world.callbacks.open(READER_ID, CHANNEL_ID, 1)
        other = sandbox.world.callbacks.open(EDITOR_ID, CHANNEL_ID, 1)
        await bot.answer_callback_query(other.id, "for the editor")
        await bot.answer_callback_query(query.id, "for the reader")
        happened = [await next_event(response) for _ in range(5)]
        assert [event["kind"] for event in happened] == ["chats", "message", "edit", "delete", "answer"]
        assert happened[2]["message"]["text"] == "12"
        assert happened[4]["text"] == "for the reader"
        await sandbox.stop()
        assert await asyncio.wait_for(response.content.read(), 5) in (b"", b"\n")
