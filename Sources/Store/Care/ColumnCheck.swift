// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension Statement {
    /// Whether a column holds exactly this number, or nothing for `nil`.
    fileprivate func holds(_ column: Int32, _ value: Int64?) -> Bool {
        guard let value else { return isNull(column) }
        return number(column) == value
    }

    /// Whether a column holds exactly this address, in the form that the store writes.
    fileprivate func holds(_ column: Int32, _ value: IPAddress?) -> Bool {
        guard let value else { return isNull(column) }
        if value.isV4 { return number(column) == Int64(bitPattern: value.low) }
        return !isNull(column) && number(column) == nil && bytes(column) == value.bytes
    }
}

/// Names of columns that do not hold what they should, joined by commas; mostly none.
private struct Differences {
    var names: [String] = []

    mutating func note(_ isEqual: Bool, _ name: StaticString) {
        if !isEqual { names.append("\(name)") }
    }
}

extension EventCheck {
    /// The columns of `DaySnapshot.eventColumns` that differ.
    static func differences(
        _ event: Event, _ numbers: EventInserter.Numbers, _ place: RawPlace, in rows: borrowing Statement
    ) -> String {
        var found = Differences()
        found.note(rows.holds(1, numbers.gateway), "gateway")
        found.note(rows.holds(2, numbers.type), "type")
        found.note(rows.holds(3, event.source), "source")
        found.note(rows.holds(4, event.destination), "destination")
        found.note(rows.holds(5, event.sourcePort.map(Int64.init)), "source_port")
        found.note(rows.holds(6, event.destinationPort.map(Int64.init)), "destination_port")
        found.note(rows.holds(7, numbers.transport), "transport")
        found.note(rows.holds(8, numbers.app), "app")
        found.note(rows.holds(9, numbers.sensor), "sensor")
        found.note(rows.holds(10, event.flowID), "flow")
        found.note(rows.holds(11, numbers.signature), "signature")
        found.note(rows.holds(12, numbers.action), "action")
        found.note(rows.holds(13, Int64(event.flags.rawValue)), "flags")
        found.note(rows.holds(14, place.number), "place")
        return found.names.joined(separator: ", ")
    }

    /// The columns of `alert` that differ, in the order of the table.
    static func differences(
        _ event: Event, _ numbers: EventInserter.Numbers, inAlert rows: borrowing Statement
    ) -> String {
        var found = Differences()
        found.note(rows.holds(1, numbers.gateway), "gateway")
        found.note(rows.holds(2, numbers.signature), "signature")
        found.note(rows.holds(3, event.source), "source")
        found.note(rows.holds(4, event.destination), "destination")
        found.note(rows.holds(5, event.sourcePort.map(Int64.init)), "source_port")
        found.note(rows.holds(6, event.destinationPort.map(Int64.init)), "destination_port")
        found.note(rows.holds(7, numbers.transport), "transport")
        found.note(rows.holds(8, numbers.app), "app")
        found.note(rows.holds(9, numbers.sensor), "sensor")
        found.note(rows.holds(10, event.flowID), "flow")
        found.note(rows.holds(11, numbers.action), "action")
        return found.names.joined(separator: ", ")
    }

    /// The columns of `stats` that differ, in the order of the table.
    static func differences(
        _ counters: SensorCounters, _ numbers: EventInserter.Numbers, in rows: borrowing Statement
    ) -> String {
        var found = Differences()
        found.note(rows.holds(1, numbers.gateway), "gateway")
        found.note(rows.holds(2, numbers.sensor), "sensor")
        found.note(rows.holds(3, counters.uptime), "uptime")
        found.note(rows.holds(4, counters.packets), "packets")
        found.note(rows.holds(5, counters.kernelDrops), "drops")
        found.note(rows.holds(6, counters.decoderErrors), "errors")
        found.note(rows.holds(7, counters.memoryUse), "memory")
        found.note(rows.holds(8, counters.alerts), "alerts")
        found.note(rows.holds(9, counters.tcpSessions), "sessions")
        return found.names.joined(separator: ", ")
    }
}
