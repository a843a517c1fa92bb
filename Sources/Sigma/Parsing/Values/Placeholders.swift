// SPDX-License-Identifier: Apache-2.0

/// `expand`: puts values in the place of `%name%`.
struct Placeholders {
    /// Why a text cannot be expanded.
    enum Failure: Error, Equatable {
        case unknown(String)
        case tooMany
    }

    /// How many texts one text may become.
    static let limit = 10_000

    private enum Part: Equatable {
        case text(String)
        case name(String)
    }

    private let parts: [Part]

    /// Reads a rule's text; `\%` is a percent sign.
    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var parts: [Part] = []
        var plain = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            if scalars[index] == "\\", index + 1 < scalars.count, scalars[index + 1] == "%" {
                plain.append("%")
                index += 2
            } else if scalars[index] == "%", let end = Self.end(scalars, index + 1) {
                parts.append(.text(String(plain)))
                plain = String.UnicodeScalarView()
                var name = String.UnicodeScalarView()
                name.append(contentsOf: scalars[index + 1..<end])
                parts.append(.name(String(name)))
                index = end + 1
            } else {
                plain.append(scalars[index])
                index += 1
            }
        }
        self.parts = parts + [.text(String(plain))]
    }

    /// Where the name that begins at `start` has its percent sign.
    private static func end(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        let end = scalars[start...].firstIndex { scalar in
            !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "_-.".unicodeScalars.contains(scalar))
        }
        guard let end, end > start, scalars[end] == "%" else { return nil }
        return end
    }

    /// Whether there is no placeholder.
    var isEmpty: Bool { parts.count == 1 }

    /// The texts with each way to fill the placeholders.
    func texts(_ values: [String: [String]]) throws(Failure) -> [String] {
        var texts = [""]
        for part in parts {
            switch part {
            case .text(let text): for index in texts.indices { texts[index] += text }
            case .name(let name):
                guard let fillings = values[name], !fillings.isEmpty else { throw .unknown(name) }
                guard texts.count * fillings.count <= Self.limit else { throw .tooMany }
                texts = texts.flatMap { text in fillings.map { text + $0 } }
            }
        }
        return texts
    }
}
