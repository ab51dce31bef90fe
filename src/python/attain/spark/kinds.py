"""What the kinds of sources are called, and by which of their columns rows find each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of source: the columns that name persons, and whether a row is about a person at all."""

    name: str
    mcid: str | None = None
    user_id: str | None = None
    #: The addresses: of a row they are looked at together.
    emails: tuple[str, ...] = ()
    #: A cell that holds several addresses.
    further_emails: str | None = None
    #: Columns of dates, whose order of day and month a whole file decides.
    dates: tuple[str, ...] = ()
    #: Columns of which the whole source decides whether any row fills them.
    filled: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "users",
            "mcid",
            "user_id",
            ("work_email", "learn_email"),
            "other_emails",
            ("created_on", "removed_on", "last_sign_in_on", "associated_on"),
        ),
        Kind(
            "transcripts",
            "mcid",
            "user_id",
            ("work_email", "learner_email"),
            dates=("completed_on", "expires_on"),
        ),
        Kind("invoices", dates=("invoice_date",)),
        Kind(
            "associations",
            "mcid",
            emails=("work_email",),
            dates=("associated_on", "removed_on"),
        ),
        Kind("performance", dates=("month",), filled=("country",)),
        Kind("memberships", dates=("purchased_on", "anniversary_on", "pmc_expires_on")),
        Kind("partner_center_report", "mcid", emails=("work_email",)),
        Kind("partner_center_score", dates=("as_of",)),
    )
}

#: Kinds whose rows are about persons: their rows go where the person's companies are.
OF_PERSONS = ("users", "transcripts", "associations", "partner_center_report")

#: What each row carries beside its cells: the file and the line it was read from.
FILE, LINE = "_file", "_line"

#: Whether this shard tells of the row where it is nobody's.
HOME = "_home"
