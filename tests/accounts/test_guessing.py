"""Guessing passwords: few are tested, however many are sent, and the right user gets in."""

from __future__ import annotations

import multiprocessing
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sayso.accounts import HashersBusyError, Login, People, TooManyTriesError, Visitor
from sayso.accounts.passwords import PARALLEL, QUEUE
from sayso.accounts.throttle import ADDRESS, NAME, PLACES, network
from tests.accounts.making import PASSWORD, Clocks, Counting, at, people_at

MANY = 1000
MOST_TESTED = 5


def guess(people: People, number: int, visitor: Visitor, name: str = "oksana") -> str:
    """One wrong guess: what came of it."""
    try:
        return "let in" if people.log_in(name, f"wrong password {number}", visitor) else "wrong"
    except TooManyTriesError:
        return "wait"
    except HashersBusyError:
        return "busy"


def flood(people: People, addresses: list[str], name: str = "oksana") -> list[str]:
    """Many guesses by 32 threads, the addresses taken in turn."""
    with ThreadPoolExecutor(32) as pool:
        visitors = [at(addresses[number % len(addresses)]) for number in range(MANY)]
        return list(pool.map(lambda n: guess(people, n, visitors[n], name), range(MANY)))


def enters(people: People, visitor: Visitor, name: str = "oksana") -> Login:
    login = people.log_in(name, PASSWORD, visitor)
    assert login is not None
    return login


ONE = ["198.51.100.7"]
MANY_ADDRESSES = [f"198.51.{number // 250}.{number % 250}" for number in range(MANY)]


@pytest.mark.parametrize("addresses", [ONE, MANY_ADDRESSES], ids=["one address", "1,000 addresses"])
@pytest.mark.parametrize("name", ["oksana", "nobody"])
def test_of_many_guesses_few_are_tested(
    people: People, hasher: Counting, addresses: list[str], name: str
) -> None:
    answers = flood(people, addresses, name)
    assert "let in" not in answers
    assert 1 <= hasher.verified <= MOST_TESTED
    assert answers.count("wait") >= MANY - MOST_TESTED - PARALLEL - QUEUE


def test_the_user_gets_in_meanwhile_by_device_and_by_address(
    people: People, hasher: Counting, clocks: Clocks
) -> None:
    before = enters(people, at("192.0.2.1"))
    hasher.verified = 0
    flood(people, ["192.0.2.1", *MANY_ADDRESSES[:20]])
    assert hasher.verified <= MOST_TESTED, "guesses from the user's own address included"
    assert enters(people, at("203.0.113.5", before.device)).session, "the known browser, elsewhere"
    clocks.pass_by(120)
    flood(people, MANY_ADDRESSES)
    assert enters(people, at("192.0.2.1")).session, "another browser at the known address"


def test_a_flood_from_one_address_does_not_make_a_new_device_elsewhere_wait(
    people: People,
) -> None:
    flood(people, ONE)
    assert enters(people, at("192.0.2.1")).session


def test_a_new_device_gets_in_after_a_bounded_wait_while_the_flood_goes_on(
    people: People, hasher: Counting, clocks: Clocks
) -> None:
    """Thirty addresses guess every minute. The user asks when told to, and never before."""
    attackers = MANY_ADDRESSES[:30]
    waited, tested_before = 0.0, hasher.verified
    due: float | None = None
    for minute in range(300):
        for number, address in enumerate(attackers):
            guess(people, number, at(address))
        if due is None or clocks.steady >= due:
            try:
                assert enters(people, at("192.0.2.1")).session
                break
            except TooManyTriesError as error:
                due = clocks.steady + error.wait_s
        clocks.pass_by(60)
        waited = 60.0 * (minute + 1)
    else:
        pytest.fail("never let in")
    # Each address of the attack comes before the user once at most.
    assert waited <= (len(attackers) + PLACES) * NAME.most_s
    assert hasher.verified - tested_before <= NAME.burst + waited / NAME.first_s + 1


def test_who_is_told_to_wait_gets_a_place_and_then_in(people: People, clocks: Clocks) -> None:
    flood(people, MANY_ADDRESSES[:3])
    with pytest.raises(TooManyTriesError) as told:
        people.log_in("oksana", PASSWORD, at("192.0.2.1"))
    assert "place in the line" in str(told.value)
    assert told.value.wait_s <= 5 * NAME.first_s
    clocks.pass_by(told.value.wait_s)
    assert enters(people, at("192.0.2.1")).session


def test_a_wait_is_no_lock_and_grows_slowly(
    people: People, hasher: Counting, clocks: Clocks
) -> None:
    """Half a day of guesses from many addresses: some 150 are tested, not thousands."""
    hasher.verified = 0
    for minute in range(12 * 60):
        for number, address in enumerate(MANY_ADDRESSES[:15]):
            guess(people, number, at(address))
        clocks.pass_by(60)
        assert hasher.verified <= NAME.burst + minute + 1
    assert hasher.verified <= 200


def test_guesses_of_many_names_from_one_address_are_slowed(
    people: People, hasher: Counting
) -> None:
    hasher.verified = 0
    answers = [guess(people, 0, at(ONE[0]), f"name {number}") for number in range(100)]
    assert answers.count("wrong") == hasher.verified == ADDRESS.burst
    assert enters(people, at("192.0.2.1")).session, "others come in"


def test_a_right_password_is_not_counted(people: People) -> None:
    for _ in range(40):
        assert enters(people, at("192.0.2.1")).session


def test_a_right_password_makes_up_for_typing_errors(people: People) -> None:
    login = enters(people, at("192.0.2.1"))
    for visitor in (at("192.0.2.1"), at("203.0.113.5", login.device)):
        for number in range(5):
            assert guess(people, number, visitor) == "wrong"
            assert enters(people, visitor).session


def test_networks_of_ipv6_count_as_one_address(people: People, hasher: Counting) -> None:
    hasher.verified = 0
    flood(people, [f"2001:db8:0:7::{number:x}" for number in range(1, 200)])
    assert hasher.verified <= 2
    assert network("2001:db8:0:7::1") == network("2001:db8:0:7:ffff::2")
    assert network("::ffff:192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize("shift", [-10 * 365 * 86_400.0, 10 * 365 * 86_400.0])
def test_setting_the_wall_clock_neither_opens_nor_locks(
    people: People, hasher: Counting, clocks: Clocks, shift: float
) -> None:
    flood(people, ONE)
    hasher.verified = 0
    clocks.wall += shift
    flood(people, ONE)
    assert hasher.verified == 0, "the wait goes on"
    clocks.pass_by(61)
    assert enters(people, at(ONE[0])).session, "and ends when it was said to"


def test_a_restart_of_the_machine_locks_no_one_out(
    tmp_path: Path, clocks: Clocks, hasher: Counting
) -> None:
    path = tmp_path / "news.people.sqlite"
    people = people_at(path, clocks, hasher)
    flood(people, MANY_ADDRESSES)
    people.close()
    clocks.restart()
    people = people_at(path, clocks, hasher)
    assert enters(people, at("192.0.2.1")).session
    people.close()


def test_a_steady_clock_that_jumped_back_locks_no_one_out(people: People, clocks: Clocks) -> None:
    clocks.steady = 9_000_000.0
    flood(people, MANY_ADDRESSES)
    clocks.steady = 5.0
    assert enters(people, at("192.0.2.1")).session


def test_hashes_are_few_at_a_time_and_the_rest_is_told_to_come_again(
    people: People, hasher: Counting
) -> None:
    """Each name from an address of its own, so that nothing but the hashes is the bound."""
    hasher.slow_s = 0.2
    with ThreadPoolExecutor(40) as pool:
        answers = list(
            pool.map(lambda n: guess(people, n, at(MANY_ADDRESSES[n]), f"name {n}"), range(80))
        )
    assert hasher.most_at_once <= PARALLEL == 2, "64 MiB each"
    assert answers.count("busy") > 0
    assert hasher.verified == answers.count("wrong")
    hasher.slow_s = 0.0
    assert enters(people, at("192.0.2.1")).session


def test_who_was_refused_for_want_of_hashes_lost_no_try(people: People, hasher: Counting) -> None:
    hasher.slow_s = 0.3
    with ThreadPoolExecutor(40) as pool:
        crowd = [
            pool.submit(guess, people, n, at(MANY_ADDRESSES[n]), f"name {n}") for n in range(30)
        ]
        busy = [guess(people, 0, at("192.0.2.1")) for _ in range(20)].count("busy")
        for each in crowd:
            each.result()
    hasher.slow_s = 0.0
    assert busy <= 20
    if busy == 20:
        assert enters(people, at("192.0.2.1")).session


def _guesses(path: Path, address: str, tested: multiprocessing.Queue[int]) -> None:
    hasher = Counting()
    people = people_at(path, None, hasher)
    for number in range(100):
        guess(people, number, at(address))
    people.close()
    tested.put(hasher.verified)


def test_two_processes_count_together(tmp_path: Path) -> None:
    path = tmp_path / "news.people.sqlite"
    people_at(path).close()
    context = multiprocessing.get_context("spawn")
    tested: multiprocessing.Queue[int] = context.Queue()
    processes = [
        context.Process(target=_guesses, args=(path, address, tested))
        for address in ("198.51.100.1", "198.51.100.2", "198.51.100.3")
    ]
    for each in processes:
        each.start()
    total = sum(tested.get(timeout=120) for _ in processes)
    for each in processes:
        each.join(60)
    assert 1 <= total <= MOST_TESTED


def test_a_flood_leaves_few_rows_and_no_typed_name(people: People, tmp_path: Path) -> None:
    flood(people, MANY_ADDRESSES, "My secret passphrase, typed into the wrong field")
    path = tmp_path / "news.people.sqlite"
    with sqlite3.connect(path) as connection:
        rows = sum(
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("budgets", "places", "log")
        )
        dump = "\n".join(connection.iterdump())
    connection.close()
    assert rows < 120
    assert "secret passphrase" not in dump
