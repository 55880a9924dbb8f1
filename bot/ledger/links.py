"""The canonical form of a link: two addresses of one article become the same string."""

import re
from hashlib import sha256
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

_TRACKING = re.compile(
    r"utm_.*|mtm_.*|pk_.*|hsa_.*|fb_.*|at_(campaign|medium|source|custom\d?)|(gclid|dclid|fbclid|msclkid|yclid|igshid"
    r"|mc_[ce]id|_ga|ref|ref_src|ref_url|referrer|source|share|shared|smid|cmpid|ocid|ncid|amp"
    r"|outputtype|via|tdclid|s_cid|icid|ito|traffic_source)",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(?:www\d?|m|mobile|amp|touch|wap)\.(?=[^.]+\.)")
_DEFAULT_PORTS = {80, 443}
_LONGEST = 600  # an index of PostgreSQL takes no more than 2,700 bytes
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)


def canonical_link(link: str | None) -> str | None:
    """Give `link` without what does not name the article; None where it names none.

    Dropped: scheme, default port, `www.`, mobile and AMP hosts and paths, tracking parameters, fragment,
    trailing slash, index page; what is left of the query is sorted. A link to a site's front page names
    no article; one of more than 600 characters stands as its SHA-256.
    """
    if not link:
        return None
    try:
        parts = _unwrapped(urlsplit(link.strip()))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    host = _MOBILE.sub("", parts.hostname.rstrip(".").casefold())
    path = _path(parts.path)
    pairs = parse_qsl(parts.query, keep_blank_values=True)  # "?12345" names an article too
    query = urlencode(sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0])))
    if not path and not query:
        return None
    own_port = f":{port}" if port and port not in _DEFAULT_PORTS else ""
    link = f"{host}{own_port}{path}" + (f"?{query}" if query else "")
    return link if len(link) <= _LONGEST else f"{host}/#{sha256(link.encode()).hexdigest()}"


def _unwrapped(parts: SplitResult) -> SplitResult:
    """Undo an AMP cache: `https://dvb-no.cdn.ampproject.org/c/s/dvb.no/post/1`."""
    host = (parts.hostname or "").casefold()
    if host.endswith(".cdn.ampproject.org") or (
        host.startswith("www.google.") and parts.path.startswith("/amp/")
    ):
        match = re.match(r"^/(?:amp/|[cvi]/)?(?:s/)?([^/]+\.[^/]+/.*)$", parts.path)
        if match:
            return urlsplit(f"https://{match[1]}" + (f"?{parts.query}" if parts.query else ""))
    return parts


def _path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", unquote(path))
    path = _INDEX.sub("/", path)
    path = re.sub(r"^/amp(?=/)", "", path)
    path = re.sub(r"(?:/amp|/amp\.html|\.amp)/?$", "", path)
    path = re.sub(r"\.amp(?=\.html?$)", "", path)
    return path.rstrip("/")
