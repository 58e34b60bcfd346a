"""A parser in a process of its own gives what the parser gives here, and leaves nothing behind.

Each is tried in a fresh Python: only there does one start.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ONE_CORE = len(getattr(os, "sched_getaffinity", lambda _: [0])(0)) < 2
needs_two_cores = pytest.mark.skipif(ONE_CORE, reason="needs Linux and two cores")

BEGIN = """
import os
from sayso.record import Span
from sayso.text.quick_start import AwaitedParse, parser_process

SHORT = "The mayor of Kadugli said on Monday that two wells were hit. \\ud800 Nobody was hurt."
LONG = "The ferry sank near Sittwe, officials said. " * 100 + " " * 70_000  # more than a pipe holds
TEXTS = (LONG, "Again: " + LONG, SHORT, "")

def load():
    from sayso.text.parser import parse
    return parse

def blocks(text):
    return [Span(0, len(text) // 2), Span(len(text) // 2, len(text))]
"""

END = """
try:
    os.waitpid(-1, 0)
    raise AssertionError("a process was left behind")
except ChildProcessError:
    print("all well")
"""


def run(code: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", BEGIN + code + END], capture_output=True, text=True, timeout=120
    )
    assert (ended.stdout, ended.stderr) == ("all well\n", "")


@needs_two_cores
def test_texts_asked_for_one_after_the_other_are_parsed_as_here() -> None:
    run(
        """
with parser_process(load) as parser:
    found = [parser.parse(text, blocks(text)) for text in TEXTS]
    assert isinstance(found[1], AwaitedParse)
    assert found[2].tokens[-1].end == len(SHORT)
    assert found[3].names == ()
from sayso.text.parser import parse
for text, each in zip(TEXTS, found):
    here = parse(text, blocks(text))
    assert (here.tokens, here.sentences, here.names) == (each.tokens, each.sentences, each.names)
    assert here.children == each.children
"""
    )


@needs_two_cores
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_a_dead_process_does_not_answer_is_parsed_here(when: str) -> None:
    run(
        f"""
with parser_process(load) as parser:
    if {when == "before"}:
        os.kill(parser.pid, 9)
        os.waitid(os.P_PID, parser.pid, os.WEXITED | os.WNOWAIT)
    found = parser.parse(SHORT, blocks(SHORT))
    os.kill(parser.pid, 9)
    assert found.tokens[0].text == "The"
    again = parser.parse("Nobody was hurt.", [Span(0, 16)])
    assert len(again.tokens) == 4
"""
    )


def test_no_process_starts_where_one_core_is_all() -> None:
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("cores can be told on Linux only")
    run(
        """
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
with parser_process(load) as parser:
    assert parser is None
"""
    )


def test_no_process_starts_from_one_that_has_loaded_much() -> None:
    run(
        """
import numpy
with parser_process(load) as parser:
    assert parser is None
"""
    )
