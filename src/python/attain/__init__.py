"""Skills, competency risk and learning KPI of Microsoft partner companies, from tables in memory.

    import attain
    tables = attain.judge("pipeline.toml", "2021-03-01", {"users": users, "transcripts": transcripts})
    tables["levels"]

`attain.spark` does the same for many companies at once on Apache Spark.
"""

from __future__ import annotations

from ._attain import __version__
from .errors import (
    AttainError,
    ConfigurationError,
    InputError,
    InternalError,
    LockedError,
    OutputError,
)
from .kernel import Column, Config, columns, judge

__all__ = [
    "AttainError",
    "Column",
    "Config",
    "ConfigurationError",
    "InputError",
    "InternalError",
    "LockedError",
    "OutputError",
    "__version__",
    "columns",
    "judge",
]
