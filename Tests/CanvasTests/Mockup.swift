// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A sketch of a screen that drawing is compared with; it lies outside the repository.
struct Mockup {
    /// The rows, each an array of scalars, so that columns can be cut out.
    let rows: [[Unicode.Scalar]]

    /// The folder of what several repositories share.
    private static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["VEDETTE_SHARED"] { return URL(filePath: path) }
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "shared")
    }()

    /// Whether the sketches are there; where CI runs, missing ones are to fail.
    static let isAvailable =
        FileManager.default.fileExists(atPath: folder.appending(path: "screens").path)
        || ProcessInfo.processInfo.environment["CI"] == "true"

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "screens/\(name)"), encoding: .utf8)
    }

    init(_ name: String) throws {
        rows = try Self.text(name).split(separator: "\n", omittingEmptySubsequences: false).map {
            Array($0.unicodeScalars)
        }
    }

    /// Part of a row as text.
    func text(row: Int, _ columns: Range<Int>) throws -> String {
        try #require(row < rows.count && columns.upperBound <= rows[row].count)
        var view = String.UnicodeScalarView()
        view.append(contentsOf: rows[row][columns])
        return String(view)
    }

    func row(_ row: Int) throws -> String { try text(row: row, 0..<rows[row].count) }
}

/// A cell of a sketch with escape sequences, as far as a chart needs it.
struct ColouredCell {
    var scalar: Unicode.Scalar
    var foreground: String
    var background: String

    /// The rows of a text with SGR sequences in true colour.
    static func rows(_ text: String) -> [[ColouredCell]] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            var cells: [ColouredCell] = []
            var foreground = ""
            var background = ""
            for part in line.split(separator: "\u{1B}[", omittingEmptySubsequences: true) {
                guard let end = part.firstIndex(of: "m") else { continue }
                let codes = part[..<end]
                if let range = codes.range(of: "38;2;") {
                    foreground = codes[range.upperBound...].split(separator: ";").prefix(3).joined(separator: ";")
                }
                if let range = codes.range(of: "48;2;") {
                    background = codes[range.upperBound...].split(separator: ";").prefix(3).joined(separator: ";")
                }
                for scalar in part[part.index(after: end)...].unicodeScalars where scalar != "\r" {
                    cells.append(.init(scalar: scalar, foreground: foreground, background: background))
                }
            }
            return cells
        }
    }
}
