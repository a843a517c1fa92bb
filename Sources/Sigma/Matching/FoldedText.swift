// SPDX-License-Identifier: Apache-2.0

internal import Patterns

/// The folded form of one text after the other, in memory that is used again.
struct FoldedText: ~Copyable {
    /// The memory; the text is the first `count` bytes.
    private var bytes: [UInt8] = []
    private var count = 0
    /// Whether the text that was folded is ASCII.
    private(set) var isASCII = true

    private static let usualLength = 4096
    /// How much memory is kept for the next text.
    private static let keptCapacity = 1 << 20

    /// Folds `text`, which must be UTF-8.
    mutating func set(_ text: Span<UInt8>) {
        if bytes.count < text.count || bytes.count > Self.keptCapacity && text.count <= Self.keptCapacity {
            bytes = [UInt8](repeating: 0, count: max(Self.usualLength, text.count * 2))
        }
        count = text.count
        var all: UInt8 = 0
        unsafe text.withUnsafeBufferPointer { source in
            unsafe bytes.withUnsafeMutableBufferPointer { target in
                // Both are long enough, and a checked loop is no vector.
                for index in 0..<source.count {
                    let byte = unsafe source[index]
                    all |= byte
                    unsafe target[index] = CaseFolding.foldASCII(byte)
                }
            }
        }
        isASCII = all < 0x80
        if !isASCII { setSlowly(text) }
    }

    /// Whether the text fits a pattern that is not cased.
    func fits(_ pattern: BytePattern) -> Bool {
        pattern.fits(bytes.span.extracting(first: count))
    }

    /// The text's number in a table.
    func number(in table: TextTable) -> Int? {
        table.find(bytes.span.extracting(first: count))
    }

    /// Looks for the literals of a sieve in the text.
    func find(_ set: PatternSet, _ scratch: inout PatternScratch) {
        scratch.findLiterals(of: set, in: bytes.span.extracting(first: count))
    }

    private mutating func setSlowly(_ text: Span<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        CaseFolding.append(text, to: &bytes)
        count = bytes.count
        if count < Self.usualLength { bytes.append(contentsOf: repeatElement(0, count: Self.usualLength - count)) }
    }
}
