// SPDX-License-Identifier: Apache-2.0

/// How many events of a bucket are alike in gateway, type, transport and application protocol. Numbers are those of the file's
/// texts; an absent one is 0.
struct RollUpCell: Hashable, Comparable, Sendable {
    var gateway: UInt32 = 0
    var type: UInt32 = 0
    var transport: UInt32 = 0
    var app: UInt32 = 0
    var count: Int64 = 0

    /// Whether the two count the same kind of event.
    func isAlike(_ other: RollUpCell) -> Bool {
        gateway == other.gateway && type == other.type && transport == other.transport && app == other.app
    }

    static func < (left: RollUpCell, right: RollUpCell) -> Bool {
        if left.gateway != right.gateway { return left.gateway < right.gateway }
        if left.type != right.type { return left.type < right.type }
        if left.transport != right.transport { return left.transport < right.transport }
        return left.app < right.app
    }
}

/// The forms in which a row of `roll_up` holds the cells of its bucket, each a list of varints.
///
/// All three tell of the same events. `cells` tells most; the other two are much shorter and answer most questions. Of alerts
/// `AlertCounts` tells more.
enum RollUpCoding {
    /// For each gateway, in order: its number, its events, those of type `stats` among them.
    struct GatewayCount: Sendable, Equatable {
        var gateway: UInt32
        var count: Int64
        var stats: Int64
    }

    /// Cells in order, each kind once: gateway, type, transport, app, count.
    static func cells(_ cells: [RollUpCell]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(cells.count * 7)
        for cell in cells {
            bytes.append(varint: UInt64(cell.gateway))
            append(kindOf: cell, to: &bytes)
        }
        return bytes
    }

    /// The same without gateways.
    static func kinds(_ cells: [RollUpCell]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(cells.count * 6)
        for cell in cells { append(kindOf: cell, to: &bytes) }
        return bytes
    }

    private static func append(kindOf cell: RollUpCell, to bytes: inout [UInt8]) {
        bytes.append(varint: UInt64(cell.type))
        bytes.append(varint: UInt64(cell.transport))
        bytes.append(varint: UInt64(cell.app))
        bytes.append(varint: UInt64(bitPattern: cell.count))
    }

    static func gateways(_ counts: [GatewayCount]) -> [UInt8] {
        var bytes: [UInt8] = []
        for count in counts {
            bytes.append(varint: UInt64(count.gateway))
            bytes.append(varint: UInt64(bitPattern: count.count))
            bytes.append(varint: UInt64(bitPattern: count.stats))
        }
        return bytes
    }

    /// Calls `body` with every cell; false for bytes that are none.
    static func visit<Failure: Error>(
        cells bytes: [UInt8], hasGateway: Bool, _ body: (RollUpCell) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        var reader = ByteReader(bytes[...])
        while !reader.rest.isEmpty {
            var cell = RollUpCell()
            if hasGateway {
                guard let gateway = reader.number() else { return false }
                cell.gateway = gateway
            }
            guard let type = reader.number(), let transport = reader.number(), let app = reader.number(),
                let count = reader.count()
            else { return false }
            cell.type = type
            cell.transport = transport
            cell.app = app
            cell.count = count
            try body(cell)
        }
        return true
    }

    /// Calls `body` with every gateway; false for bytes that are none.
    static func visit<Failure: Error>(
        gateways bytes: [UInt8], _ body: (GatewayCount) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        var reader = ByteReader(bytes[...])
        while !reader.rest.isEmpty {
            guard let gateway = reader.number(), let count = reader.count(), let stats = reader.count() else {
                return false
            }
            try body(GatewayCount(gateway: gateway, count: count, stats: stats))
        }
        return true
    }

    /// Cells in order, each kind once.
    static func merged(_ cells: [RollUpCell]) -> [RollUpCell] {
        var merged: [RollUpCell] = []
        merged.reserveCapacity(cells.count)
        for cell in cells.sorted() {
            if let last = merged.last, last.isAlike(cell) {
                merged[merged.count - 1].count += cell.count
            } else {
                merged.append(cell)
            }
        }
        return merged
    }
}

extension ByteReader {
    /// A varint that fits.
    mutating func number() -> UInt32? {
        varint().flatMap(UInt32.init(exactly:))
    }

    /// A varint that can be a count of events. The bound keeps sums of damaged ones from overflowing.
    mutating func count() -> Int64? {
        varint().flatMap { $0 <= 1 << 40 ? Int64($0) : nil }
    }
}
