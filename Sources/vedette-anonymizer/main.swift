// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Vision

let arguments = Array(CommandLine.arguments.dropFirst())
exit(arguments.first == "watch" ? WatchCommand.run(Array(arguments.dropFirst())) : Worker.run(arguments))
