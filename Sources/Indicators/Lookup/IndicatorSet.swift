// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Indicators, held so that a million of them fit in memory and are looked up without allocating.
///
/// Values are found by a table of hashes and always compared in full. Indicators keep the order in which they came.
package struct IndicatorSet: Sendable {
    /// How many indicators a set holds at most.
    package static let countLimit = 4_000_000
    /// How many indicators may have one value; each has another source.
    package static let sharedLimit = 32
    /// How many bytes the values and notes of a set may have together.
    private static let byteLimit = 1 << 31

    var records: [IndicatorRecord] = []
    /// The keys and notes, as `IndicatorRecord` says.
    var bytes: [UInt8] = []
    private var origins: [IndicatorOrigin] = []
    private var originNumbers: [IndicatorOrigin: UInt32] = [:]
    /// For each slot 16 bits of the hash that is there, 0 where the slot is free; twice as many as there are keys, at
    /// least, so that a miss is mostly seen from these alone.
    private var marks: [UInt16] = Array(repeating: 0, count: 64)
    /// For each slot the first record with its key.
    private var heads: [UInt32] = Array(repeating: IndicatorRecord.none, count: 64)
    private var keyCount = 0
    /// For the first 16 bits of an IPv4 address, which prefix lengths networks have that may hold it: bit 0 for a
    /// length of 1. Empty where there are no such networks.
    private(set) var v4Lengths: [UInt32] = []
    /// The prefix lengths of the IPv6 networks, the longest first.
    private(set) var v6Lengths: [UInt8] = []
    /// A bit for each kind that occurs.
    private var kinds: UInt16 = 0

    /// No indicators.
    package init() {}

    /// These indicators, as `insert(_:)` takes them.
    package init(_ indicators: some Sequence<Indicator>) {
        for indicator in indicators { insert(indicator) }
    }

    /// What became of an indicator.
    package enum Insertion: Hashable, Sendable {
        /// It is at this index.
        case added(Int)
        /// One with this value, source and tags is at this index; it now holds as long as the longer of the two, and
        /// keeps its note.
        case merged(Int)
        /// The set, or the list of indicators with this value, is full.
        case full
    }

    /// Adds `indicator` behind the others, unless there is one with its value, source and tags.
    @discardableResult
    package mutating func insert(_ indicator: Indicator) -> Insertion {
        insert(
            indicator.value.kind, IndicatorKey.bytes(of: indicator.value)[...],
            number(of: IndicatorOrigin(source: indicator.source, tags: indicator.tags)),
            expiry: indicator.expiry?.microseconds ?? .max, note: Array(indicator.note.utf8)[...])
    }

    /// Adds all of `more` behind the others, in its order; what both sets have is there twice.
    ///
    /// What there is no room for is left out: its number is the answer.
    package mutating func append(_ more: IndicatorSet) -> Int {
        guard !isEmpty else {
            self = more
            return 0
        }
        // Origins of their own keep equal indicators of the two sets apart.
        let first = UInt32(origins.count)
        origins += more.origins
        for (origin, number) in more.originNumbers where originNumbers[origin] == nil {
            originNumbers[origin] = first + number
        }
        let before = records.count
        for record in more.records {
            _ = insert(
                record.kind, more.bytes[record.key], first + record.origin, expiry: record.expiry,
                note: more.bytes[record.note])
        }
        return more.count - (records.count - before)
    }

    private mutating func insert(
        _ kind: IndicatorKind, _ key: ArraySlice<UInt8>, _ origin: UInt32, expiry: Int64, note: ArraySlice<UInt8>
    ) -> Insertion {
        let hash = hash(kind, key.span)
        let head = head(hash) { record in isSame(record, kind, key.span) }
        var last: Int?
        var shared = 0
        var at = head ?? IndicatorRecord.none
        while at != IndicatorRecord.none {
            let record = records[Int(at)]
            if record.origin == origin, bytes[record.key].elementsEqual(key) {
                records[Int(at)].expiry = Swift.max(record.expiry, expiry)
                return .merged(Int(at))
            }
            last = Int(at)
            shared += 1
            at = record.next
        }
        guard records.count < Self.countLimit, shared < Self.sharedLimit,
            bytes.count + key.count + note.count <= Self.byteLimit
        else { return .full }
        let index = records.count
        records.append(
            IndicatorRecord(
                kind, start: UInt32(bytes.count), keyCount: key.count, noteCount: note.count, origin: origin,
                expiry: expiry))
        bytes += key
        bytes += note
        if let last { records[last].next = UInt32(index) } else { addKey(kind, key, hash, UInt32(index)) }
        return .added(index)
    }

    private mutating func number(of origin: IndicatorOrigin) -> UInt32 {
        if let number = originNumbers[origin] { return number }
        let number = UInt32(origins.count)
        origins.append(origin)
        originNumbers[origin] = number
        return number
    }
}

extension IndicatorSet: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { records.count }

    /// The indicator at `index`, made anew.
    package subscript(index: Int) -> Indicator {
        let record = records[index]
        let origin = origins[Int(record.origin)]
        return Indicator(
            IndicatorKey.value(record.kind, bytes[record.key]), source: origin.source,
            expiry: record.expiry == .max ? nil : Instant(microseconds: record.expiry),
            note: String(decoding: bytes[record.note], as: UTF8.self), tags: origin.tags)
    }

    /// The same indicators but those expired at `time`, in no more memory than they need; their indices change.
    package func compacted(droppingExpiredAt time: Instant? = nil) -> IndicatorSet {
        var kept = IndicatorSet()
        kept.records.reserveCapacity(count)
        kept.bytes.reserveCapacity(bytes.count)
        kept.origins = origins
        kept.originNumbers = originNumbers
        for record in records {
            if let time, record.expiry != .max, record.expiry <= time.microseconds { continue }
            _ = kept.insert(
                record.kind, bytes[record.key], record.origin, expiry: record.expiry, note: bytes[record.note])
        }
        return kept
    }
}

// The table of keys.
extension IndicatorSet {
    /// Whether there is an indicator of this kind.
    @inline(__always)
    func has(_ kind: IndicatorKind) -> Bool { kinds & 1 << UInt16(kind.rawValue) != 0 }

    /// The first record of the key with this hash for which `isIt` is true.
    @inline(__always)
    func head(_ hash: UInt64, _ isIt: (IndicatorRecord) -> Bool) -> UInt32? {
        let mark = Self.mark(hash)
        let mask = marks.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while marks[slot] != 0 {
            if marks[slot] == mark, isIt(records[Int(heads[slot])]) { return heads[slot] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private static func mark(_ hash: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: hash >> 48) | 1 }

    /// The hash of a key of this kind.
    private func hash(_ kind: IndicatorKind, _ key: Span<UInt8>) -> UInt64 {
        if kind == .network, key.count > 1 {
            let (high, low) = Self.numbers(key)
            return KeyHash.network(high, low, key[0], isV4: key.count == 5)
        }
        var hash = KeyHash(kind)
        var at = key.count
        let end = IndicatorKey.ignored(kind, key)
        while at > end {
            at -= 1
            hash.add(key[at])
        }
        return hash.value
    }

    /// Whether the key of `record` is this one but for what is ignored.
    private func isSame(_ record: IndicatorRecord, _ kind: IndicatorKind, _ key: Span<UInt8>) -> Bool {
        guard record.kind == kind else { return false }
        let other = bytes.span.extracting(record.key)
        let start = IndicatorKey.ignored(kind, key)
        let shift = IndicatorKey.ignored(kind, other) - start
        guard other.count - shift == key.count else { return false }
        for at in start..<key.count where key[at] != other[at + shift] { return false }
        return true
    }

    /// The halves of the address in the key of a network.
    static func numbers(_ key: Span<UInt8>) -> (high: UInt64, low: UInt64) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for at in 1..<key.count {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(key[at])
        }
        return (high, low)
    }

    private mutating func addKey(_ kind: IndicatorKind, _ key: ArraySlice<UInt8>, _ hash: UInt64, _ index: UInt32) {
        kinds |= 1 << UInt16(kind.rawValue)
        if kind == .network { addLength(Array(key)) }
        keyCount += 1
        if keyCount * 2 > marks.count { grow() }
        place(hash, index)
    }

    /// Remembers that there is a network as long as the one with this key.
    private mutating func addLength(_ key: [UInt8]) {
        guard let length = key.first, length > 0 else { return }
        guard key.count == 5 else {
            if !v6Lengths.contains(length) {
                v6Lengths.insert(length, at: v6Lengths.firstIndex { $0 < length } ?? v6Lengths.endIndex)
            }
            return
        }
        if v4Lengths.isEmpty { v4Lengths = Array(repeating: 0, count: 65536) }
        let start = Int(key[1]) << 8 | Int(key[2])
        let count = 1 << Swift.max(0, 16 - Int(length))
        for at in start..<Swift.min(65536, start + count) { v4Lengths[at] |= 1 << (UInt32(length) - 1) }
    }

    private mutating func place(_ hash: UInt64, _ index: UInt32) {
        var slot = Int(truncatingIfNeeded: hash) & (marks.count - 1)
        while marks[slot] != 0 { slot = (slot + 1) & (marks.count - 1) }
        marks[slot] = Self.mark(hash)
        heads[slot] = index
    }

    private mutating func grow() {
        let old = heads
        marks = Array(repeating: 0, count: old.count * 2)
        heads = Array(repeating: IndicatorRecord.none, count: old.count * 2)
        for index in old where index != IndicatorRecord.none {
            let record = records[Int(index)]
            place(hash(record.kind, bytes.span.extracting(record.key)), index)
        }
    }
}
