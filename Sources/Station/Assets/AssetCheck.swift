// SPDX-License-Identifier: Apache-2.0

internal import Assets
package import EVE
internal import Rules

/// What is wrong with files of assets, each looked at by itself.
package struct AssetCheck: Sendable {
    package private(set) var files = 0
    /// Assets that hold, in all files.
    package private(set) var assets = 0
    /// In the order of the files, and in each of its text.
    package private(set) var findings: [RuleCheck.Finding] = []

    /// Reads all files.
    ///
    /// - Throws: `UserMessage` for the first that cannot be read.
    package init(_ paths: [String]) throws(UserMessage) {
        files = paths.count
        for path in paths {
            let reading = try AssetFile.read(path)
            assets += reading.book.assets.count
            findings += reading.problems.map { RuleCheck.Finding(path: path, problem: $0) }
        }
    }

    package var warnings: Int { findings.count { $0.problem.weight == .warning } }
    /// How many things do not hold.
    package var errors: Int { findings.count - warnings }

    package var json: JSONValue {
        .object([
            ("files", .int(files)), ("assets", .int(assets)), ("problems", .array(findings.map(\.json))),
        ])
    }
}
