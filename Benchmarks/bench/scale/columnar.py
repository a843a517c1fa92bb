# SPDX-License-Identifier: Apache-2.0
"""The hardest peer: embedded ClickHouse, hot columns and the raw line.

Run as a program, `columnar.py FILE FOLDER` loads FILE into a table below FOLDER and prints the events of each type;
with an empty FILE that is what starting it costs.
"""
import json
import sys

#: Column, its type, and where it stands in the event. Types that a ClickHouse user would choose for speed.
_COLUMNS = [
    ("event_type", "LowCardinality(String)", "event_type"), ("flow_id", "UInt64", "flow_id"),
    ("src_ip", "String", "src_ip"), ("dest_ip", "String", "dest_ip"),
    ("src_port", "UInt16", "src_port"), ("dest_port", "UInt16", "dest_port"),
    ("proto", "LowCardinality(String)", "proto"), ("app_proto", "LowCardinality(String)", "app_proto"),
    ("host", "LowCardinality(String)", "host"), ("in_iface", "LowCardinality(String)", "in_iface"),
    ("sid", "UInt32", "alert.signature_id"), ("gid", "UInt32", "alert.gid"), ("rev", "UInt32", "alert.rev"),
    ("severity", "UInt8", "alert.severity"), ("signature", "LowCardinality(String)", "alert.signature"),
    ("category", "LowCardinality(String)", "alert.category"), ("action", "LowCardinality(String)", "alert.action"),
]


def _tuple():
    """The type that one pass over the JSON fills, so that no line is parsed once a column."""
    top = ["timestamp String"] + [f"{path} {kind}" for _, kind, path in _COLUMNS if "." not in path]
    alert = [f"{path.split('.')[1]} {kind}" for _, kind, path in _COLUMNS if "." in path]
    return f"Tuple({', '.join(top)}, alert Tuple({', '.join(alert)}))"


def load(path, folder):
    from chdb import session
    ask = session.Session(folder).query
    columns = ", ".join(f"{name} {kind}" for name, kind, _ in _COLUMNS)
    ask("CREATE DATABASE bench")
    ask(f"CREATE TABLE bench.event (ts DateTime64(6), {columns}, raw String CODEC(ZSTD(1))) "
        "ENGINE = MergeTree ORDER BY (event_type, ts)")
    values = ", ".join(f"j.{path}" for _, _, path in _COLUMNS)
    ask(f"INSERT INTO bench.event SELECT parseDateTime64BestEffort(j.timestamp, 6), {values}, line FROM ("
        f"SELECT line, JSONExtract(line, '{_tuple()}') AS j FROM file('{path}', 'LineAsString', 'line String'))")
    answer = ask("SELECT event_type, count() AS n FROM bench.event GROUP BY event_type", "JSONCompact")
    return {kind: int(count) for kind, count in json.loads(str(answer))["data"]}


if __name__ == "__main__":
    print(json.dumps(load(sys.argv[1], sys.argv[2])))
