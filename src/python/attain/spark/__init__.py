"""Many companies at once, on Apache Spark, Databricks, Microsoft Fabric or Sail, with the verdicts of one run.

from attain.spark import run
run(spark, {"users": "users", "transcripts": "transcripts"}, companies, "pipeline.toml", "2021-03-01", "delta:lake")
"""

from attain.errors import AttainError, ConfigurationError, InputError, OutputError

from .chart import chart
from .invented import invented
from .run import Finished, latest, run, runs

__all__ = [
    "AttainError",
    "ConfigurationError",
    "Finished",
    "InputError",
    "OutputError",
    "chart",
    "invented",
    "latest",
    "run",
    "runs",
]
