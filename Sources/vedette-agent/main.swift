// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Prover

// Before there is a second thread.
TPMContext.silenceStack()
// Not by ArgumentParser, which brings Foundation: docs/decisions/0030.
exit(AgentCommand.run(Array(CommandLine.arguments.dropFirst())))
