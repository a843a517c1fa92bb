// SPDX-License-Identifier: Apache-2.0

import Assets
import EVE
import Query
import Triage

/// What the small city's inbox holds: its alerts in groups, but for those that were archived.
struct SmallInbox {
    /// Alerts that somebody touched.
    var dispositions: [AlertID: Disposition] = [:]
    var history: [TriageRecord] = []
    var inForce: [TriageRecord] = []

    func page(_ request: InboxRequest, of city: SmallCity) -> InboxPage {
        var page = InboxPage()
        var groups: [InboxGroup.Key: InboxGroup] = [:]
        for event in city.matching(request.filter, request.range) {
            guard let alert = event.row.alert else { continue }
            let id = AlertID(event: event.row.id)
            let disposition = dispositions[id] ?? .new
            guard request.dispositions.contains(disposition) else {
                page.others += 1
                continue
            }
            let key = key(of: event.row, alert, request.grouping)
            var group =
                groups[key]
                ?? InboxGroup(
                    key: key, title: alert.signature ?? "", urgency: Urgency(severity: alert.severity),
                    at: event.row.time, id, cells: request.cells)
            group.count += 1
            if disposition == .acknowledged { group.acknowledged += 1 }
            if disposition == .escalated { group.escalated += 1 }
            group.last = max(group.last, event.row.time)
            group.newest = id
            if let source = event.row.source { group.sources.add(source) }
            if let destination = event.row.destination { group.destinations.add(destination) }
            if let port = event.row.destinationPort { group.ports.add(port) }
            group.gateways.add(event.row.gateway)
            group.subjects.add(.signature(generator: alert.generatorID, number: alert.signatureID))
            let asset = city.assets.raising(event.row.source, event.row.destination)
            group.take(Urgency(severity: alert.severity), raisedBy: asset)
            if request.cells > 0 {
                let offset = event.row.time.microseconds - request.range.start.microseconds
                group.series[
                    min(
                        request.cells - 1,
                        Int(
                            offset * Int64(request.cells)
                                / (request.range.end.microseconds - request.range.start.microseconds)))] += 1
            }
            groups[key] = group
            page.alerts += 1
        }
        page.groupCount = groups.count
        page.groups = Array(
            groups.values.sorted { $0.precedes($1, by: request.order) }.prefix(request.limit))
        return page
    }

    private func key(
        of row: EventRow, _ alert: AlertRow, _ grouping: InboxRequest.Grouping
    ) -> InboxGroup.Key {
        let subject = InboxGroup.Subject.signature(generator: alert.generatorID, number: alert.signatureID)
        return switch grouping {
        case .ends: InboxGroup.Key(subject: subject, source: .some(row.source), destination: .some(row.destination))
        case .source: InboxGroup.Key(subject: subject, source: .some(row.source))
        case .title: InboxGroup.Key(subject: subject)
        case .address: InboxGroup.Key(source: .some(row.source))
        case .gateway: InboxGroup.Key(gateway: row.gateway)
        }
    }
}
