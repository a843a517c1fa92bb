// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What is known of the alerts of one bucket without looking at each.
struct AlertCounts: Sendable {
    /// Alerts of a bucket that are alike in gateway, signature and action; numbers are those of the file, 0 for absent.
    struct Cell: Sendable, Equatable {
        var gateway: UInt32
        var signature: UInt32
        var action: UInt32
        var count: Int64
        /// The rows of the first and the last of them.
        var first: Int64
        var last: Int64
    }

    struct AddressCount: Sendable, Equatable {
        var address: IPAddress
        var count: Int64
    }

    var cells: [Cell] = []
    var sources: [AddressCount] = []
    var destinations: [AddressCount] = []

    mutating func add(
        row: Int64, gateway: Int64, signature: Int64?, action: Int64?, from source: IPAddress?,
        to destination: IPAddress?
    ) {
        cells.append(
            Cell(
                gateway: UInt32(clamping: gateway), signature: UInt32(clamping: signature ?? 0),
                action: UInt32(clamping: action ?? 0), count: 1, first: row, last: row))
        if let source { sources.append(AddressCount(address: source, count: 1)) }
        if let destination { destinations.append(AddressCount(address: destination, count: 1)) }
    }

    mutating func add(_ other: AlertCounts) {
        cells += other.cells
        sources += other.sources
        destinations += other.destinations
    }

    /// The same with each kind and address once: cells by the last of their alerts, addresses in order.
    func merged() -> AlertCounts {
        var kinds: [Cell] = []
        let sorted = cells.sorted {
            ($0.gateway, $0.signature, $0.action) < ($1.gateway, $1.signature, $1.action)
        }
        for cell in sorted {
            if let last = kinds.last, last.isAlike(cell) {
                kinds[kinds.count - 1].count += cell.count
                kinds[kinds.count - 1].first = min(last.first, cell.first)
                kinds[kinds.count - 1].last = max(last.last, cell.last)
            } else {
                kinds.append(cell)
            }
        }
        kinds.sort { $0.last < $1.last }
        return AlertCounts(cells: kinds, sources: Self.merged(sources), destinations: Self.merged(destinations))
    }

    private static func merged(_ counts: [AddressCount]) -> [AddressCount] {
        var merged: [AddressCount] = []
        for count in counts.sorted(by: { $0.address < $1.address }) {
            if merged.last?.address == count.address {
                merged[merged.count - 1].count += count.count
            } else {
                merged.append(count)
            }
        }
        return merged
    }
}

extension AlertCounts.Cell {
    fileprivate func isAlike(_ other: AlertCounts.Cell) -> Bool {
        gateway == other.gateway && signature == other.signature && action == other.action
    }
}

// MARK: Form

extension AlertCounts {
    /// As `roll_up.alerts` has it, all varints: the number of cells, of each its gateway, signature, action, count, first row less
    /// the bucket's first, last row less the first; then the sources and the destinations, of each list its length, and of each
    /// address the address and its count. An IPv4 address is twice its number; before the 16 bytes of an IPv6 one stands 1.
    func bytes(from start: Int64) -> [UInt8] {
        guard !cells.isEmpty else { return [] }
        var bytes: [UInt8] = []
        bytes.append(varint: UInt64(cells.count))
        for cell in cells {
            bytes.append(varint: UInt64(cell.gateway))
            bytes.append(varint: UInt64(cell.signature))
            bytes.append(varint: UInt64(cell.action))
            bytes.append(varint: UInt64(bitPattern: cell.count))
            bytes.append(varint: UInt64(bitPattern: cell.first - start))
            bytes.append(varint: UInt64(bitPattern: cell.last - cell.first))
        }
        for list in [sources, destinations] {
            bytes.append(varint: UInt64(list.count))
            for entry in list {
                if entry.address.isV4 {
                    bytes.append(varint: entry.address.low << 1)
                } else {
                    bytes.append(varint: 1)
                    bytes += entry.address.bytes
                }
                bytes.append(varint: UInt64(bitPattern: entry.count))
            }
        }
        return bytes
    }

    /// Reads the above; `nil` for bytes that are none.
    init?(_ bytes: [UInt8], from start: Int64) {
        guard !bytes.isEmpty else { return }
        var reader = ByteReader(bytes[...])
        guard let count = reader.varint(), count <= UInt64(bytes.count) else { return nil }
        cells.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let gateway = reader.number(), let signature = reader.number(), let action = reader.number(),
                let count = reader.count(), let first = reader.varint(), let length = reader.varint()
            else { return nil }
            let firstRow = start &+ Int64(bitPattern: first)
            cells.append(
                Cell(
                    gateway: gateway, signature: signature, action: action, count: count,
                    first: firstRow, last: firstRow &+ Int64(bitPattern: length)))
        }
        guard let from = Self.addresses(&reader), let to = Self.addresses(&reader) else { return nil }
        sources = from
        destinations = to
    }

    private static func addresses(_ reader: inout ByteReader) -> [AddressCount]? {
        guard let count = reader.varint(), count <= UInt64(reader.rest.count) else { return nil }
        var addresses: [AddressCount] = []
        addresses.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let head = reader.varint() else { return nil }
            let address: IPAddress
            if head & 1 == 0 {
                guard let number = UInt32(exactly: head >> 1) else { return nil }
                address = IPAddress(v4: number)
            } else {
                guard let bytes = reader.bytes(16), let long = IPAddress(bytes: Array(bytes)) else { return nil }
                address = long
            }
            guard let count = reader.count() else { return nil }
            addresses.append(AddressCount(address: address, count: count))
        }
        return addresses
    }
}
