"""A run of the command line on the same files, and whether two sets of tables are one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from worlds import AS_OF

KINDS = (
    "users",
    "transcripts",
    "memberships",
    "invoices",
    "performance",
    "partner_center_report",
    "associations",
)


def attain(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command that the wheel installs."""
    command = shutil.which("attain", path=str(Path(sys.executable).parent))
    return subprocess.run([command, *arguments], capture_output=True, text=True, check=False)


def run(pipeline: Path) -> dict[str, pa.Table]:
    """Every table of a run but the changes."""
    said = attain("run", str(pipeline), "--as-of", AS_OF.isoformat(), "--quiet")
    assert said.returncode == 0, said.stderr
    data = pipeline.parent / "out/latest/data"
    return {
        file.stem: pq.read_table(file)
        for file in sorted(data.glob("*.parquet"))
        if file.stem != "changes"
    }


def exports(folder: Path) -> dict[str, list[str]]:
    """The files of each source of a world."""
    found = {
        kind: sorted(str(file) for file in (folder / "inputs").glob(f"{kind}*.csv"))
        for kind in KINDS
    }
    return {kind: files for kind, files in found.items() if files}


def rows(table: pa.Table, columns: list[str] | None = None) -> Counter[tuple[str, ...]]:
    """Rows as texts, each as often as it is there."""
    names = columns or table.column_names
    cells = (
        ["" if cell is None else str(cell) for cell in table.column(name).to_pylist()]
        for name in names
    )
    return Counter(zip(*cells))


def differences(one: dict[str, pa.Table], other: dict[str, Any]) -> list[str]:
    """What each has that the other has not; nothing where every row of every table is the same."""
    found = [f"{name}: is in one alone" for name in sorted(set(one) ^ set(other))]
    for name in sorted(set(one) & set(other)):
        mine, theirs = rows(one[name]), rows(other[name], one[name].column_names)
        found += [f"{name}: only here  {row}" for row in list((mine - theirs).elements())[:3]]
        found += [f"{name}: only there {row}" for row in list((theirs - mine).elements())[:3]]
    return found
