// SPDX-License-Identifier: Apache-2.0

extension ModelFolder {
    /// Whether a text can be a model's name: 1 to 64 lower-case letters, digits, dashes, dots and underscores, a letter or digit first.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isPlain)
            && text.utf8.first.map { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
                == true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._".utf8.contains(byte)
        }
    }

    /// The name that a file gives to its model: its own without the ending, as far as it can be one.
    package static func name(from file: String) -> String? {
        let last = file.split(separator: "/").last ?? ""
        let stem = last.lastIndex(of: ".").map { last[..<$0] } ?? last
        let plain = stem.lowercased().utf8.map { isPlain($0) ? $0 : UInt8(ascii: "-") }
        let text = String(String(decoding: plain, as: UTF8.self).drop { "-._".contains($0) }.prefix(64))
        return isName(text) ? text : nil
    }
}
