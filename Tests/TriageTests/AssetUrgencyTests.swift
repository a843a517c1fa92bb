// SPDX-License-Identifier: Apache-2.0

import Assets
import EVE
import Query
import Testing
import Triage

@Suite("Urgency for the sake of assets")
struct AssetUrgencyTests {
    private func asset(_ name: String, _ criticality: Criticality) -> Asset {
        var asset = Asset(name)
        asset.criticality = criticality
        return asset
    }

    private func group(_ urgency: Urgency) -> InboxGroup {
        InboxGroup(
            key: .init(), title: "", urgency: urgency, at: Instant(seconds: 0),
            AlertID(event: EventID(day: 0, row: 0)), cells: 0)
    }

    @Test("high and critical raise by one rank, and nothing lowers")
    func raised() {
        for urgency in Urgency.allCases {
            for criticality in [nil, Criticality.low, .normal] { #expect(urgency.raised(by: criticality) == urgency) }
            for criticality in [Criticality.high, .critical] {
                #expect(
                    urgency.raised(by: criticality).rawValue == min(urgency.rawValue + 1, Urgency.critical.rawValue))
            }
        }
    }

    @Test("a group names the asset that its urgency is owed to, and none where it would be as urgent without")
    func group() {
        var group = group(.low)
        group.take(.low, raisedBy: nil)
        #expect(group.urgency == .low && group.raisedBy == nil)
        group.take(.medium, raisedBy: asset("b", .high))
        #expect(group.urgency == .high && group.plainUrgency == .medium && group.raisedBy?.name == "b")
        group.take(.medium, raisedBy: asset("a", .high))
        #expect(group.raisedBy?.name == "a")
        group.take(.medium, raisedBy: asset("c", .critical))
        #expect(group.raisedBy?.name == "c" && group.raisedBy?.criticality == .critical)
        group.take(.info, raisedBy: asset("aa", .critical))
        #expect(group.raisedBy?.name == "c")
        group.take(.high, raisedBy: nil)
        #expect(group.urgency == .high && group.raisedBy == nil)
        group.take(.critical, raisedBy: asset("d", .critical))
        #expect(group.urgency == .critical && group.raisedBy == nil)
    }

    @Test("in whatever order alerts come, the same asset is named")
    func order() {
        let alerts: [(Urgency, Asset?)] = [
            (.medium, asset("b", .high)), (.high, nil), (.high, asset("b", .high)), (.high, asset("a", .high)),
            (.low, asset("z", .critical)),
        ]
        for start in alerts.indices {
            var group = group(alerts[start].0)
            for (urgency, asset) in alerts[start...] + alerts[..<start] { group.take(urgency, raisedBy: asset) }
            #expect(group.urgency == .critical && group.plainUrgency == .high && group.raisedBy?.name == "a")
        }
    }
}
