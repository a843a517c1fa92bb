// SPDX-License-Identifier: Apache-2.0

import Foundation
import Query
import Reports
import Station
import Testing
import Triage

@Suite("Assets in reports")
struct ReportAssetsTests {
    private func report(assets: String) throws -> Report {
        let store = try MadeStore([
            "gw-a": [
                ReportScene.alert("24T10:00:00", 1, 1, "one"),
                ReportScene.alert("24T10:01:00", 2, 2, "two", source: "192.0.2.77"),
            ]
        ])
        try store.act(.dispose(.escalated, nil), at: "24T12:00:00")
        let path = store.configuration.dataDirectory + "/assets.yaml"
        try Data(assets.utf8).write(to: URL(filePath: path))
        var configuration = store.configuration
        configuration.assets = path
        let period = TimeRange(start: ReportScene.time("24T00:00:00"), end: ReportScene.time("25T00:00:00"))
        return try ReportDesk(configuration, store: store.reader, assets: AssetFile(configuration))
            .report(of: period, now: period.end)
    }

    private func urgencies(_ report: Report) -> [String: Urgency] {
        Dictionary(
            uniqueKeysWithValues: report.triage.escalated.compactMap { alert in
                alert.event.map { ($0.title, $0.urgency) }
            })
    }

    @Test("an escalated alert about a critical asset is as urgent as in the inbox")
    func raised() throws {
        let plain = try report(assets: "- {name: a, addresses: 192.0.2.0/24, criticality: low}\n")
        #expect(urgencies(plain) == ["one": .high, "two": .medium] && plain.notices.isEmpty)
        let raised = try report(assets: "- {name: a, addresses: 192.0.2.77, criticality: high}\n")
        #expect(urgencies(raised) == ["one": .high, "two": .high])
    }

    @Test("a report says that its file of assets is broken, as its urgency lacks what does not hold")
    func broken() throws {
        let broken = try report(assets: "- {name: a, addresses: [192.0.2.77, x], criticality: high}\n")
        #expect(urgencies(broken)["two"] == .high)
        #expect(broken.notices.count == 1 && broken.notices[0].contains("assets.yaml:1:37: `x` is no address"))
    }
}
