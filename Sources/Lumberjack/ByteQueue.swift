// SPDX-License-Identifier: Apache-2.0

/// Bytes that have come and wait to be used, in order.
struct ByteQueue {
    /// A buffer that has grown beyond this many bytes is let go once it is empty: thousands of connections idle.
    static let keptMost = 64 << 10

    /// The waiting bytes from `range` on, and used ones before them. More may be appended after `compact()`.
    var bytes: [UInt8] = []
    private var start = 0
    /// How many bytes have been used.
    private(set) var offset: UInt64 = 0

    var count: Int { bytes.count - start }

    /// The waiting bytes.
    var range: Range<Int> { start..<bytes.count }

    subscript(index: Int) -> UInt8 { bytes[start + index] }

    /// The number of 32 bits, big-endian, at `index`.
    func number(at index: Int) -> UInt32 {
        let at = start + index
        return UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
            | UInt32(bytes[at + 3])
    }

    mutating func append(_ more: Span<UInt8>) {
        compact()
        unsafe more.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// Lets go of the first `count` bytes.
    mutating func drop(_ count: Int) {
        offset &+= UInt64(count)
        start += count
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptMost)
            start = 0
        }
    }

    /// Moves the waiting bytes to the front where at least as many used ones lie before them, so that each byte is moved once.
    mutating func compact() {
        guard start > 0, start >= count else { return }
        bytes.removeFirst(start)
        start = 0
    }
}
