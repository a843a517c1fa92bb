// SPDX-License-Identifier: Apache-2.0

extension ShippedEvent {
    /// Appends the payload by which an agent sends a line: its bytes as they are, and where it begins.
    ///
    /// `line` must be one JSON object without a line feed, as the decoder accepts it; otherwise the payload is refused, or
    /// the line is. `offset` is that of its first byte in the file that `device` and `inode` name.
    package static func appendPayload(
        of line: Span<UInt8>, device: UInt64, inode: UInt64, offset: UInt64, to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: #"{"eve":"#.utf8)
        unsafe line.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: #","log":{"file":{"device":""#.utf8)
        bytes.append(contentsOf: String(device).utf8)
        bytes.append(contentsOf: #"","inode":""#.utf8)
        bytes.append(contentsOf: String(inode).utf8)
        bytes.append(contentsOf: #""},"offset":"#.utf8)
        bytes.append(contentsOf: String(offset).utf8)
        bytes.append(contentsOf: "}}".utf8)
    }
}
