"""Which addresses are those of the public internet."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from sayso.intake.addresses import AddressError, checked_addresses, is_public, special_ranges

PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255
128.0.0.1 168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0
191.255.255.255 192.0.0.9 192.0.0.10 192.0.1.1 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255
198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255
2606:4700:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888 2001:200::1 2400:cb00::1
2001:db7:ffff::1 2001:db9::1 3ffe::1 64:ff9b::808:808 ::ffff:8.8.8.8 2002:808:808::1
""".split()

HIDDEN = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254
168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.0 192.0.0.8 192.0.0.170
192.0.0.192 192.0.0.255 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255
198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.254 255.255.255.255
:: ::1 ::2 ::7f00:1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
::ffff:192.0.0.192 ::ffff:0:10.0.0.1 ::ffff:0:8.8.8.8 64:ff9b::a00:1 64:ff9b::7f00:1
64:ff9b::c000:c0 64:ff9b:1::1 64:ff9b:1:ffff::808:808 100::1 100:0:0:1::1 1::1 1fff::1 2001::1
2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:1f::1 2001:20::1 2001:30::1
2001:1ff:ffff::1 2001:db8::1 2001:db8:ffff::1 2002:7f00:1::1 2002:a00:1::1 2002:c0a8:101::1
2002:a9fe:a9fe::1 2002:e000:1::1 3fff::1 3fff:fff::1 4000::1 5f00::1 8000::1 fc00::1 fd00::1
fd00:ec2::254 fdff:ffff::1 fe00::1 fe80::1 fe80::1%lo febf::1 fec0::1 feff::1 ff00::1 ff02::1
ff05::1:3 ffff::1 2606:4700::1%eth0
""".split()


@pytest.mark.parametrize("address", PUBLIC)
def test_hosts_of_the_internet_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", HIDDEN)
def test_all_other_addresses_are_not(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_the_tables_are_not_the_interpreters(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (ipaddress.IPv4Address, ipaddress.IPv6Address):
        for name in ("is_global", "is_private", "is_reserved", "is_multicast", "is_link_local"):
            monkeypatch.setattr(kind, name, property(lambda _self: pytest.fail("asked")))
    assert is_public(ipaddress.ip_address("8.8.8.8"))
    assert not is_public(ipaddress.ip_address("fec0::1"))


def test_every_range_has_its_kind_and_its_source() -> None:
    assert len(special_ranges()) > 50
    assert len({each.network for each in special_ranges()}) == len(special_ranges())


@pytest.mark.parametrize("written", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "[::1]"])
def test_other_ways_to_write_an_address_lead_nowhere_else(written: str) -> None:
    with pytest.raises(AddressError):
        checked_addresses(written, 80, private_too=False)


def test_a_scope_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    scoped = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700::1%eth0", 80, 0, 2))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [scoped])
    with pytest.raises(AddressError, match="no public address"):
        checked_addresses("scoped.example", 80, private_too=False)
