// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// The numbers that a file has for texts and signatures, looked up without adding any.
struct StoredNumbers: ~Copyable {
    /// Stands for what the file has no number for; equal to none.
    static let missing: Int64 = -1

    private var texts: [[UInt8]: Int64] = [:]
    private var signatures: [DayInterning.SignatureKey: Int64] = [:]
    private let findText: Statement
    private let findSignature: Statement

    /// How many entries are remembered, so that made-up texts cannot fill the memory.
    private static let limit = 1 << 16

    init(_ database: Database) throws(StoreError) {
        let findText = try Statement(database, "SELECT id FROM text WHERE text = ?")
        let findSignature = try Statement(
            database,
            """
            SELECT id FROM signature WHERE number = ? AND generator = ? AND revision = ? AND severity = ? AND text = ?
            AND category = ?
            """)
        self.findText = findText
        self.findSignature = findSignature
    }

    mutating func id(of text: String) throws(StoreError) -> Int64 {
        // By bytes: `String` takes differently composed letters for equal.
        let key = Array(text.utf8)
        if let known = texts[key] { return known }
        if texts.count >= Self.limit { texts.removeAll(keepingCapacity: true) }
        findText.bind(1, text)
        let id = try findText.step() ? findText.integer(0) : Self.missing
        findText.reset()
        texts[key] = id
        return id
    }

    mutating func id(of key: DayInterning.SignatureKey) throws(StoreError) -> Int64 {
        if let known = signatures[key] { return known }
        if signatures.count >= Self.limit { signatures.removeAll(keepingCapacity: true) }
        findSignature.bind(1, Int64(key.number))
        findSignature.bind(2, Int64(key.generator))
        findSignature.bind(3, Int64(key.revision))
        findSignature.bind(4, Int64(key.severity))
        findSignature.bind(5, key.text)
        findSignature.bind(6, key.category)
        let id = try findSignature.step() ? findSignature.integer(0) : Self.missing
        findSignature.reset()
        signatures[key] = id
        return id
    }
}

/// The numbers of the texts of one batch, looked up once each.
struct SymbolNumbers {
    private var numbers: [Int64] = []
    private let alertIndex: Int?
    private let statsIndex: Int?

    init(_ batch: EventBatch, _ stored: inout StoredNumbers) throws(StoreError) {
        for text in batch.symbols { numbers.append(try stored.id(of: text)) }
        alertIndex = batch.symbols.firstIndex { $0.utf8.elementsEqual(EventType.alert.utf8) }
        statsIndex = batch.symbols.firstIndex { $0.utf8.elementsEqual(EventType.stats.utf8) }
    }

    /// `nil` for an absent text.
    func number(of symbol: Symbol) -> Int64? {
        guard symbol.isPresent, Int(symbol.index) < numbers.count else { return nil }
        return numbers[Int(symbol.index)]
    }

    func isAlert(_ event: Event) -> Bool { event.type.isPresent && Int(event.type.index) == alertIndex }
    func isStats(_ event: Event) -> Bool { event.type.isPresent && Int(event.type.index) == statsIndex }

    /// The numbers of an event's texts.
    func numbers(
        of event: Event, gateway: Int64, _ stored: inout StoredNumbers
    ) throws(StoreError) -> EventInserter.Numbers {
        var found = EventInserter.Numbers(
            gateway: gateway, type: number(of: event.type), transport: number(of: event.transport),
            app: number(of: event.appProtocol), sensor: number(of: event.sensor))
        if let alert = event.alert {
            found.action = number(of: alert.action)
            found.signature = try stored.id(
                of: DayInterning.SignatureKey(
                    generator: alert.generatorID, number: alert.signatureID, revision: alert.revision,
                    severity: alert.severity.map(Int16.init) ?? -1, text: number(of: alert.signature) ?? 0,
                    category: number(of: alert.category) ?? 0))
        }
        return found
    }
}
