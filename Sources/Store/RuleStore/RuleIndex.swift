// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Rules

/// The index of a folder of rules: JSON, one line a file, by path.
enum RuleIndex {
    static let name = "index.json"
    /// Bytes that are read of one.
    static let limit = 256 << 20

    private struct Whole: Decodable {
        var format: Int
        var rules: [Line]
    }

    private struct Line: Codable {
        var path: String
        var id: String
        var enabled: Bool
        var retired: Bool
        var list: String?
        var author: String
        var time: String
        var comment: String
        /// Fingerprints in hexadecimal digits: JSON's numbers are not exact everywhere.
        var texts: [String]
    }

    static func encode(_ notes: [RulePath: RuleFolder.Note]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = try notes.sorted { $0.key < $1.key }.map { path, note in
            let line = Line(
                path: path.text, id: note.rule, enabled: note.isEnabled, retired: note.isRetired,
                list: note.listName, author: note.authorship.author, time: note.authorship.time.rfc3339,
                comment: note.authorship.comment,
                texts: note.lineage.map { String($0, radix: 16) })
            return String(decoding: try encoder.encode(line), as: UTF8.self)
        }
        return Array("{\"format\":1,\"rules\":[\n\(lines.joined(separator: ",\n"))\n]}\n".utf8)
    }

    /// - Throws: `RuleFolderError.index`.
    static func decode(_ bytes: [UInt8], path: String) throws(RuleFolderError) -> [RulePath: RuleFolder.Note] {
        let whole: Whole
        do {
            whole = try JSONDecoder().decode(Whole.self, from: Data(bytes))
        } catch {
            throw .index(path: path, reason: "it is no index of rules")
        }
        guard whole.format == 1 else { throw .index(path: path, reason: "it was written by a newer vedette") }
        var notes: [RulePath: RuleFolder.Note] = [:]
        for line in whole.rules {
            guard let file = RulePath(line.path) else {
                throw .index(path: path, reason: "`\(line.path.prefix(80))` is no file of this folder")
            }
            guard notes[file] == nil else { throw .index(path: path, reason: "it names \(file.text) twice") }
            // The time is for people alone.
            let authorship = Authorship(
                author: line.author, time: Instant(line.time) ?? Instant(microseconds: 0), comment: line.comment)
            notes[file] = RuleFolder.Note(
                rule: line.id, isEnabled: line.enabled, isRetired: line.retired,
                listName: line.list.map { RuleLimit.line($0, RuleLimit.title) }, authorship: authorship,
                lineage: line.texts.suffix(RuleFolder.lineageLimit).compactMap { UInt64($0, radix: 16) })
        }
        return notes
    }
}
