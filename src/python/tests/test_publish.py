"""Publishing: a run is there whole or not at all, and once, whatever happens on the way and whoever asks again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import plain
import pyarrow as pa
import pytest
from test_sail import judged
from worlds import AS_OF, World

import attain
from attain.spark import InputError, OutputError, latest, run, runs
from attain.spark.publish import publisher
from attain.spark.run_key import version

FORMS = ("parquet", "delta", "deltalake")


def _rows_of(sail, into: str, name: str, key: str) -> pa.Table:
    """What a reader of the whole table finds of a run."""
    return publisher(into).table(sail, name, key).toArrow()


def _commits(folder: Path) -> int:
    """Commits of a Delta table that brought rows."""
    texts = [path.read_text() for path in sorted((folder / "_delta_log").glob("*.json"))]
    actions = [[json.loads(line) for line in text.splitlines()] for text in texts]
    return sum(any("add" in action for action in commit) for commit in actions)


class _PowerCut(Exception):
    pass


@pytest.mark.parametrize("form", FORMS)
def test_what_is_broken_off_between_two_tables_is_no_run(sail, tmp_path, monkeypatch, form):
    if form == "deltalake":
        pytest.importorskip("deltalake")
    pipeline = World(11, companies=4).write(tmp_path)
    into = f"{form}:{tmp_path}/lake"
    of = type(publisher(into))
    write, written = of.write, []

    def cut(self, spark, name, *others):
        if len(written) == 5:
            raise _PowerCut
        written.append(name)
        write(self, spark, name, *others)

    monkeypatch.setattr(of, "write", cut)
    with pytest.raises(_PowerCut):
        judged(sail, tmp_path, into, shards=2)
    monkeypatch.setattr(of, "write", write)
    assert latest(sail, into) is None and runs(sail, into).count() == 0
    assert (tmp_path / f"lake/{written[0]}").exists()

    finished, tables = judged(sail, tmp_path, into, shards=2)
    assert finished.is_new and plain.differences(plain.run(pipeline), tables) == []
    again, _ = judged(sail, tmp_path, into, shards=2)
    assert not again.is_new and again.run_key == finished.run_key
    found = latest(sail, into)
    assert found is not None and found.tables == finished.tables
    assert latest(sail, into, "2020-01-01") is None
    assert [row["run_key"] for row in runs(sail, into).collect()] == [finished.run_key]
    for name, told in finished.tables.items():
        if told.rows:
            assert _rows_of(sail, into, name, finished.run_key).num_rows == told.rows, name
            assert form == "parquet" or _commits(tmp_path / "lake" / name) == 1, name


_KILLED = """
import sys
sys.path.insert(0, sys.argv[1])
import plain
from pathlib import Path
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession
from test_sail import judged

server = SparkConnectServer()
server.start()
session = SparkSession.builder.remote(f"sc://localhost:{server.listening_address[1]}").getOrCreate()
judged(session, Path(sys.argv[2]), sys.argv[3], shards=2)
"""


def test_a_process_killed_between_two_tables_leaves_nothing_to_read(sail, tmp_path):
    pipeline = World(11, companies=4).write(tmp_path)
    into, third = f"delta:{tmp_path}/lake", tmp_path / "lake/events/_delta_log"
    script = [sys.executable, "-c", _KILLED, str(Path(__file__).parent), str(tmp_path), into]
    process = subprocess.Popen(script, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not third.exists() and time.monotonic() < until and process.poll() is None:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert third.exists() and not (tmp_path / "lake/runs").exists()
    assert latest(sail, into) is None
    finished, tables = judged(sail, tmp_path, into, shards=2)
    assert finished.is_new and plain.differences(plain.run(pipeline), tables) == []
    assert all(_commits(tmp_path / "lake" / name) <= 1 for name in finished.tables)


def test_a_repeat_after_the_run_itself_was_lost_is_no_second_row(sail, tmp_path):
    World(11, companies=4).write(tmp_path)
    into = f"delta:{tmp_path}/lake"
    first, tables = judged(sail, tmp_path, into, shards=2)
    shutil.rmtree(tmp_path / "lake/runs")
    again, same = judged(sail, tmp_path, into, shards=2)
    assert again.is_new and again.run_key == first.run_key
    assert plain.differences(tables, same) == [] and runs(sail, into).count() == 1


def test_versions_make_the_run_key(sail, tmp_path):
    World(11, companies=4).write(tmp_path)
    into = f"parquet:{tmp_path}/lake"
    versions = dict.fromkeys(plain.exports(tmp_path), 3)
    keys = []
    for given in (versions, versions, versions | {"users": 4}, {"users": 4}):
        finished, _ = judged(sail, tmp_path, into, shards=2, versions=given)
        keys.append(finished.run_key)
    assert keys[0] == keys[1] and len(set(keys)) == 3
    # Of what has no version the rows tell: they were changed.
    with (tmp_path / "inputs/invoices.csv").open("a") as invoices:
        invoices.write("0100000,2021-01-05,INV-Y,Lab,Each,1,1,1,EUR\n")
    finished, _ = judged(sail, tmp_path, into, shards=2, versions={"users": 4})
    assert finished.is_new and finished.run_key not in keys
    with pytest.raises(attain.ConfigurationError, match="versions has users_, which is not among"):
        judged(sail, tmp_path, into, versions={"users_": 4})


def test_a_version_of_a_delta_table_is_the_one_that_is_read(sail, tmp_path):
    World(11, companies=4).write(tmp_path)
    inputs = plain.exports(tmp_path)
    folder = f"{tmp_path}/delta/users"
    from test_sail import _table

    users = _table(sail, inputs["users"])
    users.write.format("delta").save(folder)
    into = f"parquet:{tmp_path}/lake"

    def teams(number: int) -> tuple[str, int]:
        given = inputs | {"users": folder}
        pipeline = tmp_path / "pipeline.toml"
        done = run(sail, given, None, pipeline, AS_OF, into, versions={"users": number}, shards=2)
        return done.run_key, done.tables["team"].rows

    before = teams(0)
    users.limit(5).write.format("delta").mode("overwrite").save(folder)
    assert teams(0) == before
    after = teams(1)
    assert after[0] != before[0] and after[1] < before[1]


def test_the_newest_version_is_asked_of_the_engine():
    class Engine:
        asked: list[str] = []

        def sql(self, text):
            self.asked.append(text)
            if "nowhere" in text:
                raise ValueError(text)
            return self

        def collect(self):
            return [{"version": 12}]

    engine = Engine()
    assert version(engine, "partner.users") == 12
    assert version(engine, "abfss://lake/Tables/users") == 12
    assert version(engine, "nowhere") is None and version(engine, ["a.csv"]) is None
    assert engine.asked[:2] == [
        "DESCRIBE HISTORY partner.users LIMIT 1",
        "DESCRIBE HISTORY delta.`abfss://lake/Tables/users` LIMIT 1",
    ]


def test_a_table_of_another_schema_is_refused_and_no_run_appears(sail, tmp_path):
    """Another program has written there, or the type of a column is no longer what it was."""
    World(11, companies=4).write(tmp_path)
    lake = f"{tmp_path}/lake"
    odd = sail.createDataFrame([(1, 2)], "severity int, run_key int")
    odd.write.format("delta").save(f"{lake}/findings")
    with pytest.raises(OutputError) as error:
        judged(sail, tmp_path, f"delta:{lake}", shards=2)
    assert str(error.value).startswith("error: findings: the table cannot be written")
    assert error.value.exit_code == 6
    assert latest(sail, f"delta:{lake}") is None


def test_a_column_lost_since_the_run_before_is_told(sail, tmp_path):
    World(11, companies=4).write(tmp_path)
    into = f"parquet:{tmp_path}/lake"
    first, _ = judged(sail, tmp_path, into, shards=2)
    for place in (1, 2):
        users = tmp_path / f"inputs/users-{place}.csv"
        users.write_text(users.read_text().replace("mpn_id", "partner", 1))
    said = plain.attain("run", str(tmp_path / "pipeline.toml"), "--as-of", AS_OF.isoformat())
    with pytest.raises(InputError) as error:
        judged(sail, tmp_path, into, shards=2)
    assert said.returncode == error.value.exit_code == 3
    assert str(error.value).splitlines()[0] in said.stderr.replace(f"{tmp_path}/inputs/", "")
    found = latest(sail, into)
    assert found is not None and found.run_key == first.run_key


