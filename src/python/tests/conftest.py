"""Engines that the tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


@pytest.fixture(scope="session")
def sail() -> Iterator:
    """Sail: an engine that speaks Spark Connect and needs no Java."""
    server_module = pytest.importorskip("pysail.spark")
    from pyspark.sql import SparkSession

    server = server_module.SparkConnectServer()
    server.start()
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate()
    yield session
    session.stop()
    server.stop()
