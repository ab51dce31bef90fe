"""Spark itself: a cluster of two workers, of which one loses its executor in the middle of a run.

A process of its own: Spark and Spark Connect do not share one. Says so and passes where there is no Java.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import plain
import pytest
from worlds import AS_OF, World

from attain.spark import run

pyspark = pytest.importorskip("pyspark")
HOME = Path(pyspark.__file__).parent
pytestmark = pytest.mark.skipif(
    not shutil.which("java") or not (HOME / "bin/spark-class").exists(),
    reason="no Java, or only the client of Spark",
)

#: So few rows are not worth what a JVM does for many.
_LIGHT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Cluster:
    """A standalone master and two workers with a core each."""

    def __init__(self, folder: Path):
        self.folder, self.url = folder, f"spark://127.0.0.1:{_port()}"
        port = self.url.rsplit(":", 1)[1]
        self.all = [self._start("master", "master.Master", "--host", "127.0.0.1", "--port", port)]
        for name in ("one", "two"):
            options = [
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                str(folder / name),
                "--host",
                "127.0.0.1",
            ]
            self.all.append(self._start(name, "worker.Worker", *options, self.url))

    def _start(self, name: str, of: str, *options: str) -> subprocess.Popen:
        log = (self.folder / f"{name}.log").open("w")
        command = [
            HOME / "bin/spark-class",
            f"org.apache.spark.deploy.{of}",
            *options,
            "--webui-port",
            str(_port()),
        ]
        settings = {
            "SPARK_HOME": str(HOME),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
        }
        return subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=log)

    def executors(self) -> list[int]:
        """The processes of executors of our own workers."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words = (place / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if "CoarseGrainedExecutorBackend" in words and str(self.folder) in words:
                found.append(int(place.name))
        return found

    def stop(self) -> None:
        for process in reversed(self.all):
            process.terminate()
        for process in self.all:
            process.wait(30)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def spark(cluster, tmp_path_factory) -> Iterator:
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "700m",
        "spark.executor.memory": "600m",
        "spark.executor.cores": "1",
        "spark.sql.shuffle.partitions": "3",
        "spark.default.parallelism": "2",
        # So that the test finds its own executors among others of the machine.
        "spark.executor.extraJavaOptions": f"-Dattain.test={cluster.folder} {_LIGHT}",
        "spark.driver.extraJavaOptions": _LIGHT,
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master(cluster.url).appName("attain")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def _kill_one(cluster: Cluster, once: Path, killed: list[int]) -> None:
    """An executor, as soon as the rows are packed: its shuffles are lost with it."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if once.exists() and (found := cluster.executors()):
            os.kill(found[0], signal.SIGKILL)
            killed.append(found[0])
            return
        time.sleep(0.05)


def test_a_killed_executor_changes_nothing(spark, cluster, tmp_path):
    pipeline = World(104, associations=True, other_emails=True, movers=0.7).write(tmp_path)
    killed: list[int] = []
    stage = tmp_path / "stage"
    thread = threading.Thread(target=_kill_one, args=(cluster, stage / "spread/_SUCCESS", killed))
    thread.start()
    into = f"parquet:{tmp_path}/lake"
    finished = run(
        spark, plain.exports(tmp_path), None, pipeline, AS_OF, into, shards=4, stage=str(stage)
    )
    thread.join()
    tables = {
        name: finished.table(spark, name).toArrow()
        for name in finished.tables
        if name != "portfolio"
    }
    assert killed
    assert plain.differences(plain.run(pipeline), tables) == []
