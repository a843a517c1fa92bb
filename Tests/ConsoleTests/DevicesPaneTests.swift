// SPDX-License-Identifier: Apache-2.0

import Attestation
import Canvas
import Devices
import EVE
import Query
import Testing

@testable import Console

@Suite("The devices pane") struct DevicesPaneTests {
    private func desk(columns: Int = 120, rows: Int = 40, keys: String = "6") -> Desk {
        var city = SmallCity.withEvents(600)
        city.addDevices()
        var desk = Desk(city, columns: columns, rows: rows)
        desk.run(keys)
        return desk
    }

    private func deed(_ desk: Desk) -> DeviceDeed? {
        desk.effects.reversed().compactMap { if case .device(let deed) = $0 { deed } else { nil } }.first
    }

    @Test("the worst come first, and the tab counts those that are not to be believed or do not answer")
    func order() {
        let desk = desk()
        #expect(
            desk.state.deviceRows.map(\.state.word) == [
                "untrusted", "untrusted", "revoked", "silent", "flagged", "unattested", "unknown", "trusted", "trusted",
            ])
        #expect(desk.state.troubledDevices == 4)
        #expect(desk.row(0).contains("[6 Devices] !4"))
        #expect(desk.row(1).contains("2 untrusted") && desk.row(1).contains("1 flagged"))
    }

    @Test("every state has a mark of its own in each set of glyphs, so that colour is never alone")
    func marks() {
        let states: [DeviceState] = [
            .unknown, .unattested, .trusted, .flagged(.rebooted), .untrusted(.nonce), .silent, .revoked,
        ]
        for glyphs in GlyphSet.allCases {
            #expect(Set(states.map { glyphs[$0.mark] }).count == states.count)
        }
        for state in states { #expect(DeviceState.mark(ofWord: state.word) == state.mark) }
    }

    @Test("the cursor opens on the check that failed; those behind it were not judged")
    func checks() throws {
        let desk = desk(keys: "6<Enter>")
        let detail = try #require(desk.state.selectedDetail)
        #expect(detail.summary.name == "cam-quay-3")
        let rows = detail.checkRows
        #expect(rows[desk.state.devices.check].step == .reference)
        #expect(rows.last?.step == .clock && rows.last?.check == nil)
        #expect(rows.count == Check.Step.allCases.count)
        #expect(desk.text.contains("not judged"))
        #expect(desk.text.contains("the boot loader changed; PCR 0 to 3, 5, 7 did not; 1 without one"))
    }

    @Test("Enter on a check shows both sides in full, also on a small screen")
    func wholeCheck() {
        let desk = desk(columns: 80, rows: 24, keys: "6<Enter><Enter>")
        #expect(desk.state.menu?.kind == .deviceCheck)
        #expect(desk.text.contains(String(repeating: "d8", count: 32)))
        #expect(desk.text.contains("pcr-policy"))
    }

    @Test("Esc and Tab go back to the list; Esc once more stays on the pane")
    func focus() {
        var desk = desk(keys: "6<Enter><Esc>")
        #expect(desk.state.devices.focus == .list)
        desk.run("<Tab>")
        #expect(desk.state.devices.focus == .checks)
        desk.run("<Esc><Esc>")
        #expect(desk.state.devices.focus == .list && desk.state.place.pane == .devices)
    }

    @Test("q asks for a quote and does not leave; r judges again; the answers are told")
    func quoteAndRecheck() {
        var desk = desk(keys: "6jq")
        #expect(deed(desk) == .quote(device: "gw-harbour"))
        #expect(!desk.effects.contains(.quit))
        desk.run("r")
        #expect(deed(desk) == .recheck(device: "gw-harbour"))
        desk.send(.device(.done("recheck e-20117: same verdict")))
        #expect(desk.text.contains("recheck e-20117: same verdict"))
        desk.send(.device(.refused("Not done: the agent is not connected")))
        #expect(desk.text.contains("the agent is not connected"))
    }

    @Test("accepting shows the difference, needs a word, and is of the evidence that was looked at")
    func acceptance() {
        var desk = desk(keys: "6A")
        #expect(desk.state.menu?.kind == .deviceAccept)
        #expect(desk.text.contains("become policy 8, for all of class camera B"))
        #expect(desk.text.contains("PCR 4, boot loader (sha256): DIFFERS"))
        desk.run("<Enter>  <Enter>")
        #expect(deed(desk) == nil)
        #expect(desk.text.contains("needs a reason"))
        desk.run("new boot loader 2.12<Enter>")
        #expect(
            deed(desk)
                == .accept(device: "cam-quay-3", evidence: 20_391, policyVersion: 7, comment: "new boot loader 2.12"))
        #expect(desk.state.editor == nil)
    }

    @Test("where newer evidence comes while the difference is on the screen, nothing is accepted by Enter")
    func newerEvidence() throws {
        var desk = desk(keys: "6A")
        let index = try #require(desk.city.devices.firstIndex { $0.name == "cam-quay-3" })
        // The same values again are as good.
        desk.city.devices[index].evidence = 20_499
        desk.wait(seconds: 5)
        #expect(desk.text.contains("evidence e-20499 become policy 8"))
        desk.city.devices[index].evidence = 20_500
        desk.city.devices[index].state = .trusted
        desk.wait(seconds: 5)
        #expect(desk.text.contains("Newer evidence has come"))
        desk.run("<Enter>")
        #expect(desk.state.editor == nil && deed(desk) == nil)
    }

    @Test("revoking is asked for, the harmless answer first, and needs a reason")
    func revocation() {
        var desk = desk(keys: "6X<Enter>")
        #expect(desk.state.editor == nil && deed(desk) == nil)
        desk.run("Xystolen from quay 3<Enter>")
        #expect(deed(desk) == .revoke(device: "cam-quay-3", reason: "stolen from quay 3"))
    }

    @Test("who may not accept or revoke is told which role it needs before anything is asked")
    func rights() {
        var desk = desk()
        desk.send(.station(.attached(person: "kim", role: "rule editor")))
        desk.run("A")
        #expect(desk.state.menu == nil)
        #expect(desk.text.contains("it needs the role administrator, you are rule editor"))
        desk.run("X")
        #expect(desk.state.menu == nil)
        desk.run("q")
        #expect(deed(desk) == .quote(device: "cam-quay-3"))
        desk.send(.station(.attached(person: "kim", role: "viewer")))
        desk.run("jq")
        #expect(deed(desk) == .quote(device: "cam-quay-3"))
        desk.send(.station(.attached(person: "kim", role: "administrator")))
        desk.run("kA")
        #expect(desk.state.menu?.kind == .deviceAccept)
    }

    @Test("a device that was revoked, never enrolled or has shown nothing says what cannot be done")
    func unfit() {
        var desk = desk(keys: "6jjA")
        #expect(desk.text.contains("it is revoked; only a new enrolment brings it back"))
        desk.run("jjjjq")
        #expect(desk.state.selectedDevice?.state == .unknown)
        #expect(deed(desk) == nil && desk.text.contains("nobody enrolled it"))
        desk.run("r")
        #expect(desk.text.contains("it has shown no evidence yet"))
    }

    @Test("p goes to the events of the gateway, y copies the row or the check")
    func pivotAndCopy() {
        var desk = desk(keys: "6p")
        #expect(desk.state.place.pane == .events && desk.state.place.depth == .list)
        #expect(desk.state.place.chips.map(\.label) == ["gateway:gw-harbour"])
        desk.run("6y2")
        #expect(
            desk.effects.contains {
                if case .copy(let text, _) = $0 {
                    text.hasPrefix("cam-quay-3\tgw-harbour\tuntrusted\tpcr-policy")
                } else {
                    false
                }
            })
    }

    @Test("the history is the worst of each day; days before the first are no data")
    func history() throws {
        let desk = desk()
        let detail = try #require(desk.state.selectedDetail)
        let worst = DeviceHistory(detail: detail, text: GatewayText(zone: .utc, now: SmallCity.now)).worst
        #expect(worst.count == 30)
        #expect(worst[..<4].allSatisfy { $0 == nil })
        #expect(worst[4] == .unattested && worst[10] == .trusted)
        #expect(worst[15] == .flagged(.rebooted) && worst[16] == .trusted)
        #expect(worst[29] == .untrusted(.pcrPolicy))
    }

    @Test("readings that are missing leave a gap, and those played again are counted")
    func readings() throws {
        let desk = desk()
        let channel = try #require(desk.state.selectedDetail?.channels.first)
        let values = DeviceReadings.values(of: channel.points)
        #expect(values.count == 75 && values[60..<63].allSatisfy { $0 == nil })
        #expect(desk.text.contains("3 missed") && desk.text.contains("1 replayed"))
        var hostile = channel.points
        hostile[3].missing = .max
        hostile[4].missing = .min
        #expect(DeviceReadings.values(of: hostile).count == 95)
    }

    @Test("devices are asked again after some seconds, and at once after a deed")
    func asking() {
        var desk = desk()
        func asked(_ desk: Desk) -> Int { desk.asked.count { $0 == .devices } }
        #expect(asked(desk) == 1)
        desk.wait(seconds: 1)
        #expect(asked(desk) == 1)
        desk.wait(seconds: 3)
        #expect(asked(desk) == 2)
        desk.send(.device(.done("d")))
        #expect(asked(desk) == 3)
        desk.run("1")
        desk.wait(seconds: 30)
        #expect(asked(desk) == 3)
    }

    @Test("the history of trust is asked again only when a state has changed")
    func trustAsking() {
        var desk = desk(keys: "")
        func asked(_ desk: Desk) -> Int { desk.asked.count { $0 == .trust } }
        #expect(asked(desk) == 1)
        var status = desk.state.ingest
        desk.send(.ingest(status))
        #expect(asked(desk) == 1)
        status.devices?.changes = 2
        desk.send(.ingest(status))
        #expect(asked(desk) == 2)
    }

    @Test("devices that cannot be read are not told to be none")
    func unreadable() throws {
        var desk = Desk(.withEvents(10), answers: false)
        desk.run("6")
        #expect(desk.text.contains("Reading"))
        let (id, _) = try #require(desk.open.first { $0.question == .devices })
        desk.send(.failed(id, .storage(path: "attest.db", reason: "file is not a database")))
        #expect(desk.text.contains("attest.db could not be read"))
        #expect(!desk.text.contains("No device is enrolled"))
    }

    @Test(
        "names, reasons and log texts from outside cannot steer the terminal, at any size",
        arguments: [(60, 16), (80, 24), (120, 40), (160, 48)], ["6", "6<Enter>", "6<Enter><Enter>", "6L", "6A"])
    func hostile(size: (Int, Int), keys: String) {
        var city = SmallCity.withEvents(60)
        city.addDevices()
        let text = "cam\u{1B}[2J\u{202E}\r\n\u{7}" + String(repeating: "w", count: 300)
        city.hostileText = text
        city.devices[1].gateway = text
        city.devices[1].deviceClass = text
        city.devices[1].fault = text
        city.devices[1].resetCount = .max
        city.devices[1].firmware = .max
        city.devices[1].since = Instant(microseconds: .min)
        city.devices[1].evidenceTime = Instant(microseconds: .max)
        var desk = Desk(city, columns: size.0, rows: size.1)
        desk.run(keys)
        let drawn = desk.text
        #expect(
            !drawn.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E || $0.value == 0x7F })
        #expect(drawn.count { $0 == "\n" } == size.1)
    }

    @Test("a tally counts by state and names the newest changes, bounded")
    func tally() {
        let many = (0..<500).map { index in
            DeviceSummary(
                name: "d\(index)", gateway: "g", state: index.isMultiple(of: 2) ? .trusted : .silent,
                since: Instant(seconds: Int64(index)), evidence: 1)
        }
        let tally = DeviceTally(many, changes: 3)
        #expect(tally.total == 500 && tally.wrong == 250)
        #expect(tally.newest.map(\.name) == (492..<500).reversed().map { "d\($0)" })
        #expect(tally.troubled.map(\.name) == (234..<250).reversed().map { "d\(2 * $0 + 1)" })
    }

    @Test("devices that cannot be believed want attention, however many others changed since; none does twice")
    func attention() {
        func device(_ name: String, _ state: DeviceState, _ second: Int64) -> DeviceSummary {
            DeviceSummary(
                name: name, gateway: "gw-a", state: state, since: Instant(seconds: second), evidence: 1)
        }
        let changed = (0..<40).map { device("d\($0)", .flagged(.rebooted), 1000 + Int64($0)) }
        let bad = [device("cam-1", .untrusted(.nonce), 7), device("gw-a", .silent, 5), device("cam-2", .revoked, 3)]
        var context = DrawContext(now: Instant(seconds: 5000))
        context.ingest.devices = DeviceTally(bad + changed, changes: 1)
        let gateway = GatewayActivity(
            gateway: "GW-A", events: [], drops: [], lastEvent: Instant(seconds: 5), counters: nil, countersTime: nil)
        let grid = BucketGrid(start: Instant(seconds: 0), width: 60_000_000, count: 100)
        let items = Attention(activity: [gateway], grid: grid, context: context).items
        #expect(items.map(\.gateway) == ["GW-A", "cam-1", "cam-2"])
    }

    @Test("readings of any value and any gap are drawn, and what was missed is never told to be less")
    func extremeReadings() throws {
        var city = SmallCity.withEvents(10)
        city.addDevices()
        var detail = try #require(city.detail(of: "cam-quay-3"))
        let text = GatewayText(zone: .utc, now: SmallCity.now)
        let most = Double.greatestFiniteMagnitude
        let extremes = [-1.7e308, 1.7e308, -most, most, .nan, .infinity, -.infinity, 0, .leastNonzeroMagnitude]
        for low in extremes {
            for high in extremes {
                for index in detail.channels[0].points.indices {
                    detail.channels[0].points[index].value = index.isMultiple(of: 2) ? low : high
                    detail.channels[0].points[index].missing = index < 2 ? .max : 0
                }
                var surface = Surface(size: Size(columns: 80, rows: 8))
                DeviceReadings(detail: detail, text: text).draw(into: &surface, in: surface.bounds)
                #expect(surface.plainText().contains("\(Figure.grouped(.max)) missed"))
            }
        }
    }
}
