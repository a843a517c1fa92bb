// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// One indicator of a set, without its texts: 24 bytes.
struct IndicatorRecord {
    /// No record follows.
    static let none = UInt32.max

    /// When it expires, in microseconds since the epoch; the greatest number if never.
    var expiry: Int64
    /// Where its key begins in the set's bytes; the note lies behind the key.
    let start: UInt32
    /// The number of its source and tags.
    let origin: UInt32
    /// The next record with the same key.
    var next = IndicatorRecord.none
    /// The kind in the upper four bits, the length of the key in the others.
    private let shape: UInt16
    /// The length of the note.
    let noteCount: UInt16

    init(_ kind: IndicatorKind, start: UInt32, keyCount: Int, noteCount: Int, origin: UInt32, expiry: Int64) {
        self.expiry = expiry
        self.start = start
        self.origin = origin
        shape = UInt16(kind.rawValue) << 12 | UInt16(keyCount)
        self.noteCount = UInt16(noteCount)
    }

    /// Its kind; every record has one.
    var kind: IndicatorKind { IndicatorKind(rawValue: UInt8(shape >> 12)) ?? .network }

    /// Where its key lies in the set's bytes.
    @inline(__always)
    var key: Range<Int> { Int(start)..<Int(start) + Int(shape & 0xFFF) }

    /// Where its note lies in the set's bytes.
    var note: Range<Int> { key.upperBound..<key.upperBound + Int(noteCount) }
}

/// What many indicators of a set have in common.
struct IndicatorOrigin: Hashable {
    let source: String
    let tags: [String]
}

/// Values as the bytes that a set keeps: networks and digests as numbers, all else as text.
enum IndicatorKey {
    /// The bytes of a value in its normal form.
    static func bytes(of value: IndicatorValue) -> [UInt8] {
        switch value.kind {
        case .network:
            guard let network = IPNetwork(value.text) else { return [] }
            return [UInt8(network.prefixLength)] + network.address.bytes
        case .md5, .sha1, .sha256, .ja3, .certificate:
            guard let digest = Digest(value.text.utf8.span, count: value.kind.digestCount ?? 0) else { return [] }
            return (0..<digest.count).map { digest.bytes[$0] }
        case .domain, .url, .ja4:
            return Array(value.text.utf8)
        }
    }

    /// The value that these bytes were made of.
    static func value(_ kind: IndicatorKind, _ bytes: ArraySlice<UInt8>) -> IndicatorValue {
        switch kind {
        case .network:
            let address = IPAddress(bytes: Array(bytes.dropFirst())) ?? IPAddress(v4: 0)
            let network = bytes.first.flatMap { IPNetwork(address, prefixLength: Int($0)) }
            let text = network.map { $0.isHost ? "\($0.address)" : "\($0)" }
            return IndicatorValue(kind: kind, normalised: text ?? "")
        case .md5, .sha1, .sha256, .ja3, .certificate:
            return IndicatorValue(
                kind: kind, normalised: Digest(bytes.span).text(hasColons: kind == .certificate))
        case .domain, .url, .ja4:
            return IndicatorValue(kind: kind, normalised: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// How many bytes at the front of a key do not count when values are compared: the scheme of a URL, since a
    /// request does not say by which it came.
    static func ignored(_ kind: IndicatorKind, _ bytes: Span<UInt8>) -> Int {
        guard kind == .url else { return 0 }
        var at = 0
        while at < bytes.count, bytes[at] != UInt8(ascii: ":") { at += 1 }
        return min(bytes.count, at + 3)
    }
}
