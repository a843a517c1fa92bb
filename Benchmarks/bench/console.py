# SPDX-License-Identifier: Apache-2.0
"""The console on a pseudo-terminal of its own, and what it writes there."""
import fcntl
import os
import select
import struct
import termios
import time

from .process import cost_of
from .terminal import Screen

COLUMNS, ROWS = 200, 60


class Console:
    """A running `vedette`. `began` is the moment before it was started, by `time.perf_counter`."""

    def __init__(self, program, arguments, home):
        self.screen = Screen(COLUMNS, ROWS)
        self.terminal, other = os.openpty()
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        # Opened by name after setsid, so that it becomes the controlling terminal.
        actions = [(os.POSIX_SPAWN_OPEN, 0, os.ttyname(other), os.O_RDWR, 0),
                   (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]
        environment = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC", "HOME": home,
                       "PATH": os.environ["PATH"]}
        self.began = time.perf_counter()
        self.process = os.posix_spawn(program, [program, *arguments], environment, file_actions=actions, setsid=True)
        os.close(other)

    def read(self, timeout):
        """What came within `timeout` seconds, fed to the screen: (moment, bytes), or `None`."""
        ready, _, _ = select.select([self.terminal], [], [], max(0, timeout))
        if not ready:
            return None
        try:
            data = os.read(self.terminal, 1 << 16)
        except OSError:  # The console has ended: Linux answers EIO.
            raise SystemExit("the console ended by itself:\n" + self.screen.text().rstrip()) from None
        moment = time.perf_counter()
        self.screen.feed(data)
        return moment, len(data)

    def wait(self, holds, limit):
        """Reads until `holds(screen)`: the moment of the read that made it so, or `None` after `limit` seconds."""
        deadline = time.perf_counter() + limit
        while time.perf_counter() < deadline:
            came = self.read(deadline - time.perf_counter())
            if came and holds(self.screen):
                return came[0]
        return None

    def press(self, keys):
        os.write(self.terminal, keys)

    def end(self):
        """Leaves the console: what it cost. Its farewell is read away, else it would wait for us."""
        os.write(self.terminal, b"q")
        while True:
            try:
                if not os.read(self.terminal, 1 << 16):
                    break
            except OSError:
                break
        _, _, usage = os.wait4(self.process, 0)
        os.close(self.terminal)
        return cost_of(usage, time.perf_counter() - self.began)
