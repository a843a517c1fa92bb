// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Bytes of a connection as lines: what came and is not a whole line yet waits here. Who uses it bounds what may wait.
package struct LineBuffer {
    /// Below how many bytes of room it is kept for what comes next.
    static let keptRoom = 1 << 16

    private var bytes: [UInt8] = []
    /// Where the next line begins, and how far no line feed is.
    private var start = 0
    private var searched = 0

    package init() {}

    /// How many bytes wait.
    package var count: Int { bytes.count - start }

    /// How many bytes there is room for, which who uses it does not count.
    var room: Int { bytes.capacity }

    /// Takes what came.
    package mutating func add(_ buffer: ByteBuffer) { bytes += buffer.readableBytesView }

    /// The next line without its line feed; `nil` where none is whole.
    package mutating func next() -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            // As `removeAll` does: room that a long line took is not kept behind it.
            if bytes.capacity < Self.keptRoom {
                bytes.removeFirst(start)
            } else if start > 0 {
                bytes = Array(bytes[start...])
            }
            (start, searched) = (0, bytes.count)
            return nil
        }
        let line = Array(bytes[start..<end])
        (start, searched) = (end + 1, end + 1)
        // A line may be long, and mostly is not.
        if start == bytes.count { removeAll() }
        return line
    }

    /// Forgets what waits.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity < Self.keptRoom)
        (start, searched) = (0, 0)
    }
}
