# SPDX-License-Identifier: Apache-2.0
"""What others need for the same file. Run as a program: `peers.py NAME FILE DATABASE` prints the events of each type."""
import json
import sqlite3
import sys

_SCHEMA = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE event (ts TEXT, type TEXT, flow_id INTEGER, src_ip TEXT, src_port INTEGER, dest_ip TEXT, dest_port INTEGER,
                    proto TEXT, sid INTEGER, raw BLOB);
CREATE INDEX event_ts ON event (ts); CREATE INDEX event_flow ON event (flow_id); CREATE INDEX event_src ON event (src_ip);
CREATE INDEX event_dest ON event (dest_ip); CREATE INDEX event_sid ON event (sid);
"""


def into_sqlite(loads, path, database):
    """Keeps hot columns and the raw line, in batches, with five indexes that stand from the start."""
    counts = {}

    def rows():
        with open(path, "rb") as file:
            for line in file:
                event = loads(line)
                kind = event.get("event_type")
                counts[kind] = counts.get(kind, 0) + 1
                get = event.get
                yield (get("timestamp"), kind, get("flow_id"), get("src_ip"), get("src_port"), get("dest_ip"),
                       get("dest_port"), get("proto"), event["alert"].get("signature_id") if "alert" in event else None,
                       line)

    connection = sqlite3.connect(database)
    connection.executescript(_SCHEMA)
    todo = rows()
    while True:
        batch = [row for row, _ in zip(todo, range(10_000))]
        if not batch:
            break
        with connection:
            connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", batch)
    connection.close()
    return counts


def with_json(path, database):
    return into_sqlite(json.loads, path, database)


def with_orjson(path, database):
    import orjson
    return into_sqlite(orjson.loads, path, database)


def with_duckdb(path, _):
    """Counts only: nothing is kept."""
    import duckdb
    columns = "{'event_type': 'VARCHAR'}"
    query = f"SELECT event_type, count(*) FROM read_json(?, format='newline_delimited', columns={columns}) GROUP BY 1"
    return dict(duckdb.execute(query, [path]).fetchall())


#: name: (what it is, the module it needs, whether it keeps what it reads, the call)
PEERS = {
    "json": ("Python json + SQLite, raw and 5 indexes", None, True, with_json),
    "orjson": ("orjson + SQLite, raw and 5 indexes", "orjson", True, with_orjson),
    "duckdb": ("DuckDB read_json, count by type only", "duckdb", False, with_duckdb),
}

if __name__ == "__main__":
    print(json.dumps(PEERS[sys.argv[1]][3](sys.argv[2], sys.argv[3])))
