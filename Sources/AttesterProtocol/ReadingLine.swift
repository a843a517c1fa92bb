// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Messages

/// A signed reading on its way from a gateway: a line among its events, so that it is stored and forwarded as these are.
///
///     {"timestamp":"2026-11-29T12:00:00.000000+0000","event_type":"vedette_reading","vedette_reading":
///      {"device":"cam-quay-3","key":"<Name of the sensor key>","message":"<base64>","signature":"<base64>","bare":false}}
package struct ReadingLine: Sendable, Hashable {
    package static let eventType = "vedette_reading"
    /// The most bytes of a line.
    package static let sizeLimit = 16 << 10

    package let device: String
    /// Name of the key that signed.
    package let key: [UInt8]
    /// What was signed.
    package let message: [UInt8]
    /// `TPMT_SIGNATURE`.
    package let signature: [UInt8]
    /// Whether the message is a value and nothing more.
    package let isBare: Bool

    package init(device: String, key: [UInt8], message: [UInt8], signature: [UInt8], isBare: Bool = false) {
        self.device = device
        self.key = key
        self.message = message
        self.signature = signature
        self.isBare = isBare
    }

    /// The reading of a line; `nil` for a line of another kind of event.
    package static func read(_ line: [UInt8]) throws(MessageError) -> ReadingLine? {
        let members = try MessageMembers(line, limit: sizeLimit)
        guard members.told("event_type", limit: 32) == eventType else { return nil }
        guard let reading = try members.members(eventType) else { throw .missing(eventType) }
        let device = try reading.text("device", limit: AttesterHello.nameLimit)
        guard AttesterHello.isName(device) else { throw .badValue("device") }
        return ReadingLine(
            device: device, key: try reading.bytes("key", limit: 66),
            message: try reading.bytes("message", limit: 1024),
            signature: try reading.bytes("signature", limit: 1024), isBare: reading.flag("bare"))
    }

    /// The line without a line feed.
    ///
    /// - Parameter timestamp: as Suricata writes it.
    package func line(timestamp: String) -> [UInt8] {
        JSONValue.object([
            ("timestamp", .string(timestamp)), ("event_type", .string(Self.eventType)),
            (
                Self.eventType,
                .object([
                    ("device", .string(device)), ("key", .bytes(key)), ("message", .bytes(message)),
                    ("signature", .bytes(signature)), ("bare", .bool(isBare)),
                ])
            ),
        ]).bytes
    }
}
