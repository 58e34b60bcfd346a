"""One-time codes: who must have them, each once, and the ways out for a lost phone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from sayso.accounts import LoginOverError, People, TooManyTriesError
from sayso.accounts.logins import PENDING_S
from tests.accounts.making import OTHER, PASSWORD, Clocks, at, code_of

HERE = at("192.0.2.1")


def enrol(people: People, clocks: Clocks) -> tuple[str, list[str]]:
    """Set up codes for oksana: the secret and the recovery codes."""
    user = people.accounts.named("oksana")
    secret = people.second.begin(user).secret
    codes = people.logins.confirm_enrolment(user, code_of(secret, clocks), HERE)
    clocks.pass_by(30)
    return secret, codes


def pending(people: People) -> str:
    login = people.log_in("oksana", PASSWORD, HERE)
    assert login is not None
    assert not login.session, "the password alone is not enough"
    return login.pending


def test_a_login_needs_a_code_from_the_phone(people: People, clocks: Clocks) -> None:
    secret, _ = enrol(people, clocks)
    key = pending(people)
    assert people.session(key) is None
    assert people.logins.finish(key, "000000", HERE) is None
    login = people.logins.finish(key, code_of(secret, clocks), HERE)
    assert login is not None
    assert people.session(login.session)


def test_codes_are_asked_for_only_after_they_were_confirmed(people: People, clocks: Clocks) -> None:
    user = people.accounts.named("oksana")
    secret = people.second.begin(user).secret
    assert people.logins.confirm_enrolment(user, "123", HERE) == []
    login = people.log_in("oksana", PASSWORD, HERE)
    assert login is not None
    assert login.session
    assert people.second.begin(user).secret == secret, "the same again until it is confirmed"
    assert len(people.logins.confirm_enrolment(user, code_of(secret, clocks), HERE)) == 10


def test_a_code_is_right_only_once(people: People, clocks: Clocks) -> None:
    secret, _ = enrol(people, clocks)
    code = code_of(secret, clocks)
    first, second = pending(people), pending(people)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda key: people.logins.finish(key, code, HERE), (first, second)))
    assert sum(each is not None for each in both) == 1
    assert people.logins.finish(pending(people), code_of(secret, clocks, -1), HERE) is None, (
        "nor one from before it"
    )


def test_the_code_of_the_enrolment_opens_no_login(people: People, clocks: Clocks) -> None:
    user = people.accounts.named("oksana")
    code = code_of(people.second.begin(user).secret, clocks)
    people.logins.confirm_enrolment(user, code, HERE)
    assert people.logins.finish(pending(people), code, HERE) is None


def test_a_clock_that_is_a_little_off_is_allowed_for(people: People, clocks: Clocks) -> None:
    secret, _ = enrol(people, clocks)
    clocks.pass_by(300)
    assert people.logins.finish(pending(people), code_of(secret, clocks, 2), HERE) is None
    assert people.logins.finish(pending(people), code_of(secret, clocks, -1), HERE)
    assert people.logins.finish(pending(people), code_of(secret, clocks, 1), HERE)


def test_a_recovery_code_is_right_once(people: People, clocks: Clocks) -> None:
    _, codes = enrol(people, clocks)
    assert people.logins.finish(pending(people), codes[0].upper(), HERE)
    assert people.logins.finish(pending(people), codes[0], HERE) is None
    user = people.accounts.named("oksana")
    assert people.second.recovery_left(user.id) == 9
    people.second.new_recovery_codes(user.id)
    assert people.logins.finish(pending(people), codes[1], HERE) is None, "old ones end"


def test_guessed_codes_are_slowed(people: People, clocks: Clocks) -> None:
    secret, _ = enrol(people, clocks)
    key = pending(people)

    def tried(number: int) -> bool:
        try:
            return people.logins.finish(key, f"{number:06}", HERE) is None
        except TooManyTriesError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tried, range(100))) <= 5
    clocks.pass_by(31)
    assert people.logins.finish(key, code_of(secret, clocks), HERE), "the phone gets in after that"


def test_a_stolen_password_does_not_keep_a_known_device_from_its_code(
    people: People, clocks: Clocks
) -> None:
    login = people.log_in("oksana", PASSWORD, HERE)
    assert login is not None
    secret, _ = enrol(people, clocks)
    thief = at("198.51.100.7")
    stolen = people.log_in("oksana", PASSWORD, thief)
    assert stolen is not None
    for number in range(20):
        try:
            people.logins.finish(stolen.pending, f"{number:06}", thief)
        except TooManyTriesError:
            break
    else:
        pytest.fail("never slowed")
    mine = at("203.0.113.9", login.device)
    known = people.log_in("oksana", PASSWORD, mine)
    assert known is not None
    assert people.logins.finish(known.pending, code_of(secret, clocks), mine)


def test_a_half_done_login_ends_with_its_time_and_with_the_password(
    people: People, clocks: Clocks
) -> None:
    secret, _ = enrol(people, clocks)
    old = pending(people)
    clocks.pass_by(PENDING_S)
    with pytest.raises(LoginOverError):
        people.logins.finish(old, code_of(secret, clocks), HERE)
    key = pending(people)
    people.accounts.set_password("oksana", OTHER)
    with pytest.raises(LoginOverError):
        people.logins.finish(key, code_of(secret, clocks), HERE)


def test_where_codes_are_required_a_login_leads_to_setting_them_up(
    people: People, clocks: Clocks
) -> None:
    people.add_user("rita", "reader", "tower 17 moss eagle")
    before = people.log_in("oksana", PASSWORD, HERE)
    reader = people.log_in("rita", "tower 17 moss eagle", HERE)
    assert before is not None
    assert reader is not None
    people.second.require(True)
    assert people.session(before.session) is None, "who has none logs in again"
    assert people.session(reader.session), "readers need none"
    login = people.log_in("oksana", PASSWORD, HERE)
    assert login is not None
    assert login.enrol
    assert people.logins.finish(login.pending, "000000", HERE) is None
    enrolment = people.logins.enrolment(login.pending)
    assert enrolment is not None
    assert enrolment.picture.startswith("<svg")
    assert people.logins.enrol(login.pending, "000000", HERE) is None
    done = people.logins.enrol(login.pending, code_of(enrolment.secret, clocks), HERE)
    assert done is not None
    assert people.session(done[0].session)
    assert len(done[1]) == 10


def test_a_reset_removes_codes_and_recovery_codes(people: People, clocks: Clocks) -> None:
    _, codes = enrol(people, clocks)
    user = people.accounts.named("oksana")
    assert people.second.remove(user.id)
    login = people.log_in("oksana", PASSWORD, HERE)
    assert login is not None
    assert login.session
    assert people.second.check(user.id, codes[0]) == ""
