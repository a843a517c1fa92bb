// SPDX-License-Identifier: Apache-2.0

/// The country of an address by its ISO 3166-1 code of two letters, or why there is none.
package struct Country: Hashable, Sendable, Codable {
    /// 0 for `unknown`, 1 for `inside`, and from 2 on the codes in the order of the alphabet, assigned or not; less than `count`.
    package let index: Int

    /// How many values there are.
    package static let count = 2 + 26 * 26

    /// An address that no database knows.
    package static let unknown = Country(index: 0)
    /// An address that is one's own, private, or otherwise not of the Internet.
    package static let inside = Country(index: 1)

    private init(index: Int) {
        self.index = index
    }

    /// The value with this number; `nil` from `count` on.
    package init?(number index: Int) {
        guard 0..<Self.count ~= index else { return nil }
        self.index = index
    }

    /// The country of a code of two ASCII letters of either case, also of one that is not assigned; `nil` for any other text.
    package init?(code: some StringProtocol) {
        let letters = code.utf8.map { $0 & 0xDF }
        guard letters.count == 2, code.utf8.allSatisfy({ $0 & 0x40 != 0 }),
            letters.allSatisfy({ UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 })
        else { return nil }
        index = 2 + Int(letters[0] - UInt8(ascii: "A")) * 26 + Int(letters[1] - UInt8(ascii: "A"))
    }

    /// The code in capitals; `nil` where it is none.
    package var code: String? {
        guard index >= 2 else { return nil }
        let letters = [(index - 2) / 26, (index - 2) % 26].map { UInt8(ascii: "A") + UInt8($0) }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The code, `inside` or `unknown`: how filters and counts write it.
    package var text: String {
        code ?? (self == .inside ? "inside" : "unknown")
    }
}
