// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Something that an event can be filtered, counted or sorted by.
///
/// The first cases are hot: the store answers them from its columns. A `path` is cold: the raw bytes are opened.
package enum Field: Hashable, Sendable, Codable {
    /// The gateway that the event came from; given by the channel, not by the event.
    case gateway
    /// How far the gateway could be believed at the event's time: a word of `TrustWord`, and `failed` beside some.
    case trust
    /// `event_type`
    case eventType
    /// `host`
    case sensor
    /// `src_ip`
    case source
    /// `dest_ip`
    case destination
    /// The country of `src_ip` by the station's databases (`Country.text`); no event has it where there are none.
    case sourceCountry
    /// The same of `dest_ip`.
    case destinationCountry
    /// `src_port`
    case sourcePort
    /// `dest_port`
    case destinationPort
    /// `proto`
    case transport
    /// `app_proto`
    case appProtocol
    /// `flow_id`
    case flowID
    /// `alert.signature_id`
    case signatureID
    /// `alert.gid`
    case generatorID
    /// `alert.rev`
    case revision
    /// `alert.signature`
    case signature
    /// `alert.category`
    case category
    /// `alert.severity`
    case severity
    /// `alert.action`
    case action
    /// The title or the id of a rule that the event matched.
    case rule
    /// The level of a rule that the event matched.
    case ruleLevel
    /// What became of the event's alerts, its own and those of rules: `new`, `acknowledged`, `escalated`, `archived`.
    case state
    /// Who looks after one of the event's alerts.
    case assignee
    /// A tag that somebody gave one of the event's alerts.
    case tag
    /// Any other EVE path.
    case path(FieldPath)

    /// What no event says of itself, so that it may be true of it now and not a moment later, or elsewhere.
    package static let ofStation: Set<Field> = ofTriage.union([
        .gateway, .trust, .rule, .ruleLevel, .sourceCountry, .destinationCountry,
    ])

    /// What people made of an event's alerts.
    package static let ofTriage: Set<Field> = [.state, .assignee, .tag]
}

/// A value of a field, as counts and chips show it.
package enum FieldValue: Hashable, Sendable, Codable {
    case text(String)
    case integer(Int64)
    case address(IPAddress)
    /// The beginning of a time bucket.
    case instant(Instant)
    /// A value of a cold field, exact as on the wire.
    case scalar(Scalar)
    /// The event has no such field.
    case absent
}
