// SPDX-License-Identifier: Apache-2.0

package import EVE

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
    /// By line: why nothing could be taken out of what was sent. The line is the beginning of that, then.
    package private(set) var refusals: [Int: Rejection.Reason] = [:]
    private var numbers: [String: Int] = [:]

    package init() {}

    package var isEmpty: Bool { lines.isEmpty }

    /// Adds a line, without its line feed; `file` and `offset` say where it stands.
    package mutating func add(_ line: some Collection<UInt8>, file: String? = nil, offset: UInt64 = 0) {
        bytes.append(contentsOf: line)
        bytes.append(UInt8(ascii: "\n"))
        note(file: file, offset: offset)
    }

    /// Adds a line that `write` puts behind the others with a line feed, and says where it stands; nothing where it throws.
    package mutating func add<Failure>(
        _ write: (inout [UInt8]) throws(Failure) -> (file: String?, offset: UInt64)
    ) throws(Failure) {
        let place = try write(&bytes)
        note(file: place.file, offset: place.offset)
    }

    /// Adds what gave no line, to be counted.
    package mutating func refuse(_ sent: some Collection<UInt8>, _ reason: Rejection.Reason) {
        refusals[lines.count] = reason
        add(sent.prefix(Rejection.headLimit).map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 })
    }

    private mutating func note(file: String?, offset: UInt64) {
        // No file is so long: ends are added to offsets, and the store counts in 63 bits.
        let isPlace = offset < 1 << 62
        lines.append(
            Line(end: bytes.count, file: isPlace ? file.map { number(of: $0) } : nil, offset: isPlace ? offset : 0))
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
