// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension SigmaMatcher {
    /// How many values of each side are compared; an event could hold so many that all pairs took minutes.
    private static let comparedLimit = 64

    /// Whether any value of the reference's one side stands to any of the other as it says. `null` is no value.
    borrowing func holds(_ number: Int, _ line: Span<UInt8>) -> Bool {
        let reference = program.references[number]
        let left = texts(reference.left, reference.isCased, line)
        let right = texts(reference.right, reference.isCased, line)
        return left.contains { left in
            right.contains { right in
                switch reference.relation {
                case .equals: left == right
                case .startsWith: left.span.has(right, at: 0)
                case .endsWith: left.span.has(right, at: left.count - right.count)
                case .contains: left.span.firstIndex(of: right, from: 0) != nil
                }
            }
        }
    }

    private borrowing func texts(_ fields: [Int], _ isCased: Bool, _ line: Span<UInt8>) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        for index in 0..<reader.count {
            let value = reader[index]
            guard let field = field(of: value), fields.contains(field), value.kind != .null else { continue }
            let text = reader.withText(of: value, in: line) { text in
                var bytes: [UInt8] = []
                if isCased { bytes = [UInt8](text.string().utf8) } else { CaseFolding.append(text, to: &bytes) }
                return bytes
            }
            if let text { texts.append(text) }
            if texts.count == Self.comparedLimit { break }
        }
        return texts
    }
}
