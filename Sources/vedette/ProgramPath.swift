// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Where the running program's file is.
enum ProgramPath {
    /// Its absolute path, by the kernel's word: the first argument has no folder when the program was found through PATH.
    static let current: String =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        ?? CommandLine.arguments.first ?? "vedette"
}
