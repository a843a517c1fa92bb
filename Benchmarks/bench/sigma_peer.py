# SPDX-License-Identifier: Apache-2.0
"""A folder of Sigma rules as SQL by pySigma, asked of a table of events in memory: `sigma_peer.py FOLDER FILE`.

Prints what asking took, without converting the rules and filling the table. Fields are mapped as a station maps them; values
of a list are one text with a line for each.
"""
import glob
import json
import os
import sqlite3
import sys
import time

MAPPINGS = os.path.join(os.path.dirname(__file__), "../../Sources/Sigma/Mapping/Data/*.yml")


def mappings():
    import yaml
    found = []
    for path in sorted(glob.glob(MAPPINGS)):
        with open(path, encoding="utf-8") as file:
            found += [one for one in yaml.safe_load_all(file) if one]
    return found


def sight(rule, known):
    """The event types and the paths by field name that the rule's log source stands for here; `None` for names as written."""
    source = {part: (rule.get("logsource", {}).get(part) or "").lower() or None
              for part in ("category", "product", "service")}
    types, tables = [], []
    for mapping in known:
        is_service = mapping.get("events") == "service"
        for served in mapping.get("sources", []):
            parts = ("category", "product") if is_service else ("category", "product", "service")
            if all(served.get(part) is None or served[part] == source[part] for part in parts):
                events = mapping.get("events", "all")
                types += [source["service"]] if is_service else events if isinstance(events, list) else []
                fields = mapping.get("fields", {})
                also = next((one["fields"] for one in known if one["name"] == mapping.get("also")), {})
                tables.append(None if fields == "as written" else {**also, **fields})
                break
    return [one for one in types if one], tables


def names(detection):
    """The fields that a part of a rule names."""
    if isinstance(detection, list):
        return {name for part in detection for name in names(part)}
    if isinstance(detection, dict):
        return {key.split("|")[0] for key in detection}
    return set()


def column(path):
    return path.replace(".", "__").replace("-", "_")


def queries(folder):
    """(file, id, where) of the rules that can be converted, the columns they need, and how many cannot."""
    import yaml
    from sigma.backends.sqlite import sqliteBackend
    from sigma.collection import SigmaCollection
    from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
    from sigma.processing.transformations import AddConditionTransformation, FieldMappingTransformation
    known, found, columns, failed = mappings(), [], {"event_type", "absent"}, 0
    for path in sorted(glob.glob(os.path.join(folder, "*.yml"))):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        try:
            rule = yaml.safe_load(text)
            types, tables = sight(rule, known)
            fields = {name for key, part in rule["detection"].items() if key != "condition" for name in names(part)}
            paths = {}
            for name in fields:
                lists = [[name]] if None in tables else [
                    {key.lower(): value for key, value in table.items()}.get(name.lower(), []) for table in tables]
                paths[name] = sorted({one for some in lists for one in some}) or ["absent"]
            targets = {name: [column(one) for one in some] for name, some in paths.items()}
            items = [ProcessingItem(FieldMappingTransformation(targets))]
            if types:
                items.append(ProcessingItem(AddConditionTransformation({"event_type": sorted(set(types))})))
            backend = sqliteBackend(ProcessingPipeline(items=items))
            for query in backend.convert(SigmaCollection.from_yaml(text)):
                found.append((path, rule["id"], query.partition(" WHERE ")[2]))
            columns.update(one for some in paths.values() for one in some)
        except Exception:
            failed += 1
    return found, columns, failed


def values(event, keys):
    """The texts behind a path, through lists."""
    if isinstance(event, list):
        for one in event:
            yield from values(one, keys)
    elif isinstance(event, dict):
        if keys:
            yield from values(event.get(keys[0]), keys[1:])
    elif not keys and event is not None:
        yield event if isinstance(event, (str, int, float)) and not isinstance(event, bool) else json.dumps(event)


def filled(path, columns):
    database = sqlite3.connect(":memory:")
    order = sorted(columns)
    database.execute(f"CREATE TABLE event ({', '.join(column(one) for one in order)})")
    keys = [one.split(".") for one in order]

    def rows():
        with open(path, "rb") as file:
            for line in file:
                event = json.loads(line)
                row = []
                for some in keys:
                    found = list(values(event, some))
                    row.append(None if not found else found[0] if len(found) == 1 else "\n".join(map(str, found)))
                yield row
    database.executemany(f"INSERT INTO event VALUES ({', '.join('?' * len(order))})", rows())
    return database


def main(folder, path):
    began = time.process_time()
    found, columns, failed = queries(folder)
    converted = time.process_time()
    database = filled(path, columns)
    # What SQLite's own library cannot do is done by Python's.
    import re
    database.create_function("regexp", 2, lambda pattern, text: text is not None and bool(re.search(pattern, str(text))))
    counts, used, spent = {}, [], 0.0
    for file, rule, where in found:
        start = time.process_time()
        try:
            counts[rule] = database.execute(f"SELECT count(*) FROM event WHERE {where}").fetchone()[0]
        except sqlite3.Error:
            failed += 1
            continue
        spent += time.process_time() - start
        used.append(file)
    print(json.dumps({"counts": counts, "used": used, "failed": failed, "convert_cpu": converted - began,
                      "query_cpu": spent}))


if __name__ == "__main__":
    main(*sys.argv[1:])
