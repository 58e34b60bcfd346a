"""Reports for the browser's tests: two papers on one shelling, which no one tells alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """A text as a person hands it in."""

    outlet: str
    published: str
    text: str


DOCTORS = Report(
    "Nile Ledger",
    "2025-03-04",
    "Shells kill 31 at a market in Kutum, doctors say\n\n"
    "At least 31 people were killed and 70 wounded when shells hit the market in Kutum, North"
    " Darfur, on Monday, 3 March 2025, the Sudan Doctors Network said.\n\n"
    "“The shells came from the army’s base on the hill,” Amal Idris, a spokeswoman for the"
    " network, told reporters.\n\n"
    "The army denied that it had shelled the town.",
)

ARMY = Report(
    "Capital Dispatch",
    "2025-03-04",
    "Army says nine died when shells hit the market in Kutum\n\n"
    "Nine people were killed when shells hit the market in Kutum, North Darfur, on Monday, 3 March"
    " 2025, the Sudanese army said.\n\n"
    "The Rapid Support Forces had fired them, an army spokesman said on state television.",
)

DRONES = Report(
    "Harbour Evening Post",
    "2025-03-06",
    "Kharkiv hit by drones in the night\n\n"
    "Russia launched 84 drones at Ukraine overnight on 6 March 2025, and 61 of them were shot down,"
    " the Ukrainian Air Force said on Telegram.\n\n"
    "A warehouse in Kharkiv burned after a drone struck it, the mayor, Ihor Terekhov, wrote."
    " Two people were injured, according to him.",
)

ALL = (DOCTORS, ARMY, DRONES)
