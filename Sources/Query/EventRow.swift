// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Rules

/// The name of a stored event: its UTC day and its place in that day's file. It stays the same for ever.
package struct EventID: Hashable, Sendable, Comparable, Codable {
    /// Day number since 1970-01-01, see `Instant.day`.
    package var day: Int32
    /// Row in the day; rows ascend with the event's time.
    package var row: Int64

    package init(day: Int32, row: Int64) {
        self.day = day
        self.row = row
    }

    package static func < (left: EventID, right: EventID) -> Bool {
        (left.day, left.row) < (right.day, right.row)
    }
}

/// One event as lists show it.
package struct EventRow: Sendable, Hashable, Codable {
    package var id: EventID
    package var time: Instant
    package var flags: Event.Flags
    package var gateway: String
    package var type: String
    package var source: IPAddress?
    package var destination: IPAddress?
    package var sourcePort: UInt16?
    package var destinationPort: UInt16?
    package var transport: String?
    package var appProtocol: String?
    package var sensor: String?
    package var flowID: Int64?
    package var alert: AlertRow?
    /// The rules that the event matched.
    package var matches: [RuleReference]
    /// What happened, in one line of hostile text (`EventSummary`); empty where it was not asked for.
    package var summary: String

    package init(
        id: EventID, time: Instant, flags: Event.Flags, gateway: String, type: String, source: IPAddress?,
        destination: IPAddress?, sourcePort: UInt16?, destinationPort: UInt16?, transport: String?,
        appProtocol: String?, sensor: String?, flowID: Int64?, alert: AlertRow?, matches: [RuleReference] = [],
        summary: String
    ) {
        self.id = id
        self.time = time
        self.flags = flags
        self.gateway = gateway
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
        self.matches = matches
        self.summary = summary
    }
}

/// The `alert` object of an event as lists show it.
package struct AlertRow: Sendable, Hashable, Codable {
    package var generatorID: UInt32
    package var signatureID: UInt32
    package var revision: UInt32
    package var severity: UInt8?
    package var signature: String?
    package var category: String?
    package var action: String?

    package init(
        generatorID: UInt32, signatureID: UInt32, revision: UInt32, severity: UInt8?, signature: String?,
        category: String?, action: String?
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

/// One event with its raw bytes.
package struct EventDetail: Sendable, Codable {
    package var row: EventRow
    /// The line as it was received, without its end.
    package var raw: [UInt8]

    package init(row: EventRow, raw: [UInt8]) {
        self.row = row
        self.raw = raw
    }
}
