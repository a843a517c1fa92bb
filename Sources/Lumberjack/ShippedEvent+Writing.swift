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

    /// The same for a file that is known by a fingerprint, which is written as it is: letters and digits.
    package static func appendPayload(
        of line: Span<UInt8>, fingerprint: String, offset: UInt64, to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: #"{"eve":"#.utf8)
        unsafe line.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        appendPlace(fingerprint, offset, to: &bytes)
    }

    /// Appends the payload of a line that is no JSON object, as shippers of lines send it, so that the receiver counts it.
    ///
    /// Of a line with more than `limit` bytes the first ones are sent with `...` behind them, which makes no object of it. What is no
    /// character of ASCII becomes a question mark.
    package static func appendPayload(
        ofText line: Span<UInt8>, limit: Int, fingerprint: String, offset: UInt64, to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: #"{"message":""#.utf8)
        for index in 0..<min(line.count, limit) {
            switch line[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(line[index])
            case 0x20..<0x7F: bytes.append(line[index])
            default: bytes.append(UInt8(ascii: "?"))
            }
        }
        if line.count > limit { bytes.append(contentsOf: "...".utf8) }
        bytes.append(UInt8(ascii: "\""))
        appendPlace(fingerprint, offset, to: &bytes)
    }

    private static func appendPlace(_ fingerprint: String, _ offset: UInt64, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #","log":{"file":{"fingerprint":""#.utf8)
        bytes.append(contentsOf: fingerprint.utf8)
        bytes.append(contentsOf: #""},"offset":"#.utf8)
        bytes.append(contentsOf: String(offset).utf8)
        bytes.append(contentsOf: "}}".utf8)
    }
}
