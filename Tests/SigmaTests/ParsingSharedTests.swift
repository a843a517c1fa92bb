// SPDX-License-Identifier: Apache-2.0

import Rules
import Sigma
import Testing

@Suite("Published Sigma rules", .enabled(if: SharedRules.isThere, "skipped: no ../shared"))
struct ParsingSharedTests {
    @Test("every rule is read without a problem, and no two have the same id")
    func rules() throws {
        let inputs = try SharedRules.files("rules")
        let files = inputs.map { SigmaFile.parse($0.bytes) }
        for (input, file) in zip(inputs, files) {
            #expect(file.documents.count == 1 && file.problems.isEmpty, "\(input.path): \(Parsed.problems(file))")
        }
        #expect(files.count == 3141)
        let clashes = SigmaFile.crossCheck(files).flatMap(\.self)
        #expect(clashes.isEmpty)
    }

    @Test("a rule whose placeholders have no values is an error, or fits nothing, as is asked for")
    func placeholders() throws {
        let inputs = try SharedRules.files("rules-placeholder")
        #expect(inputs.count == 23)
        for input in inputs {
            let strict = SigmaFile.parse(input.bytes)
            #expect(strict.documents.isEmpty && !strict.problems.isEmpty, "\(input.path)")
            #expect(strict.problems.allSatisfy { $0.message.hasPrefix("no values for placeholder %") })
            let lenient = SigmaFile.parse(input.bytes, options: SigmaOptions(unknownPlaceholder: .neverMatches))
            #expect(lenient.documents.count == 1, "\(input.path): \(Parsed.problems(lenient))")
            #expect(lenient.problems.allSatisfy { $0.weight == .warning })
            #expect(lenient.problems.map(\.position) == strict.problems.map(\.position))
        }
    }
}
