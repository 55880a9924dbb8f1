"""The page in a real browser: read, press, type, watch an edit, by mouse, by keyboard and on a phone."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import telegram
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.sandbox import EDITOR_ID, READER_ID, Sandbox
from bot.sandbox.furnish import CHANNEL_ID, GROUP_ID
from tests.sandbox.test_bot_api import BUTTONS, png

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = shutil.which("chromium")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

expect.set_options(timeout=15_000)  # a machine may be busy

POST = (
    "<b>9 killed in airstrike</b>\nresidents &amp; rescuers <tg-spoiler>unverified</tg-spoiler>\n"
    "<blockquote expandable>one\ntwo\nthree\nfour\nfive\nsix</blockquote>"
    '<a href="https://example.org/report">Read it</a> &lt;script&gt;alert(1)&lt;/script&gt;'
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        reason = "no chromium is installed (Debian: apt-get install chromium)"
        if os.environ.get("TALLYWIRE_TEST_NO_SKIP") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None)
    await page.goto(sandbox.page_url)
    await expect(page.locator("#chats li")).to_have_count(3)
    yield page
    assert trouble == []
    await context.close()


async def test_a_post_is_read_edited_and_deleted(page: Page, sandbox: Sandbox, bot: telegram.Bot):
    post = await bot.send_message(CHANNEL_ID, POST, parse_mode="HTML", reply_markup=BUTTONS)
    message = page.locator("article.message")
    await expect(message.locator("strong")).to_have_text("9 killed in airstrike")
    await expect(message).to_contain_text("<script>alert(1)</script>")
    await expect(message.locator("a[href='https://example.org/report']")).to_have_attribute(
        "rel", "noopener noreferrer"
    )
    folded = await message.locator(".folded").bounding_box()
    await message.get_by_role("button", name="Show more").click()
    opened = await message.locator("blockquote > div").bounding_box()
    assert folded is not None
    assert opened is not None
    assert opened["height"] > folded["height"]
    await expect(message.locator(".spoiler > span")).to_be_hidden()
    await message.locator(".spoiler").click()
    await expect(message.locator(".spoiler > span")).to_be_visible()
    await bot.edit_message_text("<b>12 killed</b>", CHANNEL_ID, post.message_id, parse_mode="HTML")
    await expect(message.locator("strong")).to_have_text("12 killed")
    await expect(message.locator(".edited")).to_be_visible()
    short = "<blockquote expandable>one line</blockquote>"
    await bot.edit_message_text(f"<b>12 killed</b>{short}", CHANNEL_ID, post.message_id, parse_mode="HTML")
    await expect(message.locator("blockquote")).to_have_text("one lineShow more")
    await expect(message.get_by_role("button", name="Show more")).to_be_hidden()
    photo = await bot.send_photo(CHANNEL_ID, png(60, 40), caption="by week", reply_to_message_id=1)
    picture = page.locator(f"[data-id='{photo.message_id}']")
    await expect(picture.locator("img")).to_have_js_property("naturalWidth", 60)
    await expect(picture.locator(".reply")).to_contain_text("12 killed")
    await bot.pin_chat_message(CHANNEL_ID, post.message_id)
    await expect(page.locator("#pinned")).to_contain_text("Pinned: 12 killed")
    await bot.delete_message(CHANNEL_ID, post.message_id)
    await expect(page.locator("article.message")).to_have_count(1)


async def test_buttons_are_pressed_and_answered(page: Page, sandbox: Sandbox, bot: telegram.Bot):
    await bot.send_message(CHANNEL_ID, "x", reply_markup=BUTTONS)
    await page.get_by_role("button", name="Figures").click()
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    assert update.callback_query.from_user.id == EDITOR_ID
    await bot.answer_callback_query(update.callback_query.id, "Two figures")
    await expect(page.locator(".toast")).to_have_text("Two figures")
    await page.get_by_role("button", name="Figures").press("Enter")
    (update,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
    assert update.callback_query is not None
    await bot.answer_callback_query(update.callback_query.id, "Only admins may", show_alert=True)
    await expect(page.get_by_role("dialog")).to_contain_text("Only admins may")
    await page.get_by_role("dialog").get_by_role("button", name="OK").click()
    await page.get_by_role("button", name="Copy").click()
    await expect(page.locator(".toast").last).to_contain_text("op")


async def test_one_types_by_keyboard_alone(page: Page, sandbox: Sandbox, bot: telegram.Bot):
    await bot.set_my_commands([("help", "What one can ask"), ("totals", "Totals"), ("latest", "The latest")])
    await page.locator("#chats [tabindex='0']").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#chat-title")).to_have_text("Tallywire")
    await page.keyboard.press("Enter")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.type("/t")
    await expect(page.get_by_role("option", name="/totals")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.type("killed")
    await page.keyboard.press("Enter")
    said = page.locator("article.own")
    await expect(said).to_contain_text("/totals killed")
    assert [message.text for message in sandbox.world.messages(EDITOR_ID)] == ["/totals killed"]
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#words")).to_have_value("/totals killed")
    await page.keyboard.type(" regime")
    await page.keyboard.press("Enter")
    await expect(said).to_contain_text("/totals killed regime")
    await expect(said.locator(".edited")).to_be_visible()
    await bot.send_message(EDITOR_ID, "at least 12. Try /latest")
    await page.get_by_role("button", name="/latest").click()
    await expect(page.locator("article.own")).to_have_count(2)


async def test_someone_else_sees_other_chats(page: Page, sandbox: Sandbox, bot: telegram.Bot):
    await page.locator("#who").select_option("Reader")
    await expect(page.locator("#read-only")).to_be_visible()
    await bot.send_message(GROUP_ID, "for all")
    await expect(page.locator(".unread")).to_have_text("1")
    await page.get_by_role("option", name="Newsroom").click()
    await page.get_by_label("Message", exact=True).fill("/help@tallywire_sandbox_bot")
    await page.keyboard.press("Enter")
    await sandbox.world.until(lambda: sandbox.world.messages(GROUP_ID)[1:])
    assert sandbox.world.messages(GROUP_ID)[-1].sender_id == READER_ID
    await page.reload()
    await expect(page.locator("#who")).to_have_value(str(READER_ID))
    await expect(page.locator("#chat-title")).to_have_text("Newsroom")


async def test_links_to_the_bot_open_its_chat(page: Page, sandbox: Sandbox, bot: telegram.Bot):
    name = sandbox.world.register.me.username
    link = telegram.InlineKeyboardButton("Ask the bot", url=f"https://t.me/{name}?start=r-7")
    await bot.send_message(CHANNEL_ID, "x", reply_markup=telegram.InlineKeyboardMarkup([[link]]))
    await page.get_by_role("link", name="Ask the bot").click()
    await expect(page.locator("#chat-title")).to_have_text("Tallywire")
    await expect(page.locator("article.own")).to_contain_text("/start r-7")


async def test_the_news_is_published_and_the_page_catches_up(page: Page, sandbox: Sandbox, bot: telegram.Bot):
    left = sandbox.arrivals.left
    await page.get_by_role("button", name="Publish next report").click()
    await expect(page.locator("#due")).to_have_text(f"{left - 1} to come")
    await sandbox.pause()
    await expect(page.locator("#lost")).to_be_visible()
    sandbox.world.say(EDITOR_ID, CHANNEL_ID, "while you were away")
    await sandbox.resume()
    await expect(page.locator("article")).to_contain_text("while you were away")
    await expect(page.locator("#lost")).to_be_hidden()


async def test_a_phone_is_wide_enough(browser: Browser, sandbox: Sandbox, bot: telegram.Bot):
    context = await browser.new_context(viewport={"width": 360, "height": 700}, has_touch=True)
    page = await context.new_page()
    await page.goto(sandbox.page_url)
    long = "Development_Media_Group_" * 8
    await bot.send_message(CHANNEL_ID, f"<code>{long}</code>", parse_mode="HTML", reply_markup=BUTTONS)
    await bot.send_document(CHANNEL_ID, b"x", filename=f"{long}.csv")
    await bot.send_photo(CHANNEL_ID, png(1600, 400))
    await expect(page.locator("article")).to_have_count(3)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert await page.evaluate("document.getElementById('log').scrollWidth") == 360
    await expect(page.locator("#chats")).to_be_hidden()
    await page.get_by_role("button", name="Back to the list of chats").click()
    await expect(page.locator("#chats")).to_be_visible()
    await expect(page.locator("#log")).to_be_hidden()
    await page.get_by_role("option", name="Tallywire").click()
    await page.get_by_role("button", name="Start").click()
    await expect(page.locator("article.own")).to_contain_text("/start")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await context.close()


async def test_every_control_has_a_name_and_shows_its_focus(page: Page, bot: telegram.Bot):
    await bot.send_message(CHANNEL_ID, POST, parse_mode="HTML", reply_markup=BUTTONS)
    await expect(page.locator("article")).to_have_count(1)
    names: list[str] = []
    for _ in range(40):
        await page.keyboard.press("Tab")
        name, outline = await page.evaluate(
            """() => {
              const at = document.activeElement;
              if (at === document.body) return ["", "none"];
              const words = at.getAttribute("aria-label") ?? at.textContent ?? "";
              return [words.trim(), getComputedStyle(at).outlineStyle];
            }"""
        )
        if name in names or await page.evaluate("document.activeElement === document.body"):
            break
        assert name, "every control says what it is"
        assert outline != "none", name
        names.append(name)
    for control in ("Publish next report", "Who you are", "Figures", "Message", "Send"):
        assert control in names, names
