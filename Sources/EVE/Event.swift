// SPDX-License-Identifier: Apache-2.0

/// The hot fields of one EVE record: what lists, filters and counts need without opening the raw bytes.
///
/// Only the raw bytes are truth; this is what was taken from them. A field that is absent, `null` or of another
/// JSON type than Suricata writes is absent here and never an error.
///
/// Source: Suricata `etc/schema.json`; field names follow the wire.
package struct Event: Sendable {
    /// What had to be assumed while decoding.
    package struct Flags: OptionSet, Sendable, Hashable, Codable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// `timestamp` had no zone and was taken as UTC.
        package static let zoneAssumed = Flags(rawValue: 1)
    }

    /// `timestamp`, as an instant.
    package var time: Instant
    /// What had to be assumed.
    package var flags: Flags
    /// `event_type`.
    package var type: Symbol
    /// `src_ip`, if it is an address.
    package var source: IPAddress?
    /// `dest_ip`, if it is an address.
    package var destination: IPAddress?
    /// `src_port`.
    package var sourcePort: UInt16?
    /// `dest_port`.
    package var destinationPort: UInt16?
    /// `proto`.
    package var transport: Symbol
    /// `app_proto`.
    package var appProtocol: Symbol
    /// `host`: the sensor's name, where it is set. It does not say which gateway sent the event.
    package var sensor: Symbol
    /// `flow_id`, at most 63 bits.
    package var flowID: Int64?
    /// `alert`, present on events of type `alert` (and on `drop` events that an alert caused).
    package var alert: Alert?
    /// `stats` of the sensor, present on events of type `stats`.
    package var counters: SensorCounters? { boxedCounters?.counters }
    /// Where the raw bytes lie in `EventBatch.bytes`, without the line's end.
    package var raw: Range<Int>
    /// One event in a hundred has counters, and they are as long as all the rest.
    private let boxedCounters: CountersBox?

    private final class CountersBox: Sendable {
        let counters: SensorCounters
        init(_ counters: SensorCounters) { self.counters = counters }
    }

    package init(
        time: Instant, flags: Flags = [], type: Symbol, source: IPAddress? = nil, destination: IPAddress? = nil,
        sourcePort: UInt16? = nil, destinationPort: UInt16? = nil, transport: Symbol = .absent,
        appProtocol: Symbol = .absent, sensor: Symbol = .absent, flowID: Int64? = nil, alert: Alert? = nil,
        counters: SensorCounters? = nil, raw: Range<Int>
    ) {
        self.time = time
        self.flags = flags
        self.type = type
        self.source = source
        self.destination = destination
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.transport = transport
        self.appProtocol = appProtocol
        self.sensor = sensor
        self.flowID = flowID
        self.alert = alert
        boxedCounters = counters.map(CountersBox.init)
        self.raw = raw
    }
}

extension Event {
    /// The `alert` object.
    package struct Alert: Sendable {
        /// `alert.gid`; 1 where it is absent.
        package var generatorID: UInt32
        /// `alert.signature_id`; 0 where it is absent.
        package var signatureID: UInt32
        /// `alert.rev`; 0 where it is absent.
        package var revision: UInt32
        /// `alert.severity`: 1 is the highest; `nil` where it is absent.
        package var severity: UInt8?
        /// `alert.signature`.
        package var signature: Symbol
        /// `alert.category`; an alert without a class carries an empty text, which is kept.
        package var category: Symbol
        /// `alert.action`: `allowed` or `blocked`.
        package var action: Symbol

        package init(
            generatorID: UInt32, signatureID: UInt32, revision: UInt32, severity: UInt8?, signature: Symbol,
            category: Symbol, action: Symbol
        ) {
            self.generatorID = generatorID
            self.signatureID = signatureID
            self.revision = revision
            self.severity = severity
            self.signature = signature
            self.category = category
            self.action = action
        }
    }
}
