// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Console
internal import Devices
internal import EVE
internal import Identifier
internal import Query
internal import Station
internal import Store

/// The devices of a station's data directory, as one person works with them.
struct StationDevices: DeviceRecords {
    private let desk: DeviceDesk
    private let store: StoreReader
    private let owners: PseudonymOwners

    /// How long a quote is waited for, in seconds.
    private static let patience = 15.0
    /// How long events are counted.
    private static let countPatience = Duration.seconds(1)

    /// - Parameter store: its events.
    init(_ configuration: StationConfiguration, person: String, store: StoreReader) {
        desk = DeviceDesk(configuration, person: person)
        self.store = store
        owners = PseudonymOwners(directory: configuration.dataDirectory)
    }

    func changeToken() throws(QueryFailure) -> Int64 {
        try reading { () throws(AttestationFailure) in try desk.store.changeToken() }
    }

    func summaries() throws(QueryFailure) -> [DeviceSummary] {
        try reading { () throws(AttestationFailure) in try desk.deviceSummaries(at: SystemClock.now) }
    }

    func detail(of name: String) throws(QueryFailure) -> DeviceDetail? {
        let now = SystemClock.now
        var detail = try reading { () throws(AttestationFailure) in try desk.deviceDetail(name, at: now) }
        if let summary = detail?.summary { detail?.markedEvents = markedEvents(summary, at: now) }
        return detail
    }

    /// How many events a device's state marks: those of the gateway that it is. A count that cannot be had keeps nothing from being shown.
    private func markedEvents(_ device: DeviceSummary, at now: Instant) -> Int? {
        guard device.state.marksEvents, device.isGateway, device.since < now else { return nil }
        let request = CountRequest(
            by: [.field(.gateway)], range: TimeRange(start: device.since, end: now.advanced(byMicroseconds: 1)))
        let table = try? store.count(request, until: Cancellation(deadline: .now + Self.countPatience))
        return table.map { table in table.rows.first { $0.key == [.text(device.gateway)] }?.count ?? 0 }
    }

    func history() throws(QueryFailure) -> TrustHistory {
        try reading { () throws(AttestationFailure) in try desk.trustHistory(at: SystemClock.now) }
    }

    private func reading<Value>(_ body: () throws(AttestationFailure) -> Value) throws(QueryFailure) -> Value {
        do throws(AttestationFailure) { return try body() } catch {
            switch error {
            case .storage(let path, let reason, _): throw .storage(path: path, reason: reason)
            case .refused(let refusal): throw .storage(path: "attest.db", reason: refusal.message)
            }
        }
    }

    // MARK: Deeds

    func perform(_ deed: DeviceDeed, isOver: () -> Bool) -> DeviceOutcome {
        do throws(DeviceDesk.DeskFailure) {
            switch deed {
            case .quote(let device): return try quote(device, isOver: isOver)
            case .recheck(let device): return try recheck(device)
            case .accept(let device, let evidence, let version, let comment):
                return try accept(device, evidence, version, comment)
            case .revoke(let device, let reason): return try revoke(device, reason)
            }
        } catch {
            return .refused("Not done: \(error.message)")
        }
    }

    /// The process that listens asks the device; this waits until it says what came of that.
    private func quote(_ device: String, isOver: () -> Bool) throws(DeviceDesk.DeskFailure) -> DeviceOutcome {
        let wish = DeviceWish(kind: .quote, device: device, person: desk.person, time: SystemClock.now)
        let answer = try desk.ofStore { () throws(AttestationFailure) in
            try desk.answer(to: wish, within: Self.patience, isOver: isOver)
        }
        guard let answer else {
            return .refused(
                "\(device) was asked, and nothing came within \(Int(Self.patience)) s: does a station run that its agent is connected to?"
            )
        }
        let entry = answer.entry.map { ", e-\($0)" } ?? ""
        let words = "\(device): \(answer.words)\(entry)"
        return answer.isDone ? .done(words) : .refused(words)
    }

    private func recheck(_ device: String) throws(DeviceDesk.DeskFailure) -> DeviceOutcome {
        let verdict = try desk.recheckNewest(device)
        let recorded = "\(verdict.recorded.verdict.rawValue) (\(verdict.recorded.reason.rawValue))"
        guard !verdict.isSame else { return .done("Recheck of e-\(verdict.entry): the same verdict, \(recorded)") }
        return .refused(
            "Recheck of e-\(verdict.entry): recorded \(recorded), comes to \(verdict.computed.verdict.rawValue) (\(verdict.computed.reason.rawValue)) now; 'vedette attest recheck' goes through all"
        )
    }

    /// Only values that the person has looked at become the reference.
    private func accept(
        _ device: String, _ evidence: Int, _ version: Int, _ comment: String
    ) throws(DeviceDesk.DeskFailure) -> DeviceOutcome {
        let policy = try desk.accept(
            device, evidence: evidence, policyVersion: version, comment: comment, at: SystemClock.now)
        let name = policy.deviceClass.isEmpty ? "" : " of class \(policy.deviceClass)"
        return .done("Policy \(policy.version)\(name) has the values of \(device); q asks for a quote by it")
    }

    private func revoke(_ device: String, _ reason: String) throws(DeviceDesk.DeskFailure) -> DeviceOutcome {
        try desk.ofStore { () throws(AttestationFailure) in
            try desk.store.revoke(device, reason: reason, by: desk.person, at: SystemClock.now)
        }
        do throws(AttestationFailure) { try owners.withdraw(at: SystemClock.now) } catch {
            return .refused("\(device) is revoked, and its pseudonyms are still believed: \(error.message)")
        }
        return .done("\(device) is revoked")
    }
}
