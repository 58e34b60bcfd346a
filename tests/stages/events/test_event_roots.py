"""Learned PLOVER roots: what they may change, and packs that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.linear import Example, cross_validated, learn
from sayso.models.linear import BIAS, LinearModel
from sayso.models.pack import ModelPackError
from sayso.models.roots import load_roots, shipped_roots
from sayso.stages.events.features import features
from sayso.stages.events.roots import chosen_root, recoded
from tests.stages.events.event_sentences import told

TREATY = "Kenya and Uganda signed a treaty on fishing."


def test_a_sure_root_replaces_that_of_the_rules_and_leaves_the_kind() -> None:
    found = told(TREATY)
    sure = LinearModel(("AGREE", "SUPPORT"), {BIAS: (0, 900)})
    event = recoded(found.parse, found.events, sure)[0]
    assert (event.kind, event.plover) == ("agreement", "SUPPORT")
    assert event.acled == found.events[0].acled


def test_an_unsure_root_changes_nothing() -> None:
    found = told(TREATY)
    even = LinearModel(tuple("ABCDE"), {BIAS: (0, 0, 0, 0, 1)})
    assert recoded(found.parse, found.events, even) == found.events


def test_no_attack_becomes_an_act_of_kindness() -> None:
    assert chosen_root("ASSAULT", {"AID": 0.9, "ASSAULT": 0.1}) == "ASSAULT"
    assert chosen_root("ASSAULT", {"ACCUSE": 0.9, "ASSAULT": 0.1}) == "ACCUSE"


def test_names_are_no_features() -> None:
    found = told("Kenya accused Uganda of spying.")
    names = " ".join(features(found.parse, found.events[0], found.events))
    assert "kenya" not in names.lower()
    assert "uganda" not in names.lower()


def test_probabilities_sum_to_one_and_follow_the_weights() -> None:
    likely = LinearModel(
        ("AID", "ASSAULT"), {BIAS: (0, 0), "word:bomb": (-200, 200)}
    ).probabilities({"word:bomb": 1.0, "never seen": 1.0})
    assert sum(likely.values()) == pytest.approx(1.0)
    assert likely["ASSAULT"] > likely["AID"]


def test_what_is_learned_from_rows_is_found_again_in_rows_unseen() -> None:
    rows = [
        Example({f"word:{word}": 1.0, f"noise:{number}": 1.0}, root, "REQUEST")
        for number in range(12)
        for word, root in (("bomb", "ASSAULT"), ("grant", "AID"))
    ]
    assert learn(rows).labels == ("AID", "ASSAULT")
    assert cross_validated(rows, chosen_root) == [row.label for row in rows]


def test_the_shipped_pack_loads() -> None:
    assert "SUPPORT" in shipped_roots().labels


def test_a_damaged_pack_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelPackError, match=r"python -m training\.events"):
        load_roots(tmp_path)
    (tmp_path / "weights.tsv").write_text("(bias)\t0\n")
    table = {"protocol": 1, "labels": ["AID"], "files": {"weights.tsv": "0" * 64}}
    (tmp_path / "pack.json").write_text(json.dumps(table))
    with pytest.raises(ModelPackError, match=r"not the file"):
        load_roots(tmp_path)
