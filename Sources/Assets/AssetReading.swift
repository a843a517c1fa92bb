// SPDX-License-Identifier: Apache-2.0

package import Rules
internal import YAML

/// What was read from a file of assets: those that can be used, and what is wrong with the others.
package struct AssetReading: Sendable {
    package private(set) var book = AssetBook.empty
    /// In the order of the file. An error says that something of it does not hold, a warning that it may be meant otherwise.
    package private(set) var problems: [RuleProblem] = []

    /// How many problems are errors.
    package var errorCount: Int { problems.count { $0.weight == .error } }

    /// Reads a file of assets, a list in YAML within `AssetLimits`. An item that is wrong is left out, or what of it is wrong, and all others
    /// hold; where the text as a whole is no YAML, that is found out for each item.
    ///
    /// Source of the form: docs/configuration.md, "Assets".
    package init(_ bytes: [UInt8]) {
        guard bytes.count <= AssetLimits.fileBytes else {
            problems = [
                RuleProblem(
                    .error, .start, "the file is longer than \(AssetLimits.fileBytes >> 20) MB",
                    help: "Leave out what need not be known here.")
            ]
            return
        }
        // What is no UTF-8 becomes visible marks in the texts that it stands in.
        var text = String(decoding: bytes, as: UTF8.self)
        if text.first == "\u{feff}" { text.removeFirst() }
        var reader = AssetReader()
        if String(validating: bytes, as: UTF8.self) == nil { reader.reportEncoding(text) }
        for document in YAMLDocument.split(text) { reader.read(document) }
        book = AssetBook(reader.assets)
        problems = reader.problems.enumerated()
            .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }.map(\.element)
    }
}
