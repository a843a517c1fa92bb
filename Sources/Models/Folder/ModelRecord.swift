// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
internal import Foundation

/// What is known of an installed model: `model.json` in its folder.
package struct ModelRecord: Sendable, Hashable, Codable {
    package struct File: Sendable, Hashable, Codable {
        package var name: String
        package var bytes: Int64
        /// SHA-256 in hexadecimal.
        package var sha256: String

        package init(name: String, bytes: Int64, sha256: String) {
            self.name = name
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// What came of a self-test.
    package struct Test: Sendable, Hashable, Codable {
        /// The worker's version.
        package var program: String
        package var time: Instant
        /// Why it may not be used; `nil` where it may.
        package var refusal: String?

        package init(program: String, time: Instant, refusal: String?) {
            self.program = program
            self.time = time
            self.refusal = refusal
        }
    }

    package var kind: ModelKind
    package var summary: String
    /// The files in the folder, in the order of the kind.
    package var files: [File]
    /// The files that it was imported from, by the names that they had.
    package var sources: [File]
    package var imported: Instant
    package var test: Test?

    package init(
        kind: ModelKind, summary: String, files: [File], sources: [File], imported: Instant, test: Test? = nil
    ) {
        self.kind = kind
        self.summary = summary
        self.files = files
        self.sources = sources
        self.imported = imported
        self.test = test
    }

    /// Whether jobs may use it: it was tested and did what it is for.
    package var isUsable: Bool { test.map { $0.refusal == nil } ?? false }

    static let bytesMost = 64 << 10

    /// - Throws: where it is no such record, or names files that are none of its kind's.
    init(reading bytes: [UInt8]) throws(ModelProblem) {
        do { self = try JSONDecoder().decode(Self.self, from: Data(bytes)) } catch {
            throw ModelProblem("is damaged; remove the model and import it again")
        }
        guard files.count == CheckedModel.endings(of: kind).count,
            files.allSatisfy({ !$0.name.contains("/") && !$0.name.hasPrefix(".") && !$0.name.isEmpty })
        else { throw ModelProblem("names files that are not its kind's; remove the model and import it again") }
    }

    func bytes() throws(ModelProblem) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do { return Array(try encoder.encode(self)) + [10] } catch {
            throw ModelProblem("model.json cannot be written: \(error)")
        }
    }
}
