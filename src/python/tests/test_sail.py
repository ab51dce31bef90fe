"""Random small worlds on Sail: every table equal to a plain run, row for row."""

from __future__ import annotations

import csv
import datetime
import io

import plain
import pyarrow as pa
import pytest
from worlds import AS_OF, World

import attain
from attain.spark import ConfigurationError, InputError, run
from attain.spark.engine import frame_of

_WORLDS = {
    "movers and shared MCIDs": World(100),
    "a source of associations": World(104, associations=True, other_emails=True, movers=0.7),
    "evidence and further addresses": World(103, evidence=True, other_emails=True, movers=0.6),
    "days before months": World(3, day_first=True),
    "texts that no workbook holds": World(105, odd=True),
    "one company": World(7, companies=1, people=20, rows=80),
}


def judged(spark, folder, into: str, shards: int = 5, **others):
    """The finished run of a world, and its tables."""
    finished = run(
        spark,
        plain.exports(folder),
        None,
        folder / "pipeline.toml",
        AS_OF,
        into,
        shards=shards,
        **others,
    )
    tables = {
        name: finished.table(spark, name).toArrow()
        for name in finished.tables
        if name != "portfolio"
    }
    return finished, tables


@pytest.mark.parametrize("name", _WORLDS)
def test_every_table_is_that_of_a_plain_run(name, sail, tmp_path):
    pipeline = _WORLDS[name].write(tmp_path)
    _, tables = judged(sail, tmp_path, f"parquet:{tmp_path}/lake")
    assert plain.differences(plain.run(pipeline), tables) == []


def test_tables_of_the_lakehouse_are_read_like_exports(sail, tmp_path):
    pipeline = World(5, evidence=True).write(tmp_path)
    inputs = {kind: _table(sail, files) for kind, files in plain.exports(tmp_path).items()}
    finished = run(sail, inputs, None, pipeline, AS_OF, f"parquet:{tmp_path}/lake", shards=3)
    tables = {
        name: finished.table(sail, name).toArrow()
        for name in finished.tables
        if name != "portfolio"
    }
    assert plain.differences(plain.run(pipeline), tables) == []


def _table(spark, files: list[str]):
    """As a loader keeps it: each row with its file and line."""
    import csv
    from pathlib import Path

    rows = []
    for file in files:
        with open(file, newline="") as of_file:
            reader = csv.DictReader(of_file)
            names = reader.fieldnames
            rows += [
                {**row, "_file": Path(file).name, "_line": place}
                for place, row in enumerate(reader, 2)
            ]
    schema = pa.schema(
        [(name, pa.string()) for name in names] + [("_file", pa.string()), ("_line", pa.int64())]
    )
    return frame_of(spark, pa.Table.from_pylist(rows, schema))


def test_a_partition_is_taken_apart_where_the_engine_does_not_group(sail, tmp_path, monkeypatch):
    """Spark 3.5 has `mapInArrow` alone."""
    from attain.spark import engine

    monkeypatch.setattr(engine, "groups_itself", lambda groups: False)
    pipeline = World(103, companies=6, evidence=True, movers=0.6).write(tmp_path)
    _, tables = judged(sail, tmp_path, f"parquet:{tmp_path}/lake", shards=3)
    assert plain.differences(plain.run(pipeline), tables) == []


def test_sharding_by_company_alone_is_not_enough(tmp_path):
    """Else the halo would be needless, and could rot."""
    pipeline = World(100, movers=0.6).write(tmp_path)
    whole = plain.rows(plain.run(pipeline)["skills"])
    text = pipeline.read_text()
    head, *companies = text.split("\n[[company]]")
    *companies, last = companies
    last, sources = last.split("\n[sources.", 1)
    apart = plain.rows(pa.table({}))
    for place, half in enumerate(([*companies, last][0::2], [*companies, last][1::2])):
        alone = tmp_path / f"half-{place}.toml"
        texts = head.replace("out", f"out-{place}", 1), *half
        limit = "max_reject_ratio = 0.9"
        alone.write_text(
            "\n[[company]]".join(texts)
            + "\n[sources."
            + sources.replace(limit, "max_reject_ratio = 1")
        )
        said = plain.attain(
            "run",
            str(alone),
            "--as-of",
            AS_OF.isoformat(),
            "--quiet",
            "--out",
            str(tmp_path / f"o{place}"),
        )
        if said.returncode == 0:
            import pyarrow.parquet as pq

            table = pq.read_table(tmp_path / f"o{place}/latest/data/skills.parquet")
            apart += plain.rows(
                table.filter(pa.compute.not_equal(pa.compute.fill_null(table["mpn_id"], ""), ""))
            )
    of_companies = {row: count for row, count in whole.items() if row[0]}
    assert dict(apart) != of_companies


def test_the_portfolio_is_that_of_the_command_line(sail, tmp_path):
    pipeline = World(12).write(tmp_path)
    parameters = tmp_path / "parameters.toml"
    text = parameters.read_text()
    head, rest = text.split("[renewal_window_days]")
    parameters.write_text(f"{head}[renewal_window_days]{rest.replace('value = 30', 'value = 41', 1)}")
    finished, _ = judged(sail, tmp_path, f"parquet:{tmp_path}/lake")
    plain.run(pipeline)
    said = plain.attain("portfolio", str(tmp_path / "out/latest"), "--format", "csv")
    told = [dict(row) for row in csv.DictReader(io.StringIO(said.stdout))]
    rows = [row.asDict() for row in finished.portfolio(sail).collect()]
    texts = [
        {name: "" if cell is None else str(cell) for name, cell in row.items() if name in told[0]}
        for row in rows
    ]
    assert len(rows) == 12 and texts == told, said.stderr
    assert len({row["light"] for row in rows}) > 1


def test_an_identity_of_very_many_companies_is_told(sail, tmp_path, monkeypatch):
    from attain.spark import halo

    monkeypatch.setattr(halo, "HUB_COMPANIES", 2)
    World(13, movers=0.9).write(tmp_path)
    _, tables = judged(sail, tmp_path, f"parquet:{tmp_path}/lake")
    hubs = [row for row in tables["findings"].to_pylist() if row["code"] == "identity_hub"]
    assert hubs and hubs[0]["severity"] == "warning" and hubs[0]["line"]
    assert "companies hang together" in hubs[0]["message"]


def _command_line(tmp_path, pipeline_text: str, as_of: str = AS_OF.isoformat()) -> tuple[int, str]:
    """What the command line ends with, and says, without the name of the file."""
    other = tmp_path / "other.toml"
    other.write_text(pipeline_text)
    said = plain.attain("run", str(other), "--as-of", as_of)
    return said.returncode, said.stderr.strip().split(".toml:", 1)[-1]


def test_errors_have_the_words_and_the_code_of_the_command_line(sail, tmp_path):
    pipeline = World(14, companies=3).write(tmp_path)
    inputs, into = plain.exports(tmp_path), f"parquet:{tmp_path}/lake"

    def refused(of, **changed) -> str:
        given = {"inputs": inputs, "companies": None, "as_of": AS_OF, "into": into} | changed
        with pytest.raises(attain.AttainError) as error:
            run(sail, given["inputs"], given["companies"], pipeline, given["as_of"], given["into"])
        assert type(error.value) is of and error.value.exit_code == of.exit_code
        return str(error.value)

    def table(rows: list, schema: str):
        return {"users": sail.createDataFrame(rows, schema)}

    twice = [
        {"mpn_id": "01", "name": "A"},
        {"mpn_id": "02", "name": "B"},
        {"mpn_id": "01", "name": "C"},
    ]
    head = pipeline.read_text().split("[[company]]")[0]
    sections = "".join(f'[[company]]\nname="{c["name"]}"\nmpn_id="{c["mpn_id"]}"\n' for c in twice)
    code, words = _command_line(tmp_path, head + sections)
    told = refused(ConfigurationError, companies=twice)
    assert code == 2 and told.split(": ", 2)[2] == words.split(": ", 1)[1]
    assert told == (
        "error: companies:4: the MPN ID 01 is there twice; remove one of them\n    it is first with A"
    )
    lacking = {kind: files for kind, files in inputs.items() if kind != "memberships"}
    assert refused(InputError, inputs=lacking) == (
        "error: tables: there is no table of memberships; give one, or take [sources.memberships] out of the pipeline"
    )
    assert "no kind of source" in refused(ConfigurationError, inputs=inputs | {"user": []})
    odd = table(
        [(["a"], "0100000", "f", 1)],
        "work_email array<string>, mpn_id string, _file string, _line long",
    )
    assert refused(InputError, inputs=inputs | odd) == (
        'error: the table users: the column "work_email" has cells of a type that no table has: array; '
        "give it as text, numbers, dates or true and false"
    )
    fewer = table([("f", 1)], "_file string, _line long")
    assert refused(InputError, inputs=inputs | fewer).startswith(
        "error: the table users: no header is found"
    )
    nowhere = table([("a@b.example", "0100000")], "work_email string, mpn_id string")
    assert "the column _file is missing" in refused(InputError, inputs=inputs | nowhere)
    gone = inputs | {"users": "nowhere_at_all"}
    assert refused(InputError, inputs=gone).startswith("error: the table users: it cannot be read")
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    assert refused(ConfigurationError, as_of=tomorrow) == (
        f"error: as_of: {tomorrow} is in the future; give today or a day before it"
    )
    assert "is no day" in refused(ConfigurationError, as_of="1.3.2021")
    assert "write one of" in refused(ConfigurationError, into="lake")
    assert not (tmp_path / "lake/runs").exists()


def test_too_many_rejects_publish_nothing(sail, tmp_path):
    pipeline = World(15, companies=4).write(tmp_path)
    pipeline.write_text(
        pipeline.read_text().replace("max_reject_ratio = 0.9", "max_reject_ratio = 0.01")
    )
    said = plain.attain("run", str(pipeline), "--as-of", AS_OF.isoformat())
    with pytest.raises(InputError) as error:
        judged(sail, tmp_path, f"parquet:{tmp_path}/lake", shards=3)
    words = "are rejected, more than max_reject_ratio = 0.01 allows; nothing is published"
    assert said.returncode == error.value.exit_code == 3
    assert words in said.stderr and words in str(error.value)
    assert not (tmp_path / "lake/levels").exists()


def test_a_shard_that_fails_names_its_companies(sail, tmp_path):
    World(16, companies=4).write(tmp_path)
    users = tmp_path / "inputs/users-1.csv"
    users.write_text(users.read_text() + "x" * (1 << 20) + "@a.example" + "," * 14 + "\n")
    with pytest.raises(attain.AttainError) as error:
        judged(sail, tmp_path, f"parquet:{tmp_path}/lake", shards=2)
    assert "longer than 1 MiB" in str(error.value) and "users-1.csv:" in str(error.value)
    assert "in the shard of the companies" in str(error.value)
    assert not (tmp_path / "lake/levels").exists()
