// SPDX-License-Identifier: Apache-2.0

import Foundation
import Rules
import Sigma
import Testing

@testable import StarterRules

@Suite("Starter rules: texts")
struct StarterRulesTests {
    @Test("every file of the folder is built in under its name")
    func files() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/StarterRules/Rules")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == StarterRules.files.map { $0.name + ".yml" })
        for file in StarterRules.files {
            let text = try String(contentsOf: folder.appendingPathComponent(file.name + ".yml"), encoding: .utf8)
            #expect(file.text == text)
        }
        #expect(StarterRules.files.count >= 40)
    }

    @Test("every rule is read without a word of warning, and so is the set as a whole")
    func noProblems() {
        let files = StarterRules.files.map { parsed($0) }
        for (file, read) in zip(StarterRules.files, files) {
            #expect(read.problems == [], "\(file.name)")
            #expect(!read.documents.isEmpty, "\(file.name)")
        }
        let crossed = SigmaFile.crossCheck(files).flatMap { $0 }
        #expect(crossed == [])
    }

    @Test("every rule finds its log source and all its fields in the mapping")
    func mapped() {
        for file in StarterRules.files {
            for case .rule(let rule) in parsed(file).documents {
                #expect(MappingSet.builtin.problems(rule) == [], "\(file.name)")
            }
        }
    }

    @Test("every rule says what an analyst needs", arguments: StarterRules.files.map(\.name))
    func headers(name: String) throws {
        let file = try #require(StarterRules.files.first { $0.name == name })
        let documents = parsed(file).documents
        for document in documents {
            let header = document.header
            let id = header.id.flatMap { UUID(uuidString: $0) }
            #expect(id != nil && !header.title.isEmpty && header.status != nil)
            #expect(!header.description.isEmpty && header.author == "Vedette" && header.level != nil)
        }
        // The last one is what is reported; those before it are what it counts.
        let reported = try #require(documents.last?.header)
        #expect(reported.level != .informational && !reported.falsePositives.isEmpty && reported.tags.count >= 2)
        for counted in documents.dropLast().map(\.header) {
            #expect(counted.level == .informational && counted.name != nil)
        }
    }
}

/// A file of the set, read with the placeholders that come with it.
func parsed(_ file: StarterRules.File) -> SigmaFile {
    SigmaFile.parse(file.text, options: SigmaOptions(placeholders: StarterRules.placeholders))
}
