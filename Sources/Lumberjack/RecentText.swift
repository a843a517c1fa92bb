// SPDX-License-Identifier: Apache-2.0
internal import EVE

/// The text that was asked for last: nearly all lines of a connection name the same file and host, which is made a `String`
/// once.
struct RecentText: Sendable {
    private var bytes: [UInt8] = []
    private var joined: [UInt8] = []
    private var string = ""

    /// A text of the envelope, which was just read from `payload`; `nil` if it is not there or empty.
    mutating func text(
        _ text: EnvelopeReader.Text, of payload: Span<UInt8>, in envelope: borrowing EnvelopeReader
    ) -> String? {
        guard text.count > 0 else { return nil }
        if !envelope.isEqual(text, of: payload, to: bytes) {
            bytes.removeAll(keepingCapacity: true)
            envelope.append(text, of: payload, to: &bytes)
            string = String(decoding: bytes, as: UTF8.self)
        }
        return string
    }

    /// Two texts of the envelope joined by a colon; `nil` if one of them is not there or empty.
    mutating func text(
        _ first: EnvelopeReader.Text, colon second: EnvelopeReader.Text, of payload: Span<UInt8>,
        in envelope: borrowing EnvelopeReader
    ) -> String? {
        guard first.count > 0, second.count > 0 else { return nil }
        joined.removeAll(keepingCapacity: true)
        envelope.append(first, of: payload, to: &joined)
        joined.append(UInt8(ascii: ":"))
        envelope.append(second, of: payload, to: &joined)
        if joined != bytes {
            swap(&joined, &bytes)
            string = String(decoding: bytes, as: UTF8.self)
        }
        return string
    }
}
