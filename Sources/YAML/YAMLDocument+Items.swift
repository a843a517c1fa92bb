// SPDX-License-Identifier: Apache-2.0

extension YAMLDocument {
    /// Whether something in the text looks like an anchor, so that its parts may not be told without each other.
    package var hasAnchors: Bool { YAMLLimits.hasAnchors(text) }

    /// The items of the list that the document is, each as a list of one that can be read by itself, and before them what stands above
    /// the first one, if anything does. One document where it is no list in block style, or has more than `limit` items.
    ///
    /// For files whose items have nothing to do with each other: one that is broken then loses no other, and a file may be longer than one
    /// document. Where an item begins is told by the lines alone: those with a dash where the first dash stands.
    package func items(atMost limit: Int) -> [YAMLDocument] {
        var pieces: [YAMLDocument] = []
        var indent: Int?
        var start = text.utf8.startIndex
        var (line, startLine) = (0, 0)
        var count = 0
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { rest.index(after: $0) } ?? rest.endIndex
            if let found = Self.dash(in: rest[..<end]), indent == nil || indent == found {
                count += 1
                guard count <= limit else { return [self] }
                if start < rest.startIndex { pieces.append(piece(start..<rest.startIndex, line: startLine)) }
                (indent, start, startLine) = (found, rest.startIndex, line)
            }
            rest = rest[end...]
            line += 1
        }
        guard indent != nil else { return [self] }
        pieces.append(piece(start..<text.utf8.endIndex, line: startLine))
        return pieces
    }

    private func piece(_ range: Range<String.Index>, line: Int) -> YAMLDocument {
        YAMLDocument(text: String(text[range]), firstLine: firstLine + line)
    }

    /// In which column, counted from 0, a line has the dash that begins an item.
    private static func dash(in line: Substring.UTF8View) -> Int? {
        let blanks = line.prefix { $0 == 0x20 }.count
        let content = line.dropFirst(blanks)
        guard content.first == UInt8(ascii: "-") else { return nil }
        return content.dropFirst().first.map { [0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? true ? blanks : nil
    }
}
