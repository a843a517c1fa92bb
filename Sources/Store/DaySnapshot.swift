// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import EVE
internal import GRDB
internal import Glibc
internal import Query

/// One consistent state of one file of events, for the length of one query.
final class DaySnapshot {
    let database: Database
    let partition: Partition
    let path: String
    let names: LocalNames
    /// Whether counts may be taken from `roll_up`.
    let usesRollUps: Bool
    private let findAddress: Statement
    private let findBlock: Statement
    private var decompressor: BlockDecompressor
    private var addresses: [Int64: IPAddress] = [:]
    /// The payloads opened last, the latest last: neighbours in a list mostly share a block.
    private var payloads: [(block: Int64, bytes: [UInt8])] = []

    private static let payloadLimit = 8
    private static let addressLimit = 1 << 16

    init(
        _ database: Database, _ partition: Partition, path: String, names: LocalNames, usesRollUps: Bool
    ) throws(StoreError) {
        self.database = database
        self.partition = partition
        self.path = path
        self.names = names
        self.usesRollUps = usesRollUps
        findAddress = try Statement(database, "SELECT bytes FROM address WHERE id = ?")
        findBlock = try Statement(database, "SELECT bytes FROM block WHERE id = ?")
        do {
            decompressor = try BlockDecompressor()
        } catch {
            throw .system(path: path, call: "zstd", code: ENOMEM)
        }
    }

    /// The columns that `eventRow` reads, of the table `e`.
    static let eventColumns = """
        e.row, e.gateway, e.type, e.source, e.destination, e.source_port, e.destination_port, e.transport, e.app, e.sensor, \
        e.flow, e.signature, e.action, e.flags, e.place
        """

    /// How many columns `eventColumns` are.
    static let eventColumnCount: Int32 = 15

    /// The event whose `eventColumns` begin at `column`, without its summary.
    func eventRow(_ rows: borrowing Statement, at column: Int32 = 0) throws(StoreError) -> EventRow {
        let row = rows.integer(column)
        return EventRow(
            id: partition.id(ofRow: row), time: partition.instant(ofRow: row),
            flags: Event.Flags(rawValue: UInt8(truncatingIfNeeded: rows.integer(column + 13))),
            gateway: names.text(rows.integer(column + 1)) ?? "", type: names.text(rows.integer(column + 2)) ?? "",
            source: try address(rows.optional(column + 3)), destination: try address(rows.optional(column + 4)),
            sourcePort: rows.optional(column + 5).flatMap(UInt16.init(exactly:)),
            destinationPort: rows.optional(column + 6).flatMap(UInt16.init(exactly:)),
            transport: names.text(rows.optional(column + 7)), appProtocol: names.text(rows.optional(column + 8)),
            sensor: names.text(rows.optional(column + 9)), flowID: rows.optional(column + 10),
            alert: names.signature(rows.optional(column + 11)).map { signature in
                AlertRow(
                    generatorID: signature.generator, signatureID: signature.number, revision: signature.revision,
                    severity: signature.severity, signature: signature.text, category: signature.category,
                    action: names.text(rows.optional(column + 12)))
            }, summary: "")
    }

    /// The place of the raw bytes of the event whose `eventColumns` begin at `column`.
    func place(_ rows: borrowing Statement, at column: Int32 = 0) -> Int64 {
        rows.integer(column + 14)
    }

    /// The address of a number.
    func address(_ id: Int64?) throws(StoreError) -> IPAddress? {
        guard let id else { return nil }
        if let known = addresses[id] { return known }
        findAddress.bind(1, id)
        defer { findAddress.reset() }
        guard try findAddress.step(), let address = IPAddress(stored: findAddress.bytes(0)) else { return nil }
        if addresses.count >= Self.addressLimit { addresses.removeAll(keepingCapacity: true) }
        addresses[id] = address
        return address
    }

    /// The raw bytes at a place.
    ///
    /// - Throws: `StoreError.damagedBlock`.
    func raw(at place: Int64) throws(StoreError) -> [UInt8] {
        let block = place / Int64(BlockCoding.slots)
        guard let line = BlockCoding.line(Int(place % Int64(BlockCoding.slots)), in: try payload(block)) else {
            throw .damagedBlock(path: path, block: block)
        }
        return line.bytes
    }

    /// What the event of these raw bytes is, in one line.
    static func summary(of raw: [UInt8]) -> String {
        // Every stored line was parsed once; that it now cannot be is no reason to hide the row.
        guard let tree = try? EveTree.parse(raw) else { return "" }
        return EventSummary.text(of: tree)
    }

    private func payload(_ block: Int64) throws(StoreError) -> [UInt8] {
        if let known = payloads.last(where: { $0.block == block }) { return known.bytes }
        findBlock.bind(1, block)
        defer { findBlock.reset() }
        guard try findBlock.step() else { throw .damagedBlock(path: path, block: block) }
        do {
            let bytes = try decompressor.decompress(findBlock.bytes(0), sizeLimit: BlockCoding.hardLimit)
            if payloads.count >= Self.payloadLimit { payloads.removeFirst() }
            payloads.append((block, bytes))
            return bytes
        } catch {
            throw .damagedBlock(path: path, block: block)
        }
    }
}
