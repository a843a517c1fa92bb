// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Prover

// Who reads our output, or a TPM behind a socket, may be gone: that is an error of a write, and not the end.
signal(SIGPIPE, SIG_IGN)
// Before there is a second thread.
TPMContext.silenceStack()
// Not by ArgumentParser, which brings Foundation: docs/decisions/0030.
exit(AgentCommand.run(Array(CommandLine.arguments.dropFirst())))
