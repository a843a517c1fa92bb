# SPDX-License-Identifier: Apache-2.0
"""A terminal's screen, as far as xterm-256color is asked for it: which character stands where.

Colours are parsed and dropped. A sequence that is not known raises, so that a wrong picture is never measured.
"""
import codecs
import re

_SEQUENCE = re.compile(
    r"\x1b(?:\[(?P<private>[?>]?)(?P<numbers>[\d;]*)(?P<kind>[@-~])"
    r"|\](?P<command>[^\x07\x1b]*)(?:\x07|\x1b\\)|[()](?P<charset>.)|(?P<plain>[=>78MEDcHlm]))")
_TEXT = re.compile(r"[^\x00-\x1f\x7f]+")


class Screen:
    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        self._rest = ""
        self._clear()

    def _clear(self):
        self.cells = [[" "] * self.columns for _ in range(self.rows)]
        self.x = self.y = 0
        self._wraps = False
        self._top, self._bottom = 0, self.rows - 1
        self._last = " "

    def line(self, row):
        return "".join(self.cells[row])

    def text(self):
        return "\n".join(self.line(row) for row in range(self.rows))

    def places(self, glyph):
        """Where a glyph stands, as (row, column), from the top."""
        return [(y, x) for y, row in enumerate(self.cells) if glyph in row
                for x, cell in enumerate(row) if cell == glyph]

    def feed(self, data):
        text = self._rest + self._decode(data)
        self._rest = ""
        at = 0
        while at < len(text):
            letter = text[at]
            if letter == "\x1b":
                found = _SEQUENCE.match(text, at)
                if not found:
                    if len(text) - at > 256:
                        raise ValueError(f"unknown sequence {text[at:at + 20]!r}")
                    self._rest = text[at:]  # The rest of it has not come yet.
                    return
                self._obey(found)
                at = found.end()
            elif letter < " " or letter == "\x7f":
                self._control(letter)
                at += 1
            else:
                found = _TEXT.match(text, at)
                for character in found.group():
                    self._put(character)
                at = found.end()

    def _put(self, character):
        if self._wraps:
            self.x = 0
            self._line_feed()
        self.cells[self.y][self.x] = self._last = character
        self._wraps = self.x == self.columns - 1
        self.x = min(self.x + 1, self.columns - 1)

    def _control(self, letter):
        if letter == "\n":
            self._line_feed()
        elif letter == "\r":
            self._move(0, self.y)
        elif letter == "\b":
            self._move(self.x - 1, self.y)
        elif letter == "\t":
            self._move((self.x // 8 + 1) * 8, self.y)

    def _move(self, x, y):
        self.x = max(0, min(self.columns - 1, x))
        self.y = max(0, min(self.rows - 1, y))
        self._wraps = False

    def _line_feed(self):
        self._wraps = False
        if self.y == self._bottom:
            self._scroll(self._top, 1)
        else:
            self.y = min(self.y + 1, self.rows - 1)

    def _scroll(self, top, count):
        """Moves the rows from `top` to the region's end up by `count`, down where it is negative."""
        region = self.cells[top:self._bottom + 1]
        blank = [[" "] * self.columns for _ in range(min(abs(count), len(region)))]
        region = region[count:] + blank if count > 0 else blank + region[:len(region) + count]
        self.cells[top:self._bottom + 1] = region[:self._bottom + 1 - top]

    def _obey(self, found):
        kind = found["kind"]
        if kind is None:
            if found["plain"] == "M":
                if self.y == self._top:
                    self._scroll(self._top, -1)
                else:
                    self._move(self.x, self.y - 1)
            elif found["plain"] == "c":
                self._clear()
            return
        if found["private"] or kind in "mhltcnpq":
            return  # Modes, colours and questions move no character.
        numbers = [int(part) if part else 0 for part in found["numbers"].split(";")]
        count = max(1, numbers[0])
        row = self.cells[self.y]
        if kind in "Hf":
            self._move((numbers[1] if len(numbers) > 1 else 1) - 1, numbers[0] - 1)
            self.x, self.y = max(0, self.x), max(0, self.y)
        elif kind == "G":
            self._move(count - 1, self.y)
        elif kind == "d":
            self._move(self.x, count - 1)
        elif kind in "AB":
            self._move(self.x, self.y + (count if kind == "B" else -count))
        elif kind in "CD":
            self._move(self.x + (count if kind == "C" else -count), self.y)
        elif kind == "J":
            self._erase_display(numbers[0])
        elif kind == "K":
            first, last = {0: (self.x, self.columns), 1: (0, self.x + 1)}.get(numbers[0], (0, self.columns))
            row[first:last] = " " * (last - first)
        elif kind == "X":
            last = min(self.columns, self.x + count)
            row[self.x:last] = " " * (last - self.x)
        elif kind == "P":
            row[self.x:] = (row[self.x + count:] + [" "] * count)[:self.columns - self.x]
        elif kind == "@":
            row[self.x:] = ([" "] * count + row[self.x:])[:self.columns - self.x]
        elif kind in "LM":
            self._scroll(self.y, count if kind == "M" else -count)
        elif kind in "ST":
            self._scroll(self._top, count if kind == "S" else -count)
        elif kind == "b":
            for _ in range(count):
                self._put(self._last)
        elif kind == "r":
            self._top = max(1, numbers[0]) - 1
            self._bottom = (numbers[1] if len(numbers) > 1 and numbers[1] else self.rows) - 1
            self._move(0, 0)
        else:
            raise ValueError(f"unknown sequence {found.group()!r}")

    def _erase_display(self, part):
        if part == 0:
            self.cells[self.y][self.x:] = " " * (self.columns - self.x)
            rows = range(self.y + 1, self.rows)
        elif part == 1:
            self.cells[self.y][:self.x + 1] = " " * (self.x + 1)
            rows = range(self.y)
        else:
            rows = range(self.rows)
        for row in rows:
            self.cells[row] = [" "] * self.columns
