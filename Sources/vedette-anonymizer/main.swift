// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Vision

exit(Worker.run(Array(CommandLine.arguments.dropFirst())))
