"""What the lines of a plain text are."""

from __future__ import annotations

import pytest

from sayso.record import Document
from sayso.stages.anatomy import agency_of, title_of
from sayso.stages.anatomy.plain import plain_blocks


def kinds(text: str, title: str | None = None) -> list[str]:
    return [block.kind for block in plain_blocks(text, title)]


def blocks(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(text)) for block in plain_blocks(text, title)]


def kind_of(line: str, text: str) -> str:
    return next(kind for kind, words in blocks(text) if words == line)


HEADLINE = "Shells hit market in Omdurman as army pushes across the river"
DECK = "Rescuers count the dead while both armies blame each other for the morning's fire."
CAPTION = "People flee a burning market in Omdurman, Sudan, Saturday, Feb. 1, 2025 (AP)"
LEAD = (
    "Artillery fire struck a crowded market on Saturday morning, killing at least 54 people, the"
    " Health Ministry said in a statement from Port Sudan."
)
SECOND = (
    "The Rapid Support Forces denied that they had fired on the market and blamed the army for the"
    " attack, one of the deadliest of the year."
)
THIRD = "Doctors Without Borders said the Al Nao hospital was overwhelmed with the wounded."


def test_an_article_with_everything_before_its_body() -> None:
    text = "\n".join([HEADLINE, DECK, "-", CAPTION, LEAD, SECOND, THIRD])
    assert kinds(text) == [
        "headline",
        "deck",
        "boilerplate",
        "caption",
        "paragraph",
        "paragraph",
        "paragraph",
    ]


def test_the_first_paragraph_may_have_lost_its_full_stop() -> None:
    lead = "Government troops crossed the White Nile bridge before dawn, the army said"
    text = "\n".join([HEADLINE, DECK, CAPTION, lead, SECOND])
    assert kind_of(lead, text) == "paragraph"


def test_one_sentence_alone_is_a_paragraph() -> None:
    assert kinds("Ten drones fell on Kharkiv, the mayor said.") == ["paragraph"]


def test_title_and_summary_of_a_feed() -> None:
    text = "Junta jets bomb village in Sagaing\n\nResidents say that at least 20 people died"
    assert kinds(text) == ["headline", "paragraph"]


def test_a_title_ending_in_a_full_stop_is_still_the_headline_above_its_summary() -> None:
    text = f"Army Says It Holds the Bridge at Shambat Again.\n\n{LEAD}\n\n{SECOND}"
    assert kinds(text)[0] == "headline"


def test_running_text_without_a_headline_has_none() -> None:
    assert kinds(f"{LEAD}\n\n{SECOND}\n\n{THIRD}") == ["paragraph"] * 3


@pytest.mark.parametrize(
    "caption",
    [
        "Smoke over the port of Hodeidah after an air raid, July 20, 2024. (AP Photo/Ali Sami)",
        "A woman weeps beside a grave in Kharkiv. Photograph: Oleh Bilyk/AFP/Getty Images",
        "FILE PHOTO: Fighters on patrol near the town of Djibo",
        "Relatives of the missing wait at the gate in Goma, January 29, 2025 [Ana Mutua/Reuters]",
        "In this photo released by the presidency, crews clear rubble in Kyiv",
        "Soldiers in Menaka, Mali, on March 3, 2023 (File: Issa Diallo/AFP)",
    ],
)
def test_captions_carry_a_credit_or_speak_of_the_picture(caption: str) -> None:
    text = "\n".join([HEADLINE, LEAD, caption, SECOND, THIRD])
    assert kind_of(caption, text) == "caption"


def test_the_line_above_a_pictures_credit_is_its_caption() -> None:
    told = "Firefighters search a flattened block in Ternopil on Nov. 19, 2025."
    credit = "State Emergency Service/Handout via Reuters"
    text = "\n".join([HEADLINE, LEAD, told, credit, SECOND])
    assert kind_of(told, text) == kind_of(credit, text) == "caption"


def test_an_agency_signing_off_is_no_caption() -> None:
    last = (
        "The spokesman said the two sides would meet again after the holiday and that no date had"
        " been set for an exchange of prisoners. (ANI)"
    )
    text = "\n".join([HEADLINE, LEAD, SECOND, last])
    assert kind_of(last, text) == "paragraph"


@pytest.mark.parametrize(
    "byline",
    [
        "By Amal Osman",
        "By Amal Osman and John Keller in Port Sudan",
        "by Anadolu Agency",
        "Amal Osman in Nairobi",
        "Published On 3 Feb 2025",
        "Feb 3, 2025 6:40 pm",
    ],
)
def test_bylines_and_times_stand_under_the_headline(byline: str) -> None:
    text = "\n".join([HEADLINE, byline, LEAD, SECOND])
    assert kind_of(byline, text) == "byline"


def test_who_reported_and_edited_is_told_at_the_end() -> None:
    staff = "Reporting by Amal Osman; Editing by John Keller"
    assert kind_of(staff, "\n".join([HEADLINE, LEAD, SECOND, staff])) == "byline"


def test_a_sentence_that_starts_with_by_is_no_byline() -> None:
    words = "By Monday the army had taken the bridge, residents said."
    assert kind_of(words, "\n".join([HEADLINE, LEAD, words, SECOND])) == "paragraph"


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("KYIV, Feb 5 (Reuters) -", "Ukraine and Russia exchanged 157 prisoners each on Thursday."),
        ("LONDON --", "Two more drones were found on the beach on Sunday, police said there."),
        ("DEIR AL-BALAH, Gaza Strip (AP) —", "Israeli strikes killed 12 people overnight, medics"
         " said on Monday."),
        ("GOMA, Congo (AP) _", "Rebels entered the airport on Monday, two witnesses said."),
        ("ADEN/DUBAI, 12 March (Reuters) –", "The Houthis said they had fired on a tanker again."),
        ("**Khartoum, Sudan –**", "The guns fell silent for an hour on Friday, residents said."),
        ("JUBA, May 4 (Equatoria Press) -", "Shells fell on the airport road, the mayor said."),
        ("PORT SUDAN:", "The army said on Friday that it had retaken the refinery in the north."),
        ("MOSCOW, March 3. /TASS/.", "Air defences downed nine drones, the ministry said today."),
    ],
)  # fmt: skip
def test_the_dateline_is_cut_off_its_paragraph(dateline: str, rest: str) -> None:
    text = f"{HEADLINE}\n{dateline} {rest}\n{SECOND}"
    assert blocks(text)[1:3] == [("dateline", dateline), ("paragraph", rest)]


@pytest.mark.parametrize(
    "lead",
    [
        "NATO said on Friday that it had seen no sign of a pause in the fighting around Kupiansk.",
        "Russia, Ukraine and the United States met on Friday – the first such talks in a year.",
        "UNHCR and OCHA say that 200,000 people fled the town within a week of the first shells.",
        "Israel (which denies it) and Hamas traded blame on Friday over the raid on the hospital.",
    ],
)
def test_a_lead_that_starts_with_capitals_has_no_dateline(lead: str) -> None:
    assert "dateline" not in kinds(f"{HEADLINE}\n{lead}\n{SECOND}")


def test_section_headings_stand_between_paragraphs() -> None:
    text = "\n".join(
        [
            HEADLINE,
            LEAD,
            SECOND,
            "A siege without end",
            THIRD,
            "What comes next?",
            LEAD.replace("54", "56"),
        ]
    )
    assert kind_of("A siege without end", text) == "heading"
    assert kind_of("What comes next?", text) == "heading"


@pytest.mark.parametrize(
    "link",
    [
        "Read more: How the drones reached the capital",
        "RELATED: Five things to know about the ceasefire",
        "Also read | Envoy leaves Geneva without a deal",
        "* list 1 of 3Army breaks the siege of Dilling",
    ],
)
def test_links_away_are_related(link: str) -> None:
    assert kind_of(link, "\n".join([HEADLINE, LEAD, link, SECOND, THIRD])) == "related"


@pytest.mark.parametrize(
    "furniture",
    [
        "Skip to main content",
        "We use cookies to give you the best experience on our site.",
        "Sign up for our weekly briefing",
        "© 2025 The Nile Post. All rights reserved.",
        "Click to share on Facebook (Opens in new window)",
        "***",
        "Your browser does not support the audio element.",
    ],
)
def test_page_furniture_is_boilerplate(furniture: str) -> None:
    assert (
        kind_of(furniture, "\n".join([HEADLINE, LEAD, furniture, SECOND, THIRD])) == "boilerplate"
    )


def test_menus_before_the_headline_and_links_after_the_text() -> None:
    menu = ["Home", "World", "Africa", "Sports", "Video", "Opinion", "Weather", "Log in"]
    tail = [
        "© 2025 The Nile Post. All rights reserved.",
        "Floods cut the road to Juba for a third day running",
        "Cup final moved to Cairo after stadium fire on Sunday",
    ]
    text = "\n".join([f"{HEADLINE} | The Nile Post", *menu, HEADLINE, LEAD, SECOND, *tail])
    found = blocks(text)
    assert [words for kind, words in found if kind == "headline"] == [HEADLINE]
    assert [words for kind, words in found if kind == "paragraph"] == [LEAD, SECOND]
    assert [words for kind, words in found if kind == "related"] == tail[1:]


def test_a_known_title_shows_which_line_is_the_headline() -> None:
    text = "\n".join(["The Nile Post: news from both Sudans", HEADLINE, LEAD, SECOND])
    found = blocks(text, title=f"{HEADLINE} - The Nile Post")
    assert found[0][0] == "boilerplate"
    assert found[1] == ("headline", HEADLINE)


def test_lines_that_a_crawl_broke_at_links_are_one_paragraph() -> None:
    text = "\n".join(
        [
            HEADLINE,
            LEAD,
            "More than 12,000 people have fled the town, according to the",
            "UN migration agency",
            SECOND,
        ]
    )
    assert "according to the\nUN migration agency" in blocks(text)[2][1]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "Rebels said on Tuesday that they had taken the last army post\n"
        "north of the river after two days of fighting in which dozens\n"
        "of soldiers were killed or captured.\n"
        "\n"
        "The army denied it. A spokesman said its troops had only moved\n"
        "to better positions and would return before the rains set in\n"
        "with fresh men and guns from the garrison at the old airport\n"
        "outside the town."
    )
    assert [words[:10] for _, words in blocks(text)] == ["Rebels sai", "The army d"]


def test_a_sentence_repeated_by_the_page_counts_once() -> None:
    text = "\n".join([HEADLINE, LEAD, SECOND, LEAD, THIRD])
    assert [kind for kind, words in blocks(text) if words == LEAD] == ["paragraph", "boilerplate"]


OTHER = "Envoys leave Doha without a deal on prisoners, mediators blame both: Qatar"
OTHER_LEAD = (
    "Qatari foreign ministry spokesman Majed al-Ansari said on Tuesday that envoys of the two sides"
    " had left Doha without a deal on prisoners but would be asked to return."
)


def test_a_second_article_starts_at_its_own_headline() -> None:
    text = "\n".join(
        [HEADLINE, LEAD, SECOND, THIRD, OTHER, OTHER_LEAD, SECOND.replace("market", "town")]
    )
    found = [(block.kind, block.article) for block in plain_blocks(text)]
    assert found == [
        ("headline", 0),
        ("paragraph", 0),
        ("paragraph", 0),
        ("paragraph", 0),
        ("headline", 1),
        ("paragraph", 1),
        ("paragraph", 1),
    ]


def test_a_section_heading_starts_no_article() -> None:
    text = "\n".join(
        [HEADLINE, LEAD, SECOND, THIRD, "Talks stall again", OTHER_LEAD, SECOND + " More."]
    )
    assert {block.article for block in plain_blocks(text)} == {0}


def test_title_and_agency_are_told_by_the_blocks() -> None:
    text = f"{HEADLINE}\nPORT SUDAN, Feb 1 (Reuters) - {LEAD}\n{SECOND}"
    document = Document(text)
    found = plain_blocks(text)
    assert title_of(document, found) == HEADLINE
    assert agency_of(document, found) == "Reuters"
    assert agency_of(Document(text, agency="AFP"), found) == "AFP"
    assert agency_of(Document(LEAD), plain_blocks(LEAD)) is None
    local = f"{HEADLINE}\nJUBA, May 4 (Equatoria Press) - {LEAD}\n{SECOND}"
    assert agency_of(Document(local), plain_blocks(local)) == "Equatoria Press"


def test_titles_on_end_in_the_body_lead_to_other_articles() -> None:
    links = [
        "Army chief shuns talks as ceasefire nears its end",
        "Hungry and shelled: a winter in the camps of Zamzam",
    ]
    text = "\n".join([HEADLINE, LEAD, SECOND, *links, THIRD])
    assert [words for kind, words in blocks(text) if kind == "related"] == links


def test_key_points_before_the_dateline_are_decks() -> None:
    points = ["* Rivals trade blame for the fire", "* Hospital is overwhelmed, doctors say there"]
    text = "\n".join([HEADLINE, *points, f"CAIRO, Feb 1 (Reuters) - {LEAD}", SECOND])
    assert kinds(text) == ["headline", "deck", "deck", "dateline", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    "line",
    ["[12]", "[[xiv]](https://example.org/note) https://example.org/a/b", "Mail   Facebook   X"],
)
def test_notes_and_share_bars_are_boilerplate(line: str) -> None:
    assert kind_of(line, "\n".join([HEADLINE, LEAD, SECOND, line, THIRD])) == "boilerplate"


def test_a_page_that_lost_its_headline_may_start_with_its_authors() -> None:
    names = "Amal Osman, John Keller and Rita B. Lual"
    assert kinds("\n".join([names, LEAD, SECOND])) == ["byline", "paragraph", "paragraph"]


def test_a_place_in_capitals_on_its_own_line_is_the_dateline() -> None:
    text = "\n".join([HEADLINE, "Amal Osman  |", "KHARTOUM", LEAD, SECOND])
    assert kinds(text) == ["headline", "byline", "dateline", "paragraph", "paragraph"]


def test_a_headline_with_the_shape_of_a_byline_stays_the_headline() -> None:
    text = "\n".join(["Two Dead After Clash at Border Post", LEAD, SECOND])
    assert kinds(text) == ["headline", "paragraph", "paragraph"]


def test_teasers_cut_off_with_dots_are_no_paragraphs() -> None:
    teaser = "The cup final was moved to Cairo after a fire at the stadium in the nor…"
    tail = ["© 2025 The Nile Post. All rights reserved.", teaser, teaser.replace("cup", "league")]
    assert kind_of(teaser, "\n".join([HEADLINE, LEAD, SECOND, *tail])) == "related"
