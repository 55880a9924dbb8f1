import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedError
from bot.intake.inflating import inflate

LIMIT = 100_000


def raw_deflate(body: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(body) + machine.flush()


@given(st.binary(max_size=2000))
def test_what_was_packed_comes_out(body: bytes) -> None:
    assert inflate(body, [], LIMIT) == body
    assert inflate(body, ["identity"], LIMIT) == body
    assert inflate(gzip.compress(body), ["gzip"], LIMIT) == body
    assert inflate(gzip.compress(body) * 2, ["x-gzip"], LIMIT) == body * 2
    assert inflate(zlib.compress(body), ["deflate"], LIMIT) == body
    assert inflate(gzip.compress(body) + b"\0" * 7, ["GZIP"], LIMIT) == body


def test_deflate_without_a_header() -> None:
    assert inflate(raw_deflate(b"news " * 50), ["deflate"], LIMIT) == b"news " * 50


@given(st.binary(min_size=50, max_size=500), st.integers(1, 40))
def test_a_cut_body_never_passes(body: bytes, missing: int) -> None:
    with pytest.raises(FeedError, match=r"cut off|cannot be unpacked"):
        inflate(gzip.compress(body)[:-missing], ["gzip"], LIMIT)


@pytest.mark.parametrize(
    ("raw", "encodings", "said"),
    [
        (gzip.compress(bytes(50_000_000), mtime=0), ["gzip"], "longer than 0.1 MB"),
        (zlib.compress(bytes(50_000_000)), ["deflate"], "longer than 0.1 MB"),
        (gzip.compress(bytes(60_000), mtime=0) * 2, ["gzip"], "longer than 0.1 MB"),
        (gzip.compress(b"", mtime=0) * 100_000, ["gzip"], "cannot be unpacked"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), ["gzip, gzip"], "more than once"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), ["gzip", "gzip"], "more than once"),
        (b"x", ["br"], "not asked for"),
        (b"not packed", ["gzip"], "cannot be unpacked"),
        (b"", ["gzip"], "cut off"),
    ],
)
def test_what_is_refused(raw: bytes, encodings: list[str], said: str) -> None:
    with pytest.raises(FeedError, match=said):
        inflate(raw, encodings, LIMIT)


def test_exactly_the_limit_is_not_too_much() -> None:
    assert len(inflate(gzip.compress(bytes(LIMIT)), ["gzip"], LIMIT)) == LIMIT
