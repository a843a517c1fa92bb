// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A file that tests compare with, and that `UPDATE_GOLDEN=1` writes anew.
struct Golden {
    let url: URL

    /// The folder of the repository, from this file up.
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    init(screen name: String) {
        url = Self.root.appending(path: "Tests/ConsoleTests/Screens/\(name).screen")
    }

    init(document name: String) {
        url = Self.root.appending(path: "docs/\(name)")
    }

    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"

    /// Compares, or writes where asked; says the first line that differs.
    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if Self.isUpdating {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return
        }
        let found = (try? Data(contentsOf: url)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard found != text else { return }
        let wanted = found.split(separator: "\n", omittingEmptySubsequences: false)
        let got = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line =
            zip(wanted, got).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(wanted.count, got.count)
        Issue.record(
            """
            \(url.lastPathComponent) differs in line \(line + 1); UPDATE_GOLDEN=1 writes it anew
            file: \(wanted.indices.contains(line) ? String(wanted[line]) : "(ends)")
            now:  \(got.indices.contains(line) ? String(got[line]) : "(ends)")
            """, sourceLocation: sourceLocation)
    }
}
