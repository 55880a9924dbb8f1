import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.plain_text import TITLE_CHARACTERS, cut_title, one_line, paragraphs


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("", ""),
        ("<p>45 were killed.</p><p>69 were injured.</p>", "45 were killed.\n\n69 were injured."),
        ("One.<br/><br>Two.<br>Still two.", "One.\n\nTwo. Still two."),
        ("<div>A<p>B</div>C", "A\n\nB\n\nC"),
        ("<ul><li>45 killed<li>69 injured</ul>", "45 killed\n\n69 injured"),
        ("<table><tr><td>Pauk<td>45</tr><tr><th>Pale</th><th>7</th></tr></table>", "Pauk 45\n\nPale 7"),
        ("<p>Kyaw &amp; Mya&#8217;s&nbsp;house</p>", "Kyaw & Mya’s house"),
        ("<p>45 &lt;b&gt;dead&lt;/b&gt;</p>", "45 dead"),
        ("<p>45 &amp;lt;b&amp;gt;dead</p>", "45 dead"),
        ("&lt;p&gt;45 dead.&lt;/p&gt;&lt;p&gt;7 hurt.&lt;/p&gt;", "45 dead.\n\n7 hurt."),
        ("<p>&lt;img src=x onerror=alert(1)&gt;45 dead</p>", "45 dead"),
        ("<p>&lt;script&gt;var x = 1;&lt;/script&gt; 45 dead</p>", "45 dead"),
        ("<p>&lt;script&gt;45 dead</p><p>7 hurt.</p>", "45 dead\n\n7 hurt."),
        ("<p>from 3 &lt;a few&gt; to &lt;7 and &gt;45</p>", "from 3 to <7 and >45"),
        ("a<script>var x = '<p>9 killed</p>';</script>b<style>p{}</style>c", "abc"),
        ("<p>x</p><figure><img><figcaption>File photo: 9 dead</figcaption></figure><p>y</p>", "x\n\ny"),
        ("<script>never closed <p>x", ""),
        ("<p>45 killed <!-- 46? --> there</p>", "45 killed there"),
        ("<p>a<script/>b</p>", "ab"),
        ("plain\nwith a wrap\n\na paragraph\r\n \r\nmore", "plain with a wrap\n\na paragraph\n\nmore"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("nul\x00 and\u200b soft\xadhyphen", "nul and softhyphen"),
        (
            '<p>45 killed.</p><p>The post <a href="x">45</a> appeared first on <a>DVB</a>.</p>',
            "45 killed.",
        ),
        ("<p>45 killed.</p>\n<p>The article X first appeared on Mizzima.</p>", "45 killed."),
        ("<p>The post office appeared first on the list.</p><p>Then 45 died.</p>",
         "The post office appeared first on the list.\n\nThen 45 died."),
    ],
)  # fmt: skip
def test_html_to_paragraphs(body: str, text: str) -> None:
    assert paragraphs(body) == text


@given(st.text(alphabet=st.sampled_from("<>/&;!-p br\"'=#xscript\n"), max_size=200))
def test_any_markup_gives_clean_paragraphs(body: str) -> None:
    text = paragraphs(body)
    assert "\n\n\n" not in text
    assert text == text.strip()
    text.encode("utf-8")


@given(st.text())
def test_any_text_can_be_stored(body: str) -> None:
    assert "\0" not in paragraphs(body)
    paragraphs(body).encode("utf-8")


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("AT&T <3 45 &gt; 44", "AT&T <3 45 > 44"),
        ("<b>45</b> killed\n in &lsquo;raid&rsquo;", "45 killed in ‘raid’"),
        ("Mon & Karen: 45&nbsp;dead", "Mon & Karen: 45 dead"),
        ("<script>alert(1)</script>45 dead", "45 dead"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;45 dead", "45 dead"),
        ("&amp;lt;b&amp;gt;45&amp;lt;/b&amp;gt; dead", "45 dead"),
        ("&lt;img src=x&gt; 45 dead", "45 dead"),
    ],
)
def test_titles(title: str, plain: str) -> None:
    assert one_line(title) == plain


def test_a_headline_said_over_and_over_is_cut() -> None:
    title = cut_title("12 killed " * 3_000)
    assert title.startswith("12 killed 12 killed")
    assert title.endswith(("killed…", "12…"))
    assert len(title) <= TITLE_CHARACTERS
    assert cut_title("12 killed") == "12 killed"
    assert len(cut_title("w" * 3_000)) <= TITLE_CHARACTERS
