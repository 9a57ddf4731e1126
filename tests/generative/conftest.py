"""A Spark session on this machine, for the long tests."""

import shutil

import ibis
import pytest


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    if not shutil.which("java"):
        pytest.skip("Spark needs Java: install the packages of packages.txt")
    pyspark = pytest.importorskip("pyspark.sql", reason="Spark is installed by `make test-long` only")
    folder = tmp_path_factory.mktemp("spark")
    session = (
        pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", str(folder)).config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC").config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1").config("spark.sql.ansi.enabled", "true").getOrCreate()
    )  # fmt: skip
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.fixture
def open_network(monkeypatch):
    """Spark talks to its own Java process on this machine."""
    monkeypatch.undo()
