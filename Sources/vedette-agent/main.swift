// SPDX-License-Identifier: Apache-2.0

internal import Glibc

// Not by ArgumentParser, which brings Foundation: docs/decisions/0030.
exit(AgentCommand.run(Array(CommandLine.arguments.dropFirst())))
