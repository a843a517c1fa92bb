// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Devices
internal import EVE

/// Events of the station's own about devices: alerts of the form that sensors write, so that they are stored, counted and triaged as all others.
///
/// Source: Suricata `etc/schema.json` (`alert`); the generator is one that Suricata does not have.
enum DeviceNews {
    /// `gid` of Vedette's own alerts.
    static let generator = 7333
    /// `signature_id` by what is told.
    static let untrusted = 1
    static let silent = 2

    /// The alert that a device came into a state; `nil` for states that are no news.
    static func line(_ device: String, _ state: DeviceState, entry: Int?, at time: Instant) -> [UInt8]? {
        let (number, signature, severity): (Int, String, Int)
        switch state {
        case .untrusted: (number, signature, severity) = (untrusted, "VEDETTE device cannot be trusted", 1)
        case .silent: (number, signature, severity) = (silent, "VEDETTE device does not prove its state any more", 2)
        case .unknown, .unattested, .trusted, .flagged, .revoked: return nil
        }
        var facts: [(String, JSONValue)] = [("device", .string(device)), ("state", .string(state.word))]
        if let reason = state.reason {
            facts += [("reason", .string(reason.rawValue)), ("words", .string(reason.words))]
        }
        if let entry { facts.append(("evidence", .int(entry))) }
        return JSONValue.object([
            ("timestamp", .string(time.rfc3339)), ("event_type", .string("alert")), ("host", .string(device)),
            (
                "alert",
                .object([
                    ("action", .string("allowed")), ("gid", .int(generator)), ("signature_id", .int(number)),
                    ("rev", .int(1)), ("signature", .string(signature)), ("category", .string("Device attestation")),
                    ("severity", .int(severity)),
                ])
            ),
            ("vedette_device", .object(facts)),
        ]).bytes
    }
}
