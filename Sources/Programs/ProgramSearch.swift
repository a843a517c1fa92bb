// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// Finds installed programs.
package enum ProgramSearch {
    /// Where programs are looked for beside the user's own PATH: Debian's folders for root are not on everybody's.
    private static let folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]

    /// The program of a name; `nil` if there is none. A name with a slash is a path already. What PATH names from the folder of the moment on
    /// is left out: whoever can write there must not choose what is run.
    package static func path(of name: String) -> String? {
        if name.contains("/") { return isProgram(name) ? name : nil }
        let own = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (own.filter { $0.hasPrefix("/") } + folders).map { "\($0)/\(name)" }.first(where: isProgram)
    }

    /// Whether a file is there that may be run; a folder is none.
    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }
}
