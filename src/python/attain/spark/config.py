"""The configuration as texts that travel to the workers, and what of it the whole run needs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import attain

from .keys import folded

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib


@dataclass
class Config:
    """What was read of a pipeline file and of all that it names."""

    pipeline: str
    #: By their paths.
    texts: dict[str, str]

    @classmethod
    def read(cls, path: str | Path) -> Config:
        """Whatever is wrong in any of the files is told here, before there is anything to be moved."""
        config = attain.Config.read(path)
        return cls(config.pipeline, config.texts)

    @property
    def document(self) -> dict[str, Any]:
        """The pipeline file."""
        return tomllib.loads(self.texts[self.pipeline])

    @property
    def companies(self) -> list[dict[str, Any]]:
        """Those of the pipeline file."""
        company = self.document.get("company", [])
        return company if isinstance(company, list) else [company]

    def source(self, kind: str) -> dict[str, Any]:
        """What the pipeline file says of a source, which may be nothing."""
        return self.document.get("sources", {}).get(kind, {})

    def parameter(self, name: str, day: date) -> int:
        """The value of a parameter that is in force on a day."""
        named = Path(self.document["parameters"]).name
        text = next(text for path, text in self.texts.items() if Path(path).name == named)
        values = [each for each in tomllib.loads(text)[name]["values"] if each["from"] <= day]
        return int(max(values, key=lambda each: each["from"])["value"])

    def skills(self) -> dict[str, str]:
        """Folded codes, titles and aliases of the catalogue, each with its code."""
        known: dict[str, str] = {}
        for name, text in self.texts.items():
            if Path(name).name != "skills.csv":
                continue
            for row in csv.DictReader(io.StringIO(text)):
                for spelling in [row["code"], row["title"], *row["aliases"].split(";")]:
                    if folded(spelling):
                        known.setdefault(folded(spelling), row["code"])
        return known
