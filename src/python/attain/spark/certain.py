"""Tells which rows of users and associations the kernel will surely keep.

A transcript whose MCID is somebody's finds its person by it, and by nothing else. Where the row that has the MCID may
be set aside, the MCID may be nobody's, and the transcript goes by its e-mails: then those must tie too.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .keys import one

_DAY = r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
_SHAPES = {
    "email": r"^[^@\s;,]+@[^@\s;,]+$",
    "emails": r"^(?:[^@\s;,:]+@[^@\s;,:]+(?:;|$))*$",
    "digits": r"^[0-9]{1,18}$",
    "day": rf"^[0-9]{{4}}-{_DAY}$",
    "yes or no": r"^(?i:yes|no|y|n|oui|non|ja|nej|nein|true|false|1|0)$",
    "status": r"^(?i:active|removed)$",
    "system": r"^(?i:pc|pmc)$",
    "text": r"(?s).*",
}
_OF = {
    "work_email": "email",
    "learn_email": "email",
    "other_emails": "emails",
    "mpn_id": "digits",
    "mcid": "digits",
    "status": "status",
    "system": "system",
    **dict.fromkeys(("created_on", "removed_on", "last_sign_in_on", "associated_on"), "day"),
    **dict.fromkeys(("associated_pc", "associated_pmc", "partner_university"), "yes or no"),
}
_REQUIRED = {
    "users": ("work_email", "mpn_id"),
    "associations": ("mcid", "system", "mpn_id", "associated_on"),
}


def certain(kind: str, table: pa.Table, columns: list[str]) -> np.ndarray:
    """Whether every cell of a row is of the plainest form."""
    good = np.ones(table.num_rows, bool)
    for name in columns:
        cells = pc.fill_null(one(table.column(name)), "")
        fits = pc.match_substring_regex(cells, _SHAPES[_OF.get(name, "text")])
        if name not in _REQUIRED[kind]:
            fits = pc.or_(fits, pc.equal(cells, ""))
        good &= fits.to_numpy(zero_copy_only=False)
    if any(name not in columns for name in _REQUIRED[kind]):
        good[:] = False
    return good
