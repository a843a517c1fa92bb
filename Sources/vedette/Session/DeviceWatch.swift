// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Devices
internal import EVE
internal import Query

/// Counts the station's devices by state from one look to the next.
struct DeviceWatch {
    /// What makes a state another one.
    private struct Standing: Hashable {
        var state: DeviceState
        var since: Instant
    }

    private let records: any DeviceRecords
    private var token: Int64?
    private var standings: [String: Standing] = [:]
    private var changes: Int64 = 0
    private var tally: DeviceTally?
    private var looks = 0

    /// After so many looks devices are counted though nothing was written: silence comes by itself.
    private static let looksPerCount = 5

    init(_ records: any DeviceRecords) {
        self.records = records
    }

    /// How they stand; `nil` where none was ever enrolled. What cannot be read now says so when the console asks it, and what was
    /// known stays.
    mutating func look() -> DeviceTally? {
        guard let now = try? records.changeToken() else { return tally }
        looks += 1
        guard now != token || looks >= Self.looksPerCount else { return tally }
        guard let found = try? records.summaries() else { return tally }
        (token, looks) = (now, 0)
        let new = Dictionary(found.map { ($0.name, Standing(state: $0.state, since: $0.since)) }) { first, _ in first }
        if new != standings { changes += 1 }
        standings = new
        tally = found.isEmpty ? nil : DeviceTally(found, changes: changes)
        return tally
    }

    /// The same once.
    static func tally(_ records: any DeviceRecords) throws(QueryFailure) -> DeviceTally? {
        let found = try records.summaries()
        return found.isEmpty ? nil : DeviceTally(found, changes: 1)
    }
}
