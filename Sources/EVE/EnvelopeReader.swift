// SPDX-License-Identifier: Apache-2.0

internal import CSimdjson

/// Finds, in the JSON object that a shipper of log lines sends for one line, the line and what is said of its source.
///
/// It makes no `String` and copies nothing before it is asked to. Of two equal keys in one object the first counts; a member of
/// another type than is wanted counts as not there. One reader serves one thread at a time.
///
/// Source: Elastic's Filebeat, "Exported fields" (log file content, host, ECS, Suricata), 6.3 and 8.x.
package struct EnvelopeReader: ~Copyable {
    /// A text in the envelope just read.
    package struct Text {
        fileprivate let view: eve_view

        /// Whether it is there.
        @inline(__always)
        package var isPresent: Bool { view.place != EVE_ABSENT }
        /// How many bytes it has; 0 if it is not there.
        @inline(__always)
        package var count: Int { Int(view.length) }
    }

    private var parser = LineParser()
    private var found = eve_envelope()

    package init() {}

    /// Reads `payload`; what was read before is gone.
    ///
    /// All of it is checked but what is inside of `eve` and `decoded`: whoever decodes these as events checks them.
    /// - Throws: `EveTreeError` if it is no JSON object in UTF-8 or nests too deep.
    package mutating func read(_ payload: Span<UInt8>) throws(EveTreeError) {
        let status = parser.readEnvelope(payload, into: &found)
        guard status == EVE_OK else { throw EveTreeError(reason: Rejection.Reason(status) ?? .notAnObject) }
    }

    /// The bytes of the object `eve`, as on the wire.
    package var eve: Text { Text(view: found.eve) }
    /// The bytes of the object `suricata.eve`, as on the wire.
    package var decoded: Text { Text(view: found.decoded) }
    /// `event.original`.
    package var original: Text { Text(view: found.original) }
    /// `message`.
    package var message: Text { Text(view: found.message) }
    /// `log.file.path`, or `source` of older Beats.
    package var path: Text { Text(view: found.path.place == EVE_ABSENT ? found.source : found.path) }
    /// `log.file.device` or `log.file.device_id`: a string, or the digits of a number.
    package var device: Text { Text(view: found.device) }
    /// `log.file.inode`: a string, or the digits of a number.
    package var inode: Text { Text(view: found.inode) }
    /// `log.file.fingerprint`.
    package var fingerprint: Text { Text(view: found.fingerprint) }
    /// The digits of the number `log.offset`, or of `offset` of older Beats.
    package var offset: Text { Text(view: found.log_offset.place == EVE_ABSENT ? found.offset : found.log_offset) }
    /// `host.name`, or `host` where that is a string; else what the shipper calls itself, `agent.name` or `beat.name`.
    package var host: Text {
        if found.host.place != EVE_ABSENT { return Text(view: found.host) }
        if found.agent.place != EVE_ABSENT { return Text(view: found.agent) }
        return Text(view: found.beat)
    }
    /// Whether the envelope itself has the two texts that every event of EVE has.
    package var isEvent: Bool { found.event_type.place != EVE_ABSENT && found.timestamp.place != EVE_ABSENT }

    /// Appends a text of the envelope just read, which is given again, to `bytes`.
    package borrowing func append(_ text: Text, of payload: Span<UInt8>, to bytes: inout [UInt8]) {
        parser.withText(text.view, in: payload) { text in
            unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        }
    }

    /// Whether a text of the envelope just read, which is given again, is `bytes`.
    package borrowing func isEqual(_ text: Text, of payload: Span<UInt8>, to bytes: [UInt8]) -> Bool {
        guard text.count == bytes.count else { return false }
        let isEqual = parser.withText(text.view, in: payload) { text in
            let wanted = bytes.span
            for index in text.indices where text[index] != wanted[index] { return false }
            return true
        }
        return isEqual ?? false
    }

    /// The value of a text of the envelope just read, which is given again, as digits without sign; `nil` if it is no such or
    /// beyond 64 bits.
    package borrowing func unsigned(_ text: Text, of payload: Span<UInt8>) -> UInt64? {
        parser.withText(text.view, in: payload) { digits -> UInt64? in
            var value: UInt64 = 0
            for index in digits.indices {
                guard case 0x30...0x39 = digits[index] else { return nil }
                let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
                let (sum, isMuchTooLarge) = tens.addingReportingOverflow(UInt64(digits[index] - 0x30))
                guard !isTooLarge, !isMuchTooLarge else { return nil }
                value = sum
            }
            return digits.isEmpty ? nil : value
        }
    }

    /// Whether `text` is more than one line, or has its line feed.
    package static func hasLineFeed(_ text: Span<UInt8>) -> Bool {
        LineParser.lineLength(text) < text.count
    }

    /// Whether a text of the envelope just read, which is given again, begins with `byte` but for blanks.
    package borrowing func begins(_ text: Text, of payload: Span<UInt8>, with byte: UInt8) -> Bool {
        let begins = parser.withText(text.view, in: payload) { text in
            for index in text.indices where text[index] != 0x20 && text[index] != 0x09 { return text[index] == byte }
            return false
        }
        return begins ?? false
    }
}
