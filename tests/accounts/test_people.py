"""Users, passwords, sessions and tokens: what they may, and when they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.accounts import LOCAL, People, PeopleError
from sayso.accounts.activity import MOST_REFUSED, PER_MINUTE
from sayso.accounts.sessions import IDLE_S, SESSION_S
from tests.accounts.making import OTHER, PASSWORD, Clocks, Counting, at, code_of

DAY_S = 86_400


def session_of(people: People, password: str = PASSWORD) -> str:
    login = people.log_in("oksana", password, at("192.0.2.1"))
    assert login is not None
    return login.session


# Passwords


@pytest.mark.parametrize(
    "password",
    [
        "eleven char",
        "Password1234",
        "passwordpassword",
        "qwertyuiop12",
        "йцукенгшщзхї",
        "123456789012",
        "aaaaaaaaaaaa",
        "abcabcabcabcabc",
        "abcdefghijklmnop",
        "January2026!!",
        "summer2024summer",
        "iloveyou12345",
        "P@ssw0rd2024!",
        "sayso sayso sayso",
        "my name is Oksana, hello",
        "x" * 401,
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(people: People, password: str) -> None:
    with pytest.raises(PeopleError, match=r"characters|easy to guess|user's name"):
        people.accounts.set_password("oksana", password)
    assert session_of(people), "the old one stays"


@pytest.mark.parametrize(
    "password",
    [OTHER, "корова зелена їсть", "d8Kq!m2ZpL0x", "tower 17 moss eagle", "Ω" + "ab7k" * 99],
)
def test_a_password_of_any_characters_is_taken(people: People, password: str) -> None:
    people.accounts.set_password("oksana", password)
    assert session_of(people, password)


def test_letters_that_are_composed_otherwise_are_the_same_password(people: People) -> None:
    people.accounts.set_password("oksana", "cafe\u0301 riviere 77 lune")
    assert session_of(people, "caf\u00e9 riviere 77 lune")
    assert people.log_in("oksana", "café  riviere 77 lune", at("192.0.2.1")) is None


def test_a_password_that_is_too_long_never_fits(people: People) -> None:
    long = ("tower 17 moss eagle " * 20)[:400]
    people.accounts.set_password("oksana", long)
    assert people.log_in("oksana", long + "x", at("192.0.2.1")) is None
    assert session_of(people, long)


def test_a_hash_by_weaker_settings_is_replaced_at_the_login(people: People, tmp_path: Path) -> None:
    people.close()
    stronger = Counting()
    stronger._parameters = Counting()._parameters.__class__(
        **{
            name: getattr(Counting()._parameters, name)
            for name in ("type", "version", "salt_len", "hash_len", "memory_cost", "parallelism")
        },
        time_cost=2,
    )
    again = People(tmp_path / "news.people.sqlite", stronger)
    before = again.accounts.named("oksana").hash
    assert session_of(again)
    assert ",t=1," in before
    assert ",t=2," in again.accounts.named("oksana").hash
    again.close()


# Sessions


def test_a_session_ends_when_it_is_idle(people: People, clocks: Clocks) -> None:
    key = session_of(people)
    clocks.pass_by(IDLE_S - 1)
    assert people.session(key), "and this was a use"
    clocks.pass_by(IDLE_S - 1)
    assert people.session(key)
    clocks.pass_by(IDLE_S)
    assert people.session(key) is None


def test_a_session_ends_after_a_day_in_use(people: People, clocks: Clocks) -> None:
    key = session_of(people)
    for _ in range(SESSION_S // 1800 - 1):
        clocks.pass_by(1800)
        assert people.session(key)
    clocks.pass_by(1800)
    assert people.session(key) is None


@pytest.mark.parametrize("shift", [-10 * 365 * DAY_S, 10 * 365 * DAY_S])
def test_setting_the_clock_neither_ends_nor_prolongs_a_session(
    people: People, clocks: Clocks, shift: float
) -> None:
    key = session_of(people)
    clocks.wall += shift
    assert people.session(key)
    clocks.pass_by(IDLE_S)
    assert people.session(key) is None


def test_a_session_outlives_a_restart_but_not_a_clock_that_went_back(
    people: People, clocks: Clocks
) -> None:
    key = session_of(people)
    clocks.restart()
    clocks.wall += 600
    assert people.session(key)
    clocks.restart()
    clocks.wall -= 10 * DAY_S
    assert people.session(key) is None, "nobody can tell how old it is"


def test_another_password_ends_sessions_tokens_and_known_devices(people: People) -> None:
    login = people.log_in("oksana", PASSWORD, at("192.0.2.1"))
    assert login is not None
    token = people.add_token("oksana", "reader")
    people.accounts.set_password("oksana", OTHER)
    assert people.session(login.session) is None
    assert people.token(token) is None
    again = people.log_in("oksana", OTHER, at("192.0.2.1", login.device))
    assert again is not None
    assert again.device != login.device


def test_an_owner_changes_the_password_and_stays_in_with_a_new_session(people: People) -> None:
    old, other = session_of(people), session_of(people)
    assert people.logins.change_password("oksana", "not this one", OTHER, at("192.0.2.1")) is None
    assert people.session(old)
    login = people.logins.change_password("oksana", PASSWORD, OTHER, at("192.0.2.1"))
    assert login is not None
    assert people.session(login.session)
    assert people.session(old) is people.session(other) is None


def test_sessions_are_listed_and_ended(people: People, clocks: Clocks) -> None:
    first, second = session_of(people), session_of(people)
    clocks.pass_by(120)
    people.session(second)
    newest, oldest = people.sessions.of("oksana", second)
    assert (newest.current, oldest.current) == (True, False)
    assert newest.seen > newest.made
    assert "Firefox" in newest.agent
    people.add_user("mallory", "admin", OTHER)
    assert not people.sessions.end_one("mallory", oldest.number), "it is another's"
    assert people.sessions.end_one("oksana", oldest.number)
    assert people.session(first) is None
    third = session_of(people)
    assert people.sessions.end_all("oksana", but=third) == 1
    assert people.session(third)


def test_a_session_key_is_not_stored(people: People, tmp_path: Path) -> None:
    key, token = session_of(people), people.add_token("oksana", "reader")
    path = tmp_path / "news.people.sqlite"
    for each in (path, path.with_name(path.name + "-wal")):
        stored = each.read_bytes()
        assert key.encode() not in stored
        assert token.encode() not in stored
        assert PASSWORD.encode() not in stored


# Tokens


def test_a_token_ends_when_its_days_are_over(people: People, clocks: Clocks) -> None:
    usual, short = (
        people.add_token("oksana", "reader"),
        people.add_token("oksana", "reader", days=2),
    )
    clocks.pass_by(2 * DAY_S)
    assert people.token(short) is None
    assert people.token(usual)
    clocks.pass_by(88 * DAY_S)
    assert people.token(usual) is None
    assert all(each.expired for each in people.tokens.of("oksana"))
    for days in (0, 367):
        with pytest.raises(PeopleError, match="366 days"):
            people.add_token("oksana", "reader", days=days)


def test_a_clock_set_back_far_does_not_prolong_a_token(people: People, clocks: Clocks) -> None:
    token = people.add_token("oksana", "reader")
    clocks.wall -= 10 * 365 * DAY_S
    assert people.token(token) is None
    clocks.wall += 10 * 365 * DAY_S
    assert people.token(token), "and holds again when the clock is right"


def test_the_last_use_of_a_token_is_told_and_rarely_written(people: People, clocks: Clocks) -> None:
    token = people.add_token("oksana", "reader", "nightly export")
    assert people.tokens.of("oksana")[0].used == ""
    people.token(token)
    first = people.tokens.of("oksana")[0].used
    clocks.pass_by(300)
    people.token(token)
    assert people.tokens.of("oksana")[0].used == first
    clocks.pass_by(301)
    people.token(token)
    assert people.tokens.of("oksana")[0].used > first


def test_a_token_is_revoked_by_its_owner_and_no_other(people: People) -> None:
    token = people.add_token("oksana", "reader", "lost laptop")
    number = people.tokens.of("oksana")[0].number
    people.add_user("mallory", "admin", OTHER)
    with pytest.raises(PeopleError, match="no token"):
        people.tokens.revoke(number, "mallory")
    assert people.token(token)
    assert people.tokens.revoke(number, "oksana").label == "lost laptop"
    assert people.token(token) is None


def test_a_lower_role_ends_sessions_and_the_tokens_above_it(people: People) -> None:
    session = session_of(people)
    reading, judging = (people.add_token("oksana", scope) for scope in ("reader", "reviewer"))
    people.accounts.set_role("oksana", "reader")
    assert people.session(session) is None
    assert people.token(judging) is None
    assert people.token(reading)


# Users


def test_a_user_made_anew_inherits_nothing(people: People, clocks: Clocks) -> None:
    login = people.log_in("oksana", PASSWORD, at("192.0.2.1"))
    assert login is not None
    token = people.add_token("oksana", "reviewer")
    search = people.save_search("oksana", "mine", "q=secret")
    user = people.accounts.named("oksana")
    enrolment = people.second.begin(user)
    assert people.second.confirm(user.id, code_of(enrolment.secret, clocks))
    people.remove_user("oksana")
    people.add_user("oksana", "admin", OTHER)
    assert people.session(login.session) is None
    assert people.token(token) is None
    assert people.searches("oksana") == []
    assert people.tokens.of("oksana") == []
    assert people.sessions.of("oksana") == []
    assert not people.second.active(people.accounts.named("oksana").id)
    assert people.accounts.named("oksana").id > user.id
    assert people.save_search("oksana", "new", "q=x") > search
    fresh = people.log_in("oksana", OTHER, at("192.0.2.1", login.device))
    assert fresh is not None
    assert fresh.device != login.device


def test_searches_of_who_sits_at_the_machine_are_kept(people: People) -> None:
    people.save_search(LOCAL.name, "local one", "q=x")
    assert [each.name for each in people.searches(LOCAL.name)] == ["local one"]
    with pytest.raises(PeopleError, match="any more"):
        people.save_search("nobody", "x", "q=x")


# The log


def test_refusals_are_logged_but_a_flood_of_them_leaves_few_rows(
    people: People, clocks: Clocks
) -> None:
    for _ in range(1000):
        people.activity.refused("oksana", "refused login", "198.51.100.7")
    clocks.pass_by(60)
    people.activity.refused("oksana", "refused login", "198.51.100.7")
    rows = [(who, did, about) for _, who, did, about in people.log(5000)]
    assert rows.count(("oksana", "refused login", "198.51.100.7")) == PER_MINUTE + 1
    assert ("the site", "did not log all", f"{1000 - PER_MINUTE} more refusals") in rows


def test_old_refusals_go_and_what_was_done_stays(
    people: People, clocks: Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.accounts.activity.MOST_REFUSED", 50)
    monkeypatch.setattr("sayso.accounts.activity.PRUNE_EVERY", 10)
    assert MOST_REFUSED > 50
    people.note("oksana", "judged wrong", "abc")
    for _ in range(20):
        for _ in range(PER_MINUTE):
            people.activity.refused("oksana", "refused login")
        clocks.pass_by(60)
    rows = [(who, did) for _, who, did, _ in people.log(5000)]
    assert rows.count(("oksana", "refused login")) <= 60
    assert ("oksana", "judged wrong") in rows
