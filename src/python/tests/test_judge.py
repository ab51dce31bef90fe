"""The kernel in Python holds what the command line holds: the same rows make the same tables."""

from __future__ import annotations

import pickle
import struct
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

import attain

DAY = "2021-03-01"

USERS = """Work email,MPN ID,MCID,Associated in PC,Association date
ann@contoso.example,0100,101,Yes,2020-01-01
ann@fabrikam.example,0200,101,Yes,2020-06-01
bo@contoso.example,0101,102,Yes,2020-01-01
cy@tailspin.example,0300,103,Yes,2020-01-01
"""

TRANSCRIPTS = """MCID,Exam,Completion date
101,AZ-104,2020-01-15
102,AZ-104,2020-01-15
103,AZ-104,2020-01-15
109,AZ-104,2020-01-15
"""

COMPANIES = pa.table(
    {
        "name": ["Contoso", "Fabrikam", "Tailspin"],
        "mpn_id": ["0100", "0200", "0300"],
        "locations": pa.array([["0101"], None, None], pa.list_(pa.string())),
    }
)

HEAD = """name = "three"
out = "out"
programmes = ["programmes/example"]
parameters = "parameters.toml"
"""

FILES = """
[[company]]
name = "Contoso"
mpn_id = "0100"
locations = ["0101"]
[[company]]
name = "Fabrikam"
mpn_id = "0200"
[[company]]
name = "Tailspin"
mpn_id = "0300"
[sources.users]
files = ["users.csv"]
[sources.transcripts]
files = ["transcripts.csv"]
"""


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line of the package."""
    line = [sys.executable, "-m", "attain", *arguments]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


def table(path: Path) -> pa.Table:
    """The rows of an export as texts, each with where it stands."""
    rows = pyarrow.csv.read_csv(
        path,
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={name: pa.string() for name in path.read_text().splitlines()[0].split(",")}
        ),
    )
    rows = rows.append_column("_file", pa.array([path.name] * len(rows)))
    return rows.append_column("_line", pa.array(range(2, len(rows) + 2), pa.int64()))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three companies, one person who moved, one nobody; and the run of them."""
    folder = tmp_path_factory.mktemp("world")
    assert command(folder, "init", ".").returncode == 0
    (folder / "pipeline.toml").write_text(HEAD + FILES)
    (folder / "tables.toml").write_text(HEAD)
    (folder / "users.csv").write_text(USERS)
    (folder / "transcripts.csv").write_text(TRANSCRIPTS)
    ran = command(folder, "run", "pipeline.toml", "--as-of", DAY)
    assert ran.returncode == 0, ran.stderr
    assert "published" in ran.stdout + ran.stderr
    return folder


@pytest.fixture
def tables(world: Path) -> dict[str, pa.Table]:
    return {name: table(world / f"{name}.csv") for name in ("users", "transcripts")}


def plain(rows: pa.Table) -> list[dict]:
    return rows.to_pylist()


def test_the_tables_are_those_of_a_run(world: Path, tables: dict[str, pa.Table]) -> None:
    told = attain.judge(world / "tables.toml", DAY, tables, companies=COMPANIES)
    data = world / "out" / "latest" / "data"
    published = {path.stem: path for path in data.glob("*.parquet")}
    assert set(told) == set(published)
    for name, path in published.items():
        assert plain(told[name]) == plain(pyarrow.parquet.read_table(path)), name
    assert len(told["skills"]) == 5
    assert told["skills"].schema.field("mpn_id").type == pa.string()


def test_a_configuration_is_parsed_once_and_travels(
    world: Path, tables: dict[str, pa.Table]
) -> None:
    config = attain.Config.read(world / "tables.toml")
    again = pickle.loads(pickle.dumps(config))
    assert again.texts == config.texts and again.pipeline == config.pipeline
    first = attain.judge(config, date(2021, 3, 1), tables, companies=COMPANIES)
    second = attain.judge(again, DAY, tables, companies=COMPANIES)
    assert all(plain(first[name]) == plain(second[name]) for name in first)


def test_a_shard_tells_of_its_own(world: Path, tables: dict[str, pa.Table]) -> None:
    home = pa.array([False, False, False, True])
    shard = tables | {"transcripts": tables["transcripts"].append_column("_home", home)}
    counted = {"transcripts": {"counted": {"read": 4, "rejected": 0}}}
    told = attain.judge(
        world / "tables.toml", DAY, shard, companies=COMPANIES, owned=["0300"], decided=counted
    )
    assert told["skills"].column("mpn_id").to_pylist() == [None, "0300"]
    assert told["team"].column("mpn_id").to_pylist() == ["0300"]
    risk = attain.judge(
        world / "tables.toml", DAY, shard, companies=COMPANIES, owned=["0300"], reports=["risk"]
    )
    assert "skills" not in risk and "levels" in risk


def test_tables_come_from_any_library(world: Path, tables: dict[str, pa.Table]) -> None:
    told = attain.judge(world / "tables.toml", DAY, tables, companies=COMPANIES)
    polars = pytest.importorskip("polars")
    frames = {name: polars.DataFrame(rows) for name, rows in tables.items()}
    frames["users"] = frames["users"].with_columns(polars.col("MCID").cast(polars.Int16))
    again = attain.judge(world / "tables.toml", DAY, frames, companies=COMPANIES)
    assert all(plain(told[name]) == plain(again[name]) for name in told)
    assert polars.DataFrame(told["levels"]).height == len(told["levels"])


@pytest.mark.parametrize(
    ("change", "text", "code"),
    [
        ({"users": [1]}, "error: the table users: list is no table", 3),
        ({"user": USERS}, 'error: tables: unknown table "user"; did you mean "users"?', 2),
        ({"users": None}, "error: tables: there is no table of users; give one", 3),
        ({"users": ("_line", pa.array(["2"] * 4))}, "error: the table users: the column _line has", 3),
        ({"users": ("Work email", None)}, "error: the table users: ", 3),
        (
            {"companies": pa.table({"name": ["A", "B"], "mpn_id": ["01", "01"]})},
            "error: companies:3: the MPN ID 01 is there twice",
            2,
        ),
        ({"as_of": "2999-01-01"}, "error: as_of: 2999-01-01 is in the future", 2),
        ({"as_of": "1. March"}, 'error: as_of: "1. March" is no day', 2),
        ({"owned": ["0400"]}, "error: owned: the pipeline has no company 0400", 2),
        ({"config": "nowhere.toml"}, "error: nowhere.toml: the file cannot be read", 2),
    ],
)
def test_what_is_wrong_is_an_exception(
    world: Path, tables: dict[str, pa.Table], change: dict, text: str, code: int
) -> None:
    given = dict(tables)
    asked = {"companies": COMPANIES, "owned": None}
    config, as_of = str(world / "tables.toml"), DAY
    for name, value in change.items():
        if name == "config":
            config = value
        elif name == "as_of":
            as_of = value
        elif name in asked:
            asked[name] = value
        elif value is None:
            del given[name]
        elif isinstance(value, tuple):
            column, cells = value
            rest = given[name].drop_columns([column])
            given[name] = rest if cells is None else rest.append_column(column, cells)
        else:
            given[name] = tables["users"] if isinstance(value, str) else value
    with pytest.raises(attain.AttainError) as error:
        attain.judge(config, as_of, given, **asked)
    assert str(error.value).startswith(text), error.value
    assert error.value.exit_code == code


def test_a_text_has_the_words_of_the_command_line(world: Path) -> None:
    (world / "broken.toml").write_text(HEAD + "nmae = 1\n")
    with pytest.raises(attain.ConfigurationError) as error:
        attain.Config.read(world / "broken.toml")
    ran = command(world, "run", str(world / "broken.toml"), "--as-of", DAY)
    assert ran.returncode == error.value.exit_code == 2
    assert ran.stderr.strip() == str(error.value)


def test_the_columns_of_a_table_are_told() -> None:
    named = {column.name: column for column in attain.columns("users")}
    assert "Email" in named["work_email"].headers
    assert isinstance(named["work_email"].required, bool)
    with pytest.raises(attain.ConfigurationError):
        attain.columns("people")


def _shifted(rows: pa.Table, by: int) -> pa.Table:
    """The same rows, with every buffer at an address that nothing is aligned to."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as to:
        to.write_table(rows)
    moved = pa.py_buffer(b"\0" * by + sink.getvalue().to_pybytes()).slice(by)
    options = pa.ipc.IpcReadOptions(ensure_alignment=pa.ipc.Alignment.Any)
    return pa.ipc.open_stream(moved, options=options).read_all()


@pytest.mark.parametrize("by", [1, 2, 4, 7])
def test_a_table_may_lie_anywhere_in_memory(
    world: Path, tables: dict[str, pa.Table], by: int
) -> None:
    moved = {name: _shifted(rows, by) for name, rows in tables.items()}
    ids = moved["users"].column("_line").chunk(0).buffers()[1]
    assert ids.address % 8 or by == 7
    told = attain.judge(world / "tables.toml", DAY, moved, companies=_shifted(COMPANIES, by))
    same = attain.judge(world / "tables.toml", DAY, tables, companies=COMPANIES)
    assert all(plain(told[name]) == plain(same[name]) for name in same)


def test_a_slice_is_read_from_where_it_begins(world: Path, tables: dict[str, pa.Table]) -> None:
    doubled = {name: pa.concat_tables([rows, rows]).combine_chunks() for name, rows in tables.items()}
    part = {name: rows.slice(len(tables[name])) for name, rows in doubled.items()}
    told = attain.judge(world / "tables.toml", DAY, part, companies=COMPANIES)
    same = attain.judge(world / "tables.toml", DAY, tables, companies=COMPANIES)
    assert all(plain(told[name]) == plain(same[name]) for name in same)


def _broken(offsets: list[int], data: bytes) -> pa.Table:
    """A column of one cell, whose offsets are written over after it was found to be good."""
    memory = bytearray(struct.pack("<2i", 0, 0))
    column = pa.StringArray.from_buffers(1, pa.py_buffer(memory), pa.py_buffer(data))
    table = pa.table({"work_email": column})
    struct.pack_into("<2i", memory, 0, *offsets)
    return table


@pytest.mark.parametrize(
    "table",
    [
        _broken([0, 1 << 20], b"a@b"),
        _broken([3, 1], b"a@b"),
        _broken([0, 3], b"a@\xff"),
        pa.table(
            {
                "work_email": pa.DictionaryArray.from_arrays(
                    pa.array([7], pa.int32()), pa.array(["a@b"]), safe=False
                )
            }
        ),
    ],
    ids=["beyond its end", "backwards", "no UTF-8", "no such word"],
)
def test_a_table_that_lies_is_an_exception(
    world: Path, tables: dict[str, pa.Table], table: pa.Table
) -> None:
    with pytest.raises(attain.InputError) as error:
        attain.judge(world / "tables.toml", DAY, tables | {"users": table}, companies=COMPANIES)
    assert str(error.value).startswith("error: the table users: it cannot be read: "), error.value
    assert error.value.exit_code == 3
