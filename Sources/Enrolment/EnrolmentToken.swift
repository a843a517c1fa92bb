// SPDX-License-Identifier: Apache-2.0

internal import Messages

/// What lets one gateway enrol once: a secret, and which station it may be told to.
///
/// The text is what a person carries from the station to the gateway. It is written in lower-case letters and digits, in groups of eight,
/// and reads as well without the dashes and in capitals.
package struct EnrolmentToken: Sendable, Hashable {
    /// Random bytes that only the invited knows; the station keeps their hash.
    package let secret: [UInt8]
    /// SHA-256 of the station's certificate, in DER.
    package let station: [UInt8]

    /// How many bytes a secret has.
    package static let secretCount = 20
    private static let stationCount = 32

    /// `nil` where the parts have not their lengths.
    package init?(secret: [UInt8], station: [UInt8]) {
        guard secret.count == Self.secretCount, station.count == Self.stationCount else { return nil }
        self.secret = secret
        self.station = station
    }

    /// The token of a text; `nil` for one that is none, or was mistyped.
    package init?(_ text: String) {
        let letters = text.lowercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        guard letters.count == 88, let bytes = Base32.bytes(letters), bytes.count == 55 else { return nil }
        guard Array(bytes[52...]) == Self.check(bytes[..<52]) else { return nil }
        self.init(secret: Array(bytes[..<20]), station: Array(bytes[20..<52]))
    }

    package var text: String {
        let bytes = secret + station
        let letters = Base32.letters(bytes + Self.check(bytes[...]))
        return stride(from: 0, to: letters.count, by: 8).map { start in
            String(decoding: letters[start..<min(start + 8, letters.count)], as: UTF8.self)
        }.joined(separator: "-")
    }

    /// Three bytes that tell slips of the hand; no proof against anybody. FNV-1a with 32 bits, folded.
    private static func check(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var hash: UInt32 = 0x811c_9dc5
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        let folded = hash ^ hash >> 24
        return [
            UInt8(truncatingIfNeeded: folded >> 16), UInt8(truncatingIfNeeded: folded >> 8),
            UInt8(truncatingIfNeeded: folded),
        ]
    }
}

/// Base 32 of RFC 4648, section 6, in lower case and without padding.
enum Base32 {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    static func letters(_ bytes: [UInt8]) -> [UInt8] {
        var letters: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                letters.append(alphabet[Int(bits >> count & 31)])
            }
            bits &= (1 << count) - 1
        }
        if count > 0 { letters.append(alphabet[Int(bits << (5 - count) & 31)]) }
        return letters
    }

    /// `nil` for letters outside of the alphabet, and for bits that are left over and not 0.
    static func bytes(_ letters: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for letter in letters {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            bits = bits << 5 | UInt32(value)
            count += 5
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(bits >> count))
                bits &= (1 << count) - 1
            }
        }
        return bits == 0 ? bytes : nil
    }
}
