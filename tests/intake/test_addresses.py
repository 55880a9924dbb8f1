import socket
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.addresses import Guard, GuardedResolver, RefusedAddressError, is_public
from bot.intake.shown import host_of, shown

PRIVATE = [
    ip_network(n) for n in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16", "172.16.0.0/12")
]
private_v4 = st.sampled_from(PRIVATE).flatmap(
    lambda net: st.integers(0, net.num_addresses - 1).map(lambda i: IPv4Address(int(net.network_address) + i))
)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "100.64.0.1", "169.254.169.254", "172.31.255.255", "192.0.0.8",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1",
        "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd12::1", "fe80::1",
        "fe80::1%eth0", "fec0::1", "ff02::1", "3fff::1", "5f00::1", "", "localhost", "127.1", "0x7f000001",
    ],
)  # fmt: skip
def test_what_is_not_one_public_host(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450::1"]
)
def test_public_hosts(address: str) -> None:
    assert is_public(address)


@given(private_v4)
def test_a_private_address_is_refused_in_every_disguise(address: IPv4Address) -> None:
    number = int(address)
    disguises = [
        IPv6Address(number),
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0x2002 << 112) | (number << 80) | 1),
        IPv6Address((0x64FF9B << 96) | number),
    ]
    assert not any(is_public(str(one)) for one in [address, *disguises])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/feed", "only http"),
        ("file:///etc/passwd", "only http"),
        ("//example.org/feed", "only http"),
        ("http:///feed", "names no host"),
        (f"http://{'a' * 3000}.com/", "no host can have the name"),
        ("http://example..org/", "no host can have the name|not a web address"),
        ("http://user:secret@example.org/feed", "user name or password"),
        ("http://:secret@example.org/feed", "user name or password"),
        ("http://127.0.0.1/feed", "intake.allow_private"),
        ("http://[::1]:8080/feed", "intake.allow_private"),
        ("http://[fe80::1%25eth0]/", "intake.allow_private"),
        ("http://example.org:99999/", "not a web address"),
        ("http://[::1/", "not a web address"),
    ],
)
def test_addresses_that_are_not_asked(url: str, why: str) -> None:
    with pytest.raises(RefusedAddressError, match=why) as refused:
        Guard().judged(url)
    assert "secret" not in str(refused.value)


@given(st.text(alphabet="@\\/:#?%[].127.0.0.1locahst;&=+ \t", max_size=40))
def test_what_is_judged_is_what_is_asked(words: str) -> None:
    try:
        asked = Guard().judged(f"http://{words}")
    except RefusedAddressError:
        return
    host = asked.host or ""
    assert "@" not in asked.raw_authority
    assert not host.startswith("127.0.0.")


def test_a_host_is_allowed_by_name_only() -> None:
    guard = Guard(["Feeds.Internal", "127.0.0.1"])
    guard.judge("feeds.internal.", ["10.0.0.1"])
    guard.judged("http://127.0.0.1:8080/")
    with pytest.raises(RefusedAddressError):
        guard.judge("other.internal", ["10.0.0.1"])
    with pytest.raises(RefusedAddressError):
        guard.judged("http://127.0.0.2/")


async def test_every_resolved_address_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object, **__: object) -> list[object]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("93.184.216.34", 80)), (*kind, ("192.168.0.7", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(RefusedAddressError, match="private or special"):
        await GuardedResolver(Guard()).resolve("rebinding.example", 80)
    addresses = await GuardedResolver(Guard(["rebinding.example"])).resolve("rebinding.example", 80)
    assert [one["host"] for one in addresses] == ["93.184.216.34", "192.168.0.7"]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/feed?cat=news&page=2", "https://example.org/feed?cat=news&page=2"),
        ("https://me:pw@example.org:8443/feed", "https://example.org:8443/feed"),
        ("https://example.org/feed?token=abc&x=1", "https://example.org/feed?token=***&x=1"),
        ("https://example.org/feed?API_KEY=abc", "https://example.org/feed?API_KEY=***"),
        ("https://example.org/rss?a1b2c3d4e5f6a7b8c9d0e1f2a3", "https://example.org/rss?***"),
        ("https://example.org/u/a1b2c3d4e5f6a7b8c9d0e1f2a3/rss", "https://example.org/u/***/rss"),
        (
            "https://example.org/2024/junta-airstrike-kills-45-in-rakhine-state-village",
            "https://example.org/2024/junta-airstrike-kills-45-in-rakhine-state-village",
        ),
        ("http://[2a00:1450::1]:80/x", "http://[2a00:1450::1]:80/x"),
        ("http://[bad", "***"),
    ],
)
def test_addresses_are_shown_without_their_secrets(url: str, safe: str) -> None:
    assert shown(url) == safe


def test_hosts_take_turns_by_name_and_port() -> None:
    assert (
        host_of("https://Example.org/a") == host_of("https://example.org/b") != host_of("http://example.org/")
    )
