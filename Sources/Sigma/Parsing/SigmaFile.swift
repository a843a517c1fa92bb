// SPDX-License-Identifier: Apache-2.0

package import Rules
internal import YAML

/// What a file of Sigma documents holds.
package struct SigmaFile: Sendable {
    /// A name that a document has or gives to another, and where.
    package struct Reference: Hashable, Sendable {
        /// An id or a name, as it is written.
        package var name: String
        package var position: TextPosition
    }

    /// How many bytes of UTF-8 a file may have.
    package static let maximumBytes = 10 << 20
    /// How many documents a file may have.
    package static let maximumDocuments = 10_000

    /// The documents without errors, in the order of the file.
    package private(set) var documents: [SigmaDocument] = []
    /// What is wrong with the file, in the order of the lines.
    package private(set) var problems: [RuleProblem] = []
    /// The ids and names of `documents`, in the order of the file.
    package private(set) var names: [Reference] = []
    /// The rules that correlations and filters of `documents` name, in the order of the file.
    package private(set) var references: [Reference] = []

    /// The Sigma rules, correlations and filters in a stream of YAML documents. A document that is wrong is left out, and
    /// the others stay; each problem tells its line and column.
    ///
    /// Source: Sigma specification 2.1.0. Field names are kept as they are written.
    package static func parse(_ text: String, options: SigmaOptions = SigmaOptions()) -> SigmaFile {
        var file = SigmaFile()
        guard text.utf8.count <= maximumBytes else {
            return failed("the file is larger than \(maximumBytes >> 20) MB", help: "Write it as several files.")
        }
        var native = text.first == "\u{feff}" ? String(text.dropFirst()) : text
        native.makeContiguousUTF8()
        let documents = YAMLDocument.split(native)
        guard documents.count <= maximumDocuments else {
            return failed("the file has more than \(maximumDocuments) documents", help: "Write it as several files.")
        }
        for document in documents { file.read(document, options) }
        file.problems = file.problems.enumerated()
            .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }.map(\.element.asOneLine)
        return file
    }

    /// As `parse(_:options:)`; bytes that are no UTF-8 are one problem, at their line and column.
    package static func parse(_ bytes: [UInt8], options: SigmaOptions = SigmaOptions()) -> SigmaFile {
        guard bytes.count <= maximumBytes else {
            return failed("the file is larger than \(maximumBytes >> 20) MB", help: "Write it as several files.")
        }
        if let text = String(validating: bytes, as: UTF8.self) { return parse(text, options: options) }
        let replaced = String(decoding: bytes, as: UTF8.self)
        // The first sign that stands for a broken byte; a true one of the kind in the text is as good a place to look at.
        let before = replaced.unicodeScalars.prefix { $0 != "\u{fffd}" }
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let position = TextPosition(line: max(1, lines.count), column: (lines.last?.count ?? 0) + 1)
        return failed("the file is no UTF-8", at: position, help: "Save it in the encoding UTF-8.")
    }

    private static func failed(_ message: String, at position: TextPosition = .start, help: String) -> SigmaFile {
        var file = SigmaFile()
        file.problems = [RuleProblem(.error, position, message, help: help)]
        return file
    }

    private mutating func read(_ document: YAMLDocument, _ options: SigmaOptions) {
        do throws(YAMLFailure) {
            for node in try YAMLReader.read(document) {
                var reader = RuleReader(document: document, options: options)
                if let rule = reader.read(node) {
                    documents.append(rule)
                    names += reader.names
                    references += reader.references
                }
                problems += reader.problems
            }
        } catch {
            problems.append(error.problem)
        }
    }
}
