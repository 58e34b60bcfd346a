"""How the pack of PLOVER roots is made: from sentences that coders coded to a table of weights."""
