"""The campaign ``texts``: what a user may type or paste, from the grammar of each parser, and mutated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.campaigns.campaign import campaign

if TYPE_CHECKING:
    from tests.campaigns.campaign import Report


@campaign("texts", sample=80)
def texts(report: Report) -> None:
    """Write grammatical and mutated texts into every parser, and compare all that is made of what they take."""
    from tests.campaigns.attack import attack_with
    from tests.campaigns.texts.arguments import ARGUMENTS
    from tests.campaigns.texts.fields import FIELDS
    from tests.campaigns.texts.formulas import FORMULAS
    from tests.campaigns.texts.listings import LISTINGS
    from tests.campaigns.texts.programs import PROGRAMS
    from tests.campaigns.texts.tables import TABLES

    attack_with(report, [*FORMULAS, *FIELDS, *TABLES, *PROGRAMS, *LISTINGS, *ARGUMENTS])
