"""Which addresses may be asked: nothing inside the house, whatever name or redirect leads there.

Python's own `is_global` is not enough (3.11 calls multicast, 6to4, NAT64 and `::127.0.0.1` global), so
the blocks that lead inside, or anywhere but to one public host, are listed here. Sources: the IANA
special-purpose registries for IPv4 and IPv6 (RFC 6890 and its updates).
"""

import asyncio
import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.errors import FeedError

_CLOSED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' own
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local; clouds serve their secrets here
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "::/16",  # loopback, unspecified, IPv4 in IPv6 of both old kinds
        "64:ff9b::/96",  # NAT64: an IPv4 address in disguise
        "64:ff9b:1::/48",
        "100::/64",  # discard
        "2001::/23",  # Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
        "ff00::/8",  # multicast
    )
)


class RefusedAddressError(FeedError):
    """The address leads to a private or special network, or is not one that can be asked."""


def is_public(address: str) -> bool:
    """Whether an IP address, written out, is that of one public host. A scope id is no help to it."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast:
        return False
    return not any(ip in block for block in _CLOSED if block.version == ip.version)


class Guard:
    """Judges addresses before they are asked. `allowed`: hosts that may lie on private addresses."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = frozenset(_plain(host) for host in allowed)

    def judge(self, host: str, addresses: Collection[str]) -> None:
        """Raise `RefusedAddressError` unless every address that `host` stands for may be asked."""
        if _plain(host) in self._allowed:
            return
        if not all(is_public(address) for address in addresses):
            message = (
                "the address leads into a private or special network, which is not asked; "
                "if that is meant, list its host under intake.allow_private"
            )
            raise RefusedAddressError(message)

    def judged(self, url: str) -> URL:
        """Parse `url`; raise `RefusedAddressError` if it is not asked whatever its name resolves to.

        Ask the very value that is returned: two parsers can see two hosts in one address.
        """
        try:
            parsed = URL(url)
            host, _ = parsed.host or "", parsed.port
        except ValueError:
            message = "this is not a web address"
            raise RefusedAddressError(message) from None
        if parsed.scheme not in {"http", "https"}:
            message = "only http:// and https:// addresses are asked"
            raise RefusedAddressError(message)
        if not host:
            message = "the address names no host"
            raise RefusedAddressError(message)
        if not _can_be_a_name(parsed.raw_host or host):
            message = "no host can have the name that the address gives; look at how it is written"
            raise RefusedAddressError(message)
        if "@" in parsed.raw_authority:
            message = "the address carries a user name or password; Tallywire sends none: take it out"
            raise RefusedAddressError(message)
        if _is_literal(host):
            self.judge(host, (host,))
        return parsed


class GuardedResolver(AbstractResolver):
    """Resolves a name once and hands on only judged addresses, so that the connection goes to one of them."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Resolve `host`; raise `RefusedAddressError` where any of its addresses may not be asked."""
        found = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=family
        )
        results = [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=int(where[1]),
                family=found_family,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for found_family, _, proto, _, where in found
        ]
        self._guard.judge(host, [result["host"] for result in results])
        return results

    async def close(self) -> None:
        """Nothing is held open."""


def _plain(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()


def _can_be_a_name(host: str) -> bool:
    """Whether a host's name has the lengths that the names of the Internet may have (RFC 1035, 2.3.4)."""
    labels = host.rstrip(".").split(".")
    return len(host) <= 253 and all(0 < len(label) <= 63 for label in labels)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
