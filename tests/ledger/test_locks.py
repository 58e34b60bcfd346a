"""A ledger that a process has open keeps its locks and its log, whatever is opened beside it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from sayso.ledger import open_ledger
from tests.made import market_reading

OPEN_AND_CLOSE = """
import sys
from sayso.ledger import open_ledger
store = open_ledger(sys.argv[1])
store.facts()
store.close()
"""


def test_opening_a_ledger_twice_does_not_let_go_of_its_log(tmp_path: Path) -> None:
    path = tmp_path / "war.sqlite"
    log = path.with_name("war.sqlite-wal")
    with closing(open_ledger(path, "add")) as held:
        held.add(market_reading())
        before = log.stat().st_ino
        open_ledger(path).close()
        with closing(open_ledger(path)) as beside:
            beside.facts()
        subprocess.run([sys.executable, "-c", OPEN_AND_CLOSE, str(path)], check=True)
        assert log.stat().st_ino == before, "another process took itself for the last"
        held.facts()
        held.add(market_reading(text=f"{market_reading().document.text} Later."))
    with closing(open_ledger(path)) as again:
        assert again.facts().rows["documents"] == 2
