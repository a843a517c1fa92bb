// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Query
internal import Rules

/// What the numbers of one file stand for. Numbers are given once and never change, so it only ever grows.
struct LocalNames: Sendable {
    /// A row of the `signature` table.
    struct Signature: Sendable {
        var generator: UInt32
        var number: UInt32
        var revision: UInt32
        var severity: UInt8?
        var text: String?
        var category: String?

        /// The value of a field that signatures tell; absent for every other.
        func value(of field: Field) -> FieldValue {
            switch field {
            case .signatureID: .integer(Int64(number))
            case .generatorID: .integer(Int64(generator))
            case .revision: .integer(Int64(revision))
            case .severity: severity.map { .integer(Int64($0)) } ?? .absent
            case .signature: text.map { .text($0) } ?? .absent
            case .category: category.map { .text($0) } ?? .absent
            default: .absent
            }
        }
    }

    /// Texts by number; number 0 is no text.
    private(set) var texts: [String] = [""]
    /// Signatures by number; number 0 is none.
    private(set) var signatures: [Signature] = [
        Signature(generator: 0, number: 0, revision: 0, severity: nil, text: nil, category: nil)
    ]

    /// Rules that matched, by number.
    private(set) var rules: [Int64: RuleReference] = [:]

    /// Whether any rule ever matched here.
    var hasRules: Bool { !rules.isEmpty }

    func rule(_ id: Int64) -> RuleReference? { rules[id] }

    /// The text of a number, `nil` for `nil` and for unknown numbers.
    func text(_ id: Int64?) -> String? {
        guard let id, id > 0, id < Int64(texts.count) else { return nil }
        return texts[Int(id)]
    }

    func signature(_ id: Int64?) -> Signature? {
        guard let id, id > 0, id < Int64(signatures.count) else { return nil }
        return signatures[Int(id)]
    }

    /// The number of exactly this text, if the file has it.
    func id(of text: String) -> Int64? {
        texts.firstIndex { $0.utf8.elementsEqual(text.utf8) }.flatMap { $0 == 0 ? nil : Int64($0) }
    }

    /// Reads what was added since.
    mutating func refresh(_ database: Database) throws(StoreError) {
        let newTexts = try Statement(database, "SELECT id, text FROM text WHERE id >= ? ORDER BY id")
        newTexts.bind(1, Int64(texts.count))
        while try newTexts.step() {
            // A gap cannot be, unless the file was damaged; then the number stands for an empty text.
            while Int64(texts.count) < newTexts.integer(0) { texts.append("") }
            texts.append(newTexts.text(1))
        }
        let newSignatures = try Statement(
            database,
            """
            SELECT id, generator, number, revision, severity, text, category FROM signature WHERE id >= ? ORDER BY id
            """)
        newSignatures.bind(1, Int64(signatures.count))
        while try newSignatures.step() {
            while Int64(signatures.count) < newSignatures.integer(0) { signatures.append(signatures[0]) }
            signatures.append(
                Signature(
                    generator: UInt32(clamping: newSignatures.integer(1)),
                    number: UInt32(clamping: newSignatures.integer(2)),
                    revision: UInt32(clamping: newSignatures.integer(3)),
                    severity: UInt8(exactly: newSignatures.integer(4)),
                    text: text(newSignatures.integer(5)), category: text(newSignatures.integer(6))))
        }
        try refreshRules(database)
    }

    /// Reads the rules that were added since.
    mutating func refreshRules(_ database: Database) throws(StoreError) {
        let new = try Statement(database, "SELECT id, rule, revision, title, level FROM rule WHERE id > ?")
        new.bind(1, rules.keys.max() ?? 0)
        while try new.step() {
            rules[new.integer(0)] = RuleReference(
                id: new.text(1), revision: Int(clamping: new.integer(2)), title: new.text(3), level: new.text(4))
        }
    }
}
