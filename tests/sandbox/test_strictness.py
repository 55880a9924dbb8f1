"""What Telegram turns down, the sandbox turns down, in the same words."""

import json

import pytest

from bot.sandbox import EDITOR_ID, READER_ID, Sandbox
from bot.sandbox.furnish import CHANNEL_ID, GROUP_ID

CHANNEL = "@sandbox_channel"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def markup(*buttons: dict[str, object]) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)]})


async def call(http, sandbox: Sandbox, method: str, **parameters: object) -> dict:
    fields = {name: str(value) for name, value in parameters.items()}
    async with http.post(f"{sandbox.api_url}/bot{sandbox.token}/{method}", data=fields) as response:
        answer = await response.json()
        assert answer["ok"] == (response.status == 200)
        if not answer["ok"]:
            assert answer["error_code"] == response.status
        return answer


@pytest.fixture
def seen(sandbox: Sandbox) -> int:
    """The editor has begun a private chat, where the bot wrote message 2."""
    sandbox.world.say(EDITOR_ID, EDITOR_ID, "/start")
    return EDITOR_ID


SENDS = [
    ({}, 400, "Bad Request: chat_id is empty"),
    ({"chat_id": CHANNEL}, 400, "Bad Request: message text is empty"),
    ({"chat_id": CHANNEL, "text": " \n "}, 400, "Bad Request: message text is empty"),
    (
        {"chat_id": CHANNEL, "text": "<b> </b>", "parse_mode": "HTML"},
        400,
        "Bad Request: message text is empty",
    ),
    ({"chat_id": CHANNEL, "text": "x" * 4097}, 400, "Bad Request: message is too long"),
    ({"chat_id": "@nobody", "text": "x"}, 400, "Bad Request: chat not found"),
    ({"chat_id": 5, "text": "x"}, 400, "Bad Request: chat not found"),
    ({"chat_id": READER_ID, "text": "x"}, 403, "Forbidden: bot can't initiate conversation with a user"),
    ({"chat_id": CHANNEL, "text": "x", "parse_mode": "BBCode"}, 400, "Bad Request: unsupported parse_mode"),
    (
        {"chat_id": CHANNEL, "text": "1 < 2 > 1", "parse_mode": "HTML"},
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 2',
    ),
    (
        {"chat_id": CHANNEL, "text": "x", "entities": '[{"type":"bold","offset":0,"length":9}]'},
        400,
        "Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text",
    ),
    (
        {"chat_id": CHANNEL, "text": "x", "reply_parameters": '{"message_id": 99}'},
        400,
        "Bad Request: message to be replied not found",
    ),
    (
        {"chat_id": GROUP_ID, "text": "x", "message_thread_id": 7},
        400,
        "Bad Request: message thread not found",
    ),
]

MARKUPS = [
    ("{", "Bad Request: can't parse reply keyboard markup JSON object"),
    ("[]", "Bad Request: object expected as reply markup"),
    ('{"inline_keyboard": {}}', 'Bad Request: field "inline_keyboard" must be of type Array'),
    (
        '{"inline_keyboard": [{"text": "a"}]}',
        'Bad Request: field "inline_keyboard" must be an Array of Arrays',
    ),
    (
        markup({"text": "a"}),
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        markup({"callback_data": "a"}),
        "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (markup({"text": "a", "callback_data": "x" * 65}), "Bad Request: BUTTON_DATA_INVALID"),
    (markup({"text": "a", "callback_data": "é" * 33}), "Bad Request: BUTTON_DATA_INVALID"),
    (markup({"text": "a", "callback_data": ""}), "Bad Request: BUTTON_DATA_INVALID"),
    (
        markup({"text": "a", "url": "nowhere"}),
        "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    (markup({"text": "a", "copy_text": {"text": "x" * 257}}), "Bad Request: BUTTON_COPY_TEXT_INVALID"),
    (
        markup(*({"text": "a", "callback_data": str(n)} for n in range(101))),
        "Bad Request: REPLY_MARKUP_TOO_LONG",
    ),
    ('{"keyboard": [["a"]]}', "Bad Request: inline keyboard expected"),
]


@pytest.mark.parametrize(("parameters", "code", "words"), SENDS)
async def test_sends_are_refused(http, sandbox, parameters, code, words):
    answer = await call(http, sandbox, "sendMessage", **parameters)
    assert (answer["error_code"], answer["description"]) == (code, words)
    assert sandbox.world.messages(CHANNEL) == []


@pytest.mark.parametrize(("keyboard", "words"), MARKUPS)
async def test_buttons_are_refused(http, sandbox, keyboard, words):
    answer = await call(http, sandbox, "sendMessage", chat_id=CHANNEL, text="x", reply_markup=keyboard)
    assert answer["description"] == words


async def test_limits_count_code_points_after_parsing(http, sandbox):
    text = "<b>" + "\U0001f600" * 4095 + "</b>&lt;"
    answer = await call(http, sandbox, "sendMessage", chat_id=CHANNEL, text=text, parse_mode="HTML")
    assert answer["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 8190}]
    keyboard = markup({"text": "a", "callback_data": "x" * 64})
    fits = await call(http, sandbox, "sendMessage", chat_id=CHANNEL, text="x", reply_markup=keyboard)
    assert fits["ok"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("left", "Forbidden: bot is not a member of the channel chat"),
        ("kicked", "Forbidden: bot was kicked from the channel chat"),
        ("member", "Bad Request: need administrator rights in the channel chat"),
    ],
)
async def test_a_channel_takes_posts_of_its_administrators_only(http, sandbox, status, words):
    sandbox.world.set_bot(EDITOR_ID, CHANNEL, status)
    answer = await call(http, sandbox, "sendMessage", chat_id=CHANNEL_ID, text="x")
    assert answer["description"] == words


async def test_other_chats_that_the_bot_cannot_write_to(http, sandbox, seen):
    world = sandbox.world
    world.set_bot(EDITOR_ID, seen, "kicked")
    blocked = await call(http, sandbox, "sendMessage", chat_id=seen, text="x")
    assert blocked["description"] == "Forbidden: bot was blocked by the user"
    world.set_bot(EDITOR_ID, GROUP_ID, "restricted")
    muted = await call(http, sandbox, "sendMessage", chat_id=GROUP_ID, text="x")
    assert muted["description"] == "Bad Request: not enough rights to send text messages to the chat"
    group = world.add_chat("group", "Small", owner=EDITOR_ID, bot_status="member")
    grown = world.upgrade(group)
    moved = await call(http, sandbox, "sendMessage", chat_id=group.id, text="x")
    assert moved["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert moved["parameters"] == {"migrate_to_chat_id": grown.id}


async def test_edits_are_refused(http, sandbox, seen):
    keyboard = markup({"text": "a", "callback_data": "a"})
    sent = await call(http, sandbox, "sendMessage", chat_id=seen, text="one", reply_markup=keyboard)
    number = sent["result"]["message_id"]

    async def edit(method="editMessageText", **parameters):
        return (await call(http, sandbox, method, **{"chat_id": seen, **parameters})).get("description")

    same = await edit(message_id=number, text="one", reply_markup=keyboard)
    assert same == NOT_MODIFIED
    assert await edit("editMessageReplyMarkup", message_id=number, reply_markup=keyboard) == NOT_MODIFIED
    assert await edit(message_id=99, text="x") == "Bad Request: message to edit not found"
    assert await edit(text="x") == "Bad Request: message identifier is not specified"
    assert await edit(message_id=1, text="x") == "Bad Request: message can't be edited"
    assert await edit(message_id=number, text="") == "Bad Request: message text is empty"
    words = await edit("editMessageCaption", message_id=number, caption="x")
    assert words == "Bad Request: there is no caption in the message to edit"
    assert await edit(message_id=number, text="one") is None, "the buttons go where none are given"
    assert sandbox.world.message(seen, number).buttons == []
    assert await edit(message_id=number, text="one") == NOT_MODIFIED


async def test_deletions_are_refused(http, sandbox, seen):
    missing = await call(http, sandbox, "deleteMessage", chat_id=seen, message_id=99)
    assert missing["description"] == "Bad Request: message to delete not found"
    said = sandbox.world.say(READER_ID, GROUP_ID, "mine")
    others = await call(http, sandbox, "deleteMessage", chat_id=GROUP_ID, message_id=said.message_id)
    assert others["description"] == "Bad Request: message can't be deleted"


@pytest.mark.parametrize(
    ("commands", "scope", "words"),
    [
        ([{"command": "Start", "description": "x"}], None, "Bad Request: BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "x"}], None, "Bad Request: BOT_COMMAND_INVALID"),
        ([{"command": "start", "description": ""}], None, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
        (
            [{"command": "start", "description": "x" * 257}],
            None,
            "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            [{"command": f"c{n}", "description": "x"} for n in range(101)],
            None,
            "Bad Request: BOT_COMMANDS_TOO_MUCH",
        ),
        ([], {"type": "nobody"}, "Bad Request: can't parse BotCommandScope: unsupported type specified"),
        ([], {"type": "chat", "chat_id": 5}, "Bad Request: chat not found"),
        ([], {"type": "chat", "chat_id": CHANNEL_ID}, "Bad Request: can't change commands in channel chats"),
    ],
)
async def test_command_lists_are_refused(http, sandbox, commands, scope, words):
    given = {"commands": json.dumps(commands)} | ({"scope": json.dumps(scope)} if scope else {})
    answer = await call(http, sandbox, "setMyCommands", **given)
    assert answer["description"] == words


async def test_pictures_are_refused(http, sandbox):
    import aiohttp

    async def send(body: bytes) -> str:
        form = aiohttp.FormData()
        form.add_field("chat_id", CHANNEL)
        form.add_field("photo", body, filename="a.png", content_type="image/png")
        url = f"{sandbox.api_url}/bot{sandbox.token}/sendPhoto"
        return (await (await http.post(url, data=form)).json())["description"]

    header = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR"
    wide = header + (9000).to_bytes(4, "big") + (10).to_bytes(4, "big")
    assert await send(b"no picture") == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await send(wide) == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert await send(b"") == "Bad Request: file must be non-empty"
    url = await call(http, sandbox, "sendPhoto", chat_id=CHANNEL, photo="https://x.org/a.png")
    assert url["description"] == "Bad Request: wrong file identifier/HTTP URL specified"
    none = await call(http, sandbox, "sendPhoto", chat_id=CHANNEL)
    assert none["description"] == "Bad Request: there is no photo in the request"
    long = await call(http, sandbox, "sendPhoto", chat_id=CHANNEL, caption="x" * 1025)
    assert long["description"] == "Bad Request: message caption is too long"


async def test_wrong_token_method_and_answer(http, sandbox):
    async with http.get(f"{sandbox.api_url}/bot1:wrong/getMe") as response:
        assert (response.status, await response.json()) == (
            401,
            {"ok": False, "error_code": 401, "description": "Unauthorized"},
        )
    unknown = await call(http, sandbox, "getMoney")
    assert unknown["error_code"] == 404
    late = await call(http, sandbox, "answerCallbackQuery", callback_query_id="1")
    assert late["description"] == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json"])
async def test_parameters_come_in_four_ways(http, sandbox, way):
    import aiohttp

    url = f"{sandbox.api_url}/bot{sandbox.token}/SENDMESSAGE"
    fields = {"chat_id": CHANNEL, "text": "ဒီ & <b>", "disable_notification": "true"}
    if way == "query":
        response = await http.get(url, params=fields)
    elif way == "json":
        response = await http.post(url, json={**fields, "disable_notification": True})
    else:
        form = aiohttp.FormData(default_to_multipart=way == "multipart")
        for name, value in fields.items():
            form.add_field(name, value)
        response = await http.post(url, data=form)
    assert (await response.json())["result"]["text"] == "ဒီ & <b>"
    assert sandbox.world.message(CHANNEL, 1).silent


async def test_a_body_that_is_no_json_object_is_refused(http, sandbox):
    url = f"{sandbox.api_url}/bot{sandbox.token}/getMe"
    for body in ("{", "[1]"):
        response = await http.post(url, data=body, headers={"Content-Type": "application/json"})
        assert response.status == 400
