// SPDX-License-Identifier: Apache-2.0

/// Lines that a shipper sent together, and where they stand in its files.
package struct ShippedLines: Sendable {
    /// One line.
    package struct Line: Sendable, Hashable {
        /// Where it ends in `bytes`, just behind its line feed.
        package var end: Int
        /// The number of its file in `files`; `nil` where the shipper did not say.
        package var file: Int?
        /// Offset in that file of its first byte.
        package var offset: UInt64
    }

    /// The lines, each ended by a line feed.
    package private(set) var bytes: [UInt8] = []
    /// In the order in which they were sent.
    package private(set) var lines: [Line] = []
    /// What tells files of the gateway apart: an identity, as the shipper gives it. Hostile text.
    package private(set) var files: [String] = []
    private var numbers: [String: Int] = [:]

    package init() {}

    package var isEmpty: Bool { lines.isEmpty }

    /// Adds a line, without its line feed; `file` and `offset` say where it stands.
    package mutating func add(_ line: some Collection<UInt8>, file: String? = nil, offset: UInt64 = 0) {
        bytes.append(contentsOf: line)
        bytes.append(UInt8(ascii: "\n"))
        lines.append(Line(end: bytes.count, file: file.map { number(of: $0) }, offset: offset))
    }

    private mutating func number(of file: String) -> Int {
        // Mostly all lines are of one file.
        if let last = lines.last?.file, files[last] == file { return last }
        if let known = numbers[file] { return known }
        let number = files.count
        files.append(file)
        numbers[file] = number
        return number
    }

    /// The bytes of a line, with its line feed.
    package func range(of line: Int) -> Range<Int> {
        (line == 0 ? 0 : lines[line - 1].end)..<lines[line].end
    }
}
