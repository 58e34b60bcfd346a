"""Labels, spans and links from scores that are set by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("tokenizers")

from sayso.models.decode import Window, averaged, best_labels, heads, joined, stretches
from sayso.models.pairing import RANKS, STEPS, WIDTH, RelationScores, places
from tests.models.made import linker

O, B, I = 0, 1, 2  # noqa: E741


def scores(path: str) -> np.ndarray:
    """Scores that favour one label a letter, the same for all roles."""
    table = np.zeros((len(path), 3, 3), dtype=np.float32)
    for at, letter in enumerate(path):
        table[at, :, "OBI".index(letter)] = 1
    return table


def test_the_best_path_is_the_best_of_each_where_that_is_allowed() -> None:
    assert best_labels(scores("OBIIOBOB"))[:, 1].tolist() == [O, B, I, I, O, B, O, B]


def test_inside_never_follows_outside_and_never_begins_a_text() -> None:
    assert best_labels(scores("OIIO"))[:, 0].tolist() == [O, B, I, O]
    assert best_labels(scores("II"))[:, 0].tolist() == [B, I]


@given(st.lists(st.lists(st.floats(-9, 9, width=32), min_size=9, max_size=9), min_size=1))
def test_no_path_holds_inside_after_outside(rows: list[list[float]]) -> None:
    labels = best_labels(np.array(rows, dtype=np.float32).reshape(-1, 3, 3))
    before = np.vstack([np.zeros((1, 3), dtype=np.int64), labels[:-1]])
    assert not ((labels == I) & (before == O)).any()


def test_spans_end_with_the_last_piece_of_their_word() -> None:
    words = np.array([0, 1, 4, 5])  # the second word has three pieces
    assert stretches(np.array([O, B, O, B]), words, 7) == [(1, 3), (5, 7)]
    assert stretches(np.array([B, B, I, O]), words, 7) == [(0, 0), (1, 4)]


def window(start: int, end: int, value: float = 0.0) -> Window:
    tags = np.full((end - start, 3, 3), value, dtype=np.float32)
    return Window(start, end, tags, np.zeros((end - start, 8 * WIDTH), dtype=np.float32))


def test_the_middle_of_a_window_outweighs_the_edge_of_another() -> None:
    mean = averaged(14, [window(0, 10, 0.0), window(4, 14, 1.0)])[:, 0, 0]
    assert (mean[:4] == 0).all()
    assert (mean[10:] == 1).all()
    assert mean[5] < 0.5 < mean[8]


def test_a_span_goes_to_its_nearest_head() -> None:
    known = ([(2, 2), (30, 31), (60, 60)], [1.0, 1.0, 1.0])
    found = heads([window(0, 80)], linker(), 0, [(5, 9), (33, 50), (55, 58)], known)
    assert [head for head, _ in found] == [0, 1, 2]
    assert all(0 < share <= 1 for _, share in found)


def test_a_doubtful_head_loses_to_a_sure_one_a_little_farther() -> None:
    asking, spans = [(20, 25)], [(10, 11), (28, 28)]
    near = heads([window(0, 40)], linker(), 0, asking, (spans, [1.0, 1.0]))
    doubted = heads([window(0, 40)], linker(), 0, asking, (spans, [1.0, 0.001]))
    assert (near[0][0], doubted[0][0]) == (1, 0)


def test_a_head_in_no_common_window_is_out_of_reach() -> None:
    found = heads([window(0, 20), window(20, 40)], linker(), 0, [(30, 33)], ([(3, 3)], [1.0]))
    assert found[0][0] is None


def test_nobody_wins_when_no_head_is_good_enough() -> None:
    biases = np.full((2, STEPS), -3, dtype=np.float32)
    ranks = np.zeros((2, RANKS), dtype=np.float32)
    shy = RelationScores(np.zeros((2, WIDTH), dtype=np.float32), biases, ranks)
    assert heads([window(0, 9)], shy, 1, [(1, 1)], ([(3, 3)], [1.0]))[0][0] is None


def test_a_head_may_fit_by_its_vector_though_it_is_far() -> None:
    vectors = np.zeros((60, 8 * WIDTH), dtype=np.float32)
    vectors[50, 0] = 9.0  # the content asks with its first piece …
    vectors[2, 2 * WIDTH] = 9.0  # … and the far cue answers with its own
    far = Window(0, 60, np.zeros((60, 3, 3), dtype=np.float32), vectors)
    found = heads([far], linker(), 0, [(50, 55)], ([(2, 2), (48, 48)], [1.0, 1.0]))
    assert found[0][0] == 0


def test_distances_and_ranks_are_told_by_side() -> None:
    steps, ranks = places([(10, 12)], [(0, 1), (8, 9), (13, 13), (20, 21)])
    assert steps[0].tolist() == [3, 0, STEPS // 2, STEPS // 2 + 3]
    assert ranks[0].tolist() == [1, 0, RANKS // 2, RANKS // 2 + 1]


SPANS = [[(0, 1)], [(3, 3)], [(5, 9), (12, 14), (20, 25)]]


def contents(links: list[float], sure: list[float]) -> list[tuple[tuple[int, int], ...]]:
    """The contents of SPANS, all given to its one cue with these shares, as joined."""
    found = joined(SPANS, [(0, each) for each in links], [(0, 1.0)], sure)
    return [each.contents for each in found]


def test_sure_contents_of_one_cue_are_one_attribution() -> None:
    assert contents([0.9, 0.9, 0.8], [0.9, 0.8, 0.9]) == [((5, 9), (12, 14), (20, 25))]


@pytest.mark.parametrize(
    ("links", "sure"),
    [([0.9, 0.9, 0.5], [0.9, 0.8, 0.9]), ([0.9, 0.9, 0.8], [0.9, 0.8, 0.4])],
    ids=["doubtful link", "doubtful words"],
)
def test_a_doubtful_fragment_is_not_joined_to_a_sure_content(
    links: list[float], sure: list[float]
) -> None:
    assert contents(links, sure) == [((5, 9), (12, 14))]


def test_the_best_of_doubtful_contents_is_kept() -> None:
    assert contents([0.5, 0.4, 0.5], [0.5, 0.5, 0.4]) == [((5, 9),)]


def test_a_content_without_a_cue_stands_alone_however_doubtful() -> None:
    found = joined(SPANS, [(None, 0.9), (0, 0.9), (None, 0.2)], [(0, 1.0)], [0.9, 0.9, 0.3])
    assert [(each.cue, each.contents) for each in found] == [
        (None, ((5, 9),)),
        ((3, 3), ((12, 14),)),
        (None, ((20, 25),)),
    ]
