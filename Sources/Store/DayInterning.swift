// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Numbers for the texts and signatures of one file, remembered between batches.
///
/// It holds what the file holds, so it must be thrown away with a transaction that is undone. Its memory is bounded: a
/// dictionary that grew too large is forgotten and filled again from the file. As long as none was, it knows all that the
/// file has, and what it does not know need not be looked for.
struct DayInterning: ~Copyable {
    /// A signature with the texts that a file's `signature` row names.
    struct SignatureKey: Hashable {
        var generator: UInt32
        var number: UInt32
        var revision: UInt32
        var severity: Int16
        var text: Int64
        var category: Int64
    }

    /// A text that equals another only if their bytes do; `String` also takes differently composed letters for equal.
    private struct ExactText: Hashable {
        let text: String

        static func == (left: ExactText, right: ExactText) -> Bool {
            left.text.utf8.elementsEqual(right.text.utf8)
        }

        func hash(into hasher: inout Hasher) {
            // Texts are UTF-8 in memory already; only a bridged one would be copied here.
            var text = text
            text.withUTF8 { bytes in unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
        }
    }

    /// How many entries a dictionary may have.
    private static let limit = 1 << 16

    private var texts: [ExactText: Int64] = [:]
    private var signatures: [SignatureKey: Int64] = [:]
    private var knowsAllTexts: Bool
    private let findText: Statement
    private let addText: Statement
    private let findSignature: Statement
    private let addSignature: Statement

    init(_ database: Database) throws(StoreError) {
        let findText = try Statement(database, "SELECT id FROM text WHERE text = ?")
        let addText = try Statement(database, "INSERT INTO text (text) VALUES (?)")
        let findSignature = try Statement(
            database,
            """
            SELECT id FROM signature WHERE number = ? AND generator = ? AND revision = ? AND severity = ? AND text = ?
            AND category = ?
            """)
        let addSignature = try Statement(
            database,
            """
            INSERT INTO signature (number, generator, revision, severity, text, category) VALUES (?, ?, ?, ?, ?, ?)
            """)
        let texts = try Self.texts(database)
        self.texts = texts ?? [:]
        knowsAllTexts = texts != nil
        self.findText = findText
        self.addText = addText
        self.findSignature = findSignature
        self.addSignature = addSignature
    }

    /// Every text of the file, `nil` if they are too many.
    private static func texts(_ database: Database) throws(StoreError) -> [ExactText: Int64]? {
        let rows = try Statement(database, "SELECT id, text FROM text LIMIT \(limit)")
        var texts: [ExactText: Int64] = [:]
        while try rows.step() { texts[ExactText(text: rows.text(1))] = rows.integer(0) }
        return texts.count < limit ? texts : nil
    }

    mutating func id(of text: String) throws(StoreError) -> Int64 {
        let key = ExactText(text: text)
        if let known = texts[key] { return known }
        if texts.count >= Self.limit {
            texts.removeAll(keepingCapacity: true)
            knowsAllTexts = false
        }
        if !knowsAllTexts { findText.bind(1, text) }
        addText.bind(1, text)
        let id = try Self.id(unless: knowsAllTexts, findText, orAdd: addText)
        texts[key] = id
        return id
    }

    mutating func id(of key: SignatureKey) throws(StoreError) -> Int64 {
        if let known = signatures[key] { return known }
        if signatures.count >= Self.limit { signatures.removeAll(keepingCapacity: true) }
        Self.bind(key, to: findSignature)
        Self.bind(key, to: addSignature)
        // Signatures are few, and most batches bring no new one.
        let id = try Self.id(unless: false, findSignature, orAdd: addSignature)
        signatures[key] = id
        return id
    }

    private static func bind(_ key: SignatureKey, to statement: borrowing Statement) {
        statement.bind(1, Int64(key.number))
        statement.bind(2, Int64(key.generator))
        statement.bind(3, Int64(key.revision))
        statement.bind(4, Int64(key.severity))
        statement.bind(5, key.text)
        statement.bind(6, key.category)
    }

    private static func id(
        unless isNew: Bool, _ find: borrowing Statement, orAdd add: borrowing Statement
    ) throws(StoreError) -> Int64 {
        if !isNew, try find.step() {
            let id = find.integer(0)
            find.reset()
            return id
        }
        return try add.insert()
    }
}
