# SPDX-License-Identifier: Apache-2.0
"""Rows, the table of them, and the file."""
import json
from dataclasses import asdict, dataclass, field


@dataclass
class Row:
    """One figure. A bar is its upper limit, or its lower one; `notes` is for the table, `detail` for the file."""
    subject: str
    what: str
    value: float | None
    unit: str
    bar: float | None = None
    notes: str = ""
    detail: dict = field(default_factory=dict)
    is_floor: bool = False

    @property
    def verdict(self):
        if self.bar is None or self.value is None:
            return ""
        return "met" if (self.value >= self.bar if self.is_floor else self.value <= self.bar) else "MISSED"


def number(value):
    """Three digits are as much as a timing means; what was not measured is a dash."""
    if value is None:
        return "-"
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(rows):
    lines = ["| subject | what | value | bar | | notes |", "|---|---|---|---|---|---|"]
    for row in rows:
        bar = "" if row.bar is None else f"{'>=' if row.is_floor else '<='} {number(row.bar)} {row.unit}"
        lines.append(
            f"| {row.subject} | {row.what} | {number(row.value)} {row.unit} | {bar} | {row.verdict} | {row.notes} |")
    return "\n".join(lines)


def aligned(rows):
    """The same table with columns that line up, for people."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table(rows).split("\n")]
    cells[1] = [""] * 6
    widths = [max(len(line[column]) for line in cells) for column in range(6)]
    cells[1] = ["-" * width for width in widths]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in cells)


def save(path, machine, rows):
    content = {"machine": machine, "rows": [asdict(row) | {"verdict": row.verdict} for row in rows]}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.write("\n")
