// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import EVE
internal import Query
internal import Reports
internal import Rules
internal import Store
internal import Triage

extension ReportDesk {
    /// Counts how the alerts stand; gives those that are escalated.
    func addStandings(to report: inout Report) throws(QueryFailure) -> [AlertID: Standing] {
        let found = try store.triaged(in: report.period, triage, until: cancellation)
        note(found.isPartial, in: &report)
        report.triage.dispositions = found.dispositions
        report.triage.reasons = found.reasons
        report.triage.muted = found.muted
        return found.escalated
    }

    /// Adds what was done in the period, and the newest record of the log.
    func addDeeds(to report: inout Report) throws(ReportFailure) {
        guard !cancellation.isCancelled else { return }
        do throws(TriageError) {
            report.triage.deeds = PersonDeeds.counted(try triage.records(in: report.period))
            let end = report.period.end
            report.triage.mutings = try triage.suppressions()
                .filter { $0.action.time < end && ($0.suppression?.expiry ?? end) > end }
                .sorted { ($0.suppression?.expiry ?? end, $0.number) < ($1.suppression?.expiry ?? end, $1.number) }
            if let newest = try triage.newestRecord() {
                report.triage.newest = ReportTriage.NewestRecord(
                    number: newest.record.number, time: newest.record.action.time, hash: newest.hash)
            }
        } catch {
            throw .log(error)
        }
    }

    /// Adds the newest of the escalated alerts, with what was done to each.
    func addEscalated(to report: inout Report, _ standings: [AlertID: Standing]) throws(ReportFailure) {
        for id in standings.keys.sorted(by: >).prefix(ReportTriage.escalatedMost) {
            guard !cancellation.isCancelled, let standing = standings[id] else { return }
            let event = try event(of: id)
            note(event == nil, in: &report)
            var alert = EscalatedAlert(id: id, standing: standing, event: event)
            do throws(TriageError) { alert.history = try triage.history(of: id) } catch { throw .log(error) }
            report.triage.escalated.append(alert)
        }
    }

    private func event(of id: AlertID) throws(ReportFailure) -> EscalatedAlert.Event? {
        let detail: EventDetail?
        do throws(QueryFailure) { detail = try store.detail(id.event) } catch { throw .store(error) }
        guard let row = detail?.row else { return nil }
        let rule = row.matches.first { $0.id == id.rule }
        let plain = rule.map { Urgency(level: $0.level) } ?? Urgency(severity: row.alert?.severity)
        let asset = assets.book.raising(row.source, row.destination)
        return EscalatedAlert.Event(
            time: row.time, title: rule?.title ?? row.alert?.signature ?? id.rule,
            urgency: plain.raised(by: asset?.criticality), gateway: row.gateway,
            source: Self.end(row.source, row.sourcePort),
            destination: Self.end(row.destination, row.destinationPort))
    }

    private static func end(_ address: IPAddress?, _ port: UInt16?) -> String {
        guard let address else { return "" }
        let text = address.description
        guard let port else { return text }
        return text.contains(":") ? "[\(text)]:\(port)" : "\(text):\(port)"
    }
}
