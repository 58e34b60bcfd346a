"""The register of claimants: names of one body are one, and two bodies never are."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sayso.lexicon.actor_codes import describe
from sayso.lexicon.actors import SUPRANATIONAL
from sayso.lexicon.claimants import bodies, body_names, institution_names, name_key, people
from sayso.linking.claimants import IDENTITIES, LOCAL, LocalClaimant, identity_of, keys_within
from sayso.record import Claimant


def who(words: str, named: bool = True, country: str | None = "read") -> Claimant:
    read, role = describe(words)
    if country == "read":
        country = None if read in SUPRANATIONAL else read
    return Claimant(words, words, named, country, role)


ONE = (
    ("Sudan's Health Ministry", "the Sudanese Ministry of Health"),
    ("Azerbaijan's Ministry of Defense", "the Azerbaijani Defence Ministry"),
    ("Armenia's Ministry of Foreign Affairs", "the Armenian Foreign Ministry"),
    ("the International Committee of the Red Cross", "ICRC"),
    ("Gaza's Health Ministry", "the Ministry of Health in Gaza", "the Hamas-run health ministry"),
    ("the UN human rights office", "OHCHR"),
    ("OCHA", "UN OCHA", "the UN Office for the Coordination of Humanitarian Affairs"),
    ("a spokesman for Armenia's Defence Ministry", "Armenia's Defence Ministry"),
    ("the Nigerian army", "Nigeria's army"),
    ("the Sudanese army", "the Sudanese Armed Forces"),
    ("Russia's Defence Ministry", "Russian MoD", "the Russian Ministry of Defense"),
    ("Iran's Foreign Ministry spokesman", "Iran's Foreign Ministry"),
    ("the US Central Command", "CENTCOM"),
    ("President Emmanuel Macron", "Macron", "France's President Emmanuel Macron"),
    ("Col. Serhii Bondar", "Serhiy Bondar"),
    ("Ethiopia's Defence Ministry", "the Ethiopian Ministry of National Defense"),
    ("Lebanon's Health Ministry", "the Lebanese Ministry of Public Health"),
    ("Thailand's Ministry of Foreign Affairs", "the Thai Foreign Ministry"),
    ("Yemen's Interior Ministry", "the Yemeni Ministry of the Interior"),
    ("UNRWA", "the UN agency for Palestinian refugees"),
    ("UNICEF", "the UN Children's Fund"),
    ("Pakistan's Inter-Services Public Relations", "ISPR"),
    ("Sudan's Sovereign Council", "the Transitional Sovereignty Council"),
    ("a spokesman for Mali's army", "the Malian army"),
    ("Human Rights Watch", "HRW"),
)
"""Names of one claimant each."""

TWO = (
    ("Ethiopia's Defence Ministry", "Eritrea's Defence Ministry"),
    ("the Congolese army", "the Rwandan army"),
    ("Gaza's Health Ministry", "Israel's Ministry of Health"),
    ("the Myanmar military", "Myanmar's air force"),
    ("the governor of Kharkiv", "the governor of Sumy"),
    ("the Indian Army", "Indian Air Force"),
    ("Ukraine's Defence Ministry", "Russia's Defence Ministry"),
    ("the police in Kenya", "Kenya's Interior Ministry"),
    ("US Central Command", "Iran's Central Headquarters"),
    ("Iran's health ministry", "an official of Iran's health ministry"),
    ("Volodymyr Zelensky", "an adviser to Ukraine's President Volodymyr Zelensky"),
    ("Donald Trump", "Team Trump"),
    ("Ali Khamenei", "Mojtaba Khamenei"),
    ("MoD", "UK Ministry of Defence"),
    ("Eritrea's Information Ministry", "Ethiopia's Information Ministry"),
    ("the Syrian Health Ministry", "Lebanon's Ministry of Public Health"),
    ("the Colombian army", "Colombia's armed forces"),
    ("Thai Foreign Ministry", "Cambodia's Foreign Ministry"),
    ("the UN Human Rights Council", "the UN human rights office"),
    ("the Rwanda Defence Force", "Rwanda's Defence Ministry"),
    ("the Philippine coast guard", "China's coast guard"),
    ("the governor of Tillabéri", "the governor of Diffa"),
    ("the Afghan Defence Ministry spokesman", "Pakistan's Defence Ministry"),
    ("the Libyan coastguard", "the Libyan National Army"),
)
"""Names of two claimants each."""


@pytest.mark.parametrize("names", ONE, ids=lambda names: names[0])
def test_names_of_one_claimant_are_one(names: tuple[str, ...]) -> None:
    for one, other in pairwise(names):
        assert identity_of(who(one)).key == identity_of(who(other)).key, (one, other)


@pytest.mark.parametrize("names", TWO, ids=lambda names: names[0])
def test_two_claimants_are_never_one(names: tuple[str, str]) -> None:
    one, other = names
    assert identity_of(who(one)).key != identity_of(who(other)).key


def test_a_body_is_shown_by_its_full_name_with_short_name_and_wikidata_id() -> None:
    told = identity_of(who("WHO"))
    assert (told.name, told.short, told.wikidata) == ("World Health Organization", "WHO", "Q7817")
    told = identity_of(who("the Russian Ministry of Defense"))
    assert (told.name, told.country, told.rule) == (
        "Russia’s Defence Ministry", "RUS", "institution_of_a_state",
    )  # fmt: skip


def test_a_short_name_is_no_common_word() -> None:
    assert identity_of(who("who", named=False)).kind == "unnamed"


def test_a_country_that_contradicts_the_name_parts_them() -> None:
    here, there = who("Sovereign Council"), who("Sovereign Council", country="MLI")
    assert identity_of(here).key != identity_of(there).key


def within(*spoken: LocalClaimant) -> list[str]:
    """The key of each claimant within its incident."""
    keys = keys_within(spoken)
    return [keys.get(each.statement, (each.identity.key,))[0] for each in spoken]


KIM = Claimant("Vitaliy Kim", "Vitaliy Kim", True, "UKR", "GOV")


def test_a_last_name_is_the_only_one_who_bears_it() -> None:
    last = Claimant("Kim", "Kim", True, None, None)
    full, alone = within(LocalClaimant("a", KIM), LocalClaimant("b", last))
    assert full == alone
    another = Claimant("Oleksandr Kim", "Oleksandr Kim", True, "UKR", "MIL")
    several = (KIM, last, another)
    _, alone, _ = within(*(LocalClaimant(who.name, who) for who in several))
    assert alone == identity_of(last).key


def test_a_last_name_of_another_country_is_somebody_else() -> None:
    last = Claimant("Kim", "Kim", True, "PRK", "GOV")
    full, alone = within(LocalClaimant("a", KIM), LocalClaimant("b", last))
    assert full != alone


def test_a_title_is_nobodys_last_name() -> None:
    former = Claimant("Former PM", "Former PM", True)
    short = Claimant("PM", "PM", True)
    before, now = within(LocalClaimant("a", former), LocalClaimant("b", short))
    assert before != now


GOVERNOR = Claimant("the regional governor", "regional governor", False, None, "GOV")


@pytest.mark.parametrize(
    ("regions", "one"), [({"mykolaiv"}, True), ({"kherson"}, False), (set(), False)]
)
def test_the_regional_governor_is_the_one_named_for_the_same_region(
    regions: set[str], one: bool
) -> None:
    named = LocalClaimant("a", KIM, ("Mykolaiv Governor",), frozenset({"mykolaiv"}))
    full, office = within(named, LocalClaimant("b", GOVERNOR, (), frozenset(regions)))
    assert (full == office) is one


def test_no_office_is_one_of_two_people_who_may_hold_it() -> None:
    one = LocalClaimant("a", KIM, ("governor of Mykolaiv",))
    other = LocalClaimant(
        "b", Claimant("x", "Oleh Bilyk", True, "UKR", "GOV"), ("Mykolaiv governor",)
    )
    asked = LocalClaimant("c", Claimant("x", "head of the Mykolaiv region", True, "UKR", "GOV"))
    assert within(one, asked)[0] == within(one, asked)[1]
    assert within(one, other, asked)[2] == asked.identity.key


def test_an_office_of_a_state_is_who_holds_it() -> None:
    museveni = LocalClaimant("a", who("Yoweri Museveni", country="UGA"), ("President",))
    of_uganda = LocalClaimant("b", Claimant("x", "Ugandan president", True, "UGA", "GOV"))
    of_kenya = LocalClaimant("c", Claimant("x", "Kenyan president", True, "KEN", "GOV"))
    deputy = LocalClaimant("d", Claimant("x", "Ugandan vice president", True, "UGA", "GOV"))
    full, same, other, another = within(museveni, of_uganda, of_kenya, deputy)
    assert full == same
    assert len({full, other, another}) == 3


def test_the_observatory_is_the_only_one_quoted() -> None:
    body = LocalClaimant("a", who("Syrian Observatory for Human Rights"))
    short = LocalClaimant(
        "b", Claimant("the Observatory", "Britain-based Observatory", True, "GBR")
    )
    full, same = within(body, short)
    assert full == same


def test_rules_have_names_of_their_own_and_examples() -> None:
    names = [rule.name for rule in IDENTITIES] + [rule.name for rule in LOCAL]
    examples = [rule.example for rule in IDENTITIES] + [rule.example for rule in LOCAL]
    assert len(set(names)) == len(names)
    assert all(len(example.split()) > 3 for example in examples)


def test_a_name_is_of_one_body_of_a_country() -> None:
    for name, named in body_names().items():
        assert len({body.country for body in named}) == len(named), name


def test_bodies_have_names_and_ids_that_can_be() -> None:
    ids = [body.wikidata for body in bodies() if body.wikidata]
    assert len(ids) == len(set(ids))
    assert all(each[0] == "Q" and each[1:].isdigit() for each in ids)
    assert all(name_key(body.name) for body in bodies())
    assert ("defence", "ministry") in institution_names()
    assert people()["grossi"].name == "Rafael Grossi"
    assert "khamenei" not in people()
