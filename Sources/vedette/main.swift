// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Glibc
internal import Station

// The entry is synchronous: on Linux the main actor leaves the main thread after the first `await`, and ncurses must not.
exit(CommandLineEntry.run(Array(CommandLine.arguments.dropFirst())))
