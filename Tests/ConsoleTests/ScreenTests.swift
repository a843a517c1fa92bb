// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Testing

@testable import Console

/// A screen that is compared cell by cell with a file in Screens.
struct ScreenCase: Sendable, CustomTestStringConvertible {
    var name: String
    var keys: String
    var sizes: [(Int, Int)] = [(60, 16), (80, 24), (120, 40), (160, 48)]
    var isEmpty = false
    var fails = false
    var waits = false
    var ascii = false
    var packet = false
    var assets = false
    var places = false
    var fleet = false
    /// The fleet, with rules pushed.
    var pushes = false
    var devices = false
    var jobs = false
    var rules = 218

    var testDescription: String { name }

    static let all: [ScreenCase] = [
        ScreenCase(name: "list-alerts", keys: "jojj"),
        ScreenCase(name: "list-events", keys: "2oG", sizes: [(80, 24), (120, 40)]),
        ScreenCase(name: "list-ascii", keys: "jo", sizes: [(80, 24)], ascii: true),
        ScreenCase(name: "event", keys: "joj<Enter>jjjj"),
        ScreenCase(name: "event-flow", keys: "2o<Enter><Tab>", sizes: [(80, 24), (120, 40)]),
        ScreenCase(name: "event-raw", keys: "joj<Enter>J", sizes: [(80, 24)]),
        ScreenCase(name: "event-packet", keys: "2o<Enter>Gk<Right>jjj<Right>jj", packet: true),
        ScreenCase(name: "event-signature", keys: "2o<Enter><Tab><Tab>", sizes: [(80, 24), (160, 48)], packet: true),
        ScreenCase(name: "event-text", keys: "2o<Enter><Tab>xz", sizes: [(80, 24)], packet: true),
        ScreenCase(name: "event-capture", keys: "2o<Enter>w", sizes: [(80, 24)], packet: true),
        ScreenCase(
            name: "event-places", keys: "/src_country:VN<Enter>o<Enter>G", sizes: [(80, 24), (160, 48)], places: true),
        ScreenCase(
            name: "countries", keys: "<Tab><Tab><Tab><Tab>j", sizes: [(80, 24), (120, 40), (160, 48)], places: true),
        ScreenCase(
            name: "countries-events", keys: "2<Tab><Tab><Tab><Tab>", sizes: [(80, 24), (120, 40), (160, 48)],
            places: true),
        ScreenCase(name: "map", keys: "Wj", sizes: [(60, 16), (80, 24), (160, 48)], places: true),
        ScreenCase(name: "map-events", keys: "2W", sizes: [(120, 40)], places: true),
        ScreenCase(name: "map-ascii", keys: "W", sizes: [(80, 24)], ascii: true, places: true),
        ScreenCase(name: "help", keys: "?", sizes: [(60, 16), (80, 24), (120, 40)]),
        ScreenCase(name: "help-search", keys: "jo?/event", sizes: [(80, 24)]),
        ScreenCase(name: "palette", keys: ":glyphs"),
        ScreenCase(name: "palette-disabled", keys: ":sort", sizes: [(80, 24)]),
        ScreenCase(name: "time", keys: "t", sizes: [(80, 24)]),
        ScreenCase(name: "copy", keys: "joj<Enter>jjy", sizes: [(80, 24)]),
        ScreenCase(name: "chips", keys: "j<Enter><Tab><Enter>X", sizes: [(120, 40)]),
        ScreenCase(name: "filter-typing", keys: "/gateway:", sizes: [(80, 24), (120, 40)]),
        ScreenCase(name: "filter-cold", keys: "2/dns.rrname:", sizes: [(80, 24)]),
        ScreenCase(name: "list-narrowed", keys: "o/sweep", sizes: [(80, 24)]),
        ScreenCase(
            name: "views", keys: "/sev:1 -gateway:gw-market<Enter>:view save morning F5<Enter>V",
            sizes: [(80, 24), (120, 40)]),
        ScreenCase(name: "filter-wrong", keys: "/src_ip:nowhere type:alert<Enter>", sizes: [(80, 24), (120, 40)]),
        ScreenCase(name: "filter-nothing", keys: "/sid:1<Enter>o", sizes: [(80, 24)]),
        ScreenCase(name: "hidden", keys: "/-sid:9000301 -gateway:gw-market<Enter>", sizes: [(80, 24), (160, 48)]),
        ScreenCase(name: "messages", keys: "]]:messages<Enter>", sizes: [(80, 24)]),
        ScreenCase(name: "frozen", keys: "f", sizes: [(80, 24), (160, 48)]),
        ScreenCase(name: "matrix", keys: "Mjll"),
        ScreenCase(name: "matrix-ascii", keys: "M", sizes: [(80, 24)], ascii: true),
        ScreenCase(name: "matrix-filtered", keys: "Mlj<Enter>M", sizes: [(80, 24)]),
        ScreenCase(name: "matrix-help", keys: "M?", sizes: [(80, 24)]),
        ScreenCase(name: "page-choice", keys: "jop", sizes: [(80, 24)]),
        ScreenCase(name: "page-address", keys: "jop<Enter><Tab>", sizes: [(60, 16), (80, 24), (160, 48)]),
        ScreenCase(name: "page-ascii", keys: "jop<Enter>", sizes: [(80, 24)], ascii: true),
        ScreenCase(name: "gateways", keys: "5j"),
        ScreenCase(name: "gateways-enrolled", keys: "5jj", fleet: true),
        ScreenCase(name: "gateways-silent", keys: "5", sizes: [(80, 24), (120, 40)], fleet: true),
        ScreenCase(name: "gateways-invited", keys: "5Gkk", sizes: [(120, 40)], fleet: true),
        ScreenCase(name: "gateways-revoked", keys: "5G", sizes: [(80, 24)], fleet: true),
        ScreenCase(name: "gateways-order", keys: "5OOOOO", sizes: [(120, 40)], fleet: true),
        ScreenCase(name: "gateways-ascii", keys: "5j", sizes: [(120, 40)], ascii: true, fleet: true),
        ScreenCase(name: "gateways-pushes", keys: "5jj", pushes: true),
        ScreenCase(name: "push-targets", keys: "5jjP", sizes: [(80, 24)], pushes: true),
        ScreenCase(name: "push-difference", keys: "5jjPa", sizes: [(80, 24), (120, 40)], pushes: true),
        ScreenCase(name: "push-fewer", keys: "5jjPa<Enter>", sizes: [(80, 24)], pushes: true, rules: 100),
        ScreenCase(name: "sensor-mutes", keys: "5M", sizes: [(80, 24)], pushes: true),
        ScreenCase(name: "rules", keys: "4j"),
        ScreenCase(name: "rules-words", keys: "4/modbus<Enter>", sizes: [(80, 24)]),
        ScreenCase(name: "rules-edited", keys: "4e", sizes: [(80, 24), (120, 40)]),
        ScreenCase(name: "rule-of-event", keys: "2oj<Enter>jj jj R", sizes: [(120, 40)]),
        ScreenCase(name: "inbox", keys: "3j "),
        ScreenCase(name: "inbox-archive", keys: "3e", sizes: [(80, 24)]),
        ScreenCase(name: "inbox-assets", keys: "3", sizes: [(120, 40), (160, 48)], packet: true, assets: true),
        ScreenCase(name: "event-assets", keys: "2o<Enter>", sizes: [(80, 24), (120, 40)], packet: true, assets: true),
        ScreenCase(name: "list-assets", keys: "2o", sizes: [(160, 48)], packet: true, assets: true),
        ScreenCase(name: "devices", keys: "6", sizes: [(80, 24)]),
        ScreenCase(name: "devices-list", keys: "6", devices: true),
        ScreenCase(name: "devices-checks", keys: "6j<Enter>", devices: true),
        ScreenCase(name: "devices-flagged", keys: "6jjjj", sizes: [(120, 40)], devices: true),
        ScreenCase(name: "devices-unknown", keys: "6G", sizes: [(120, 40)], devices: true),
        ScreenCase(name: "devices-ascii", keys: "6<Enter>", sizes: [(120, 40)], ascii: true, devices: true),
        ScreenCase(name: "devices-check", keys: "6<Enter><Enter>", sizes: [(80, 24), (120, 40)], devices: true),
        ScreenCase(name: "devices-log", keys: "6L", sizes: [(80, 24)], devices: true),
        ScreenCase(name: "devices-accept", keys: "6A", sizes: [(80, 24), (120, 40)], devices: true),
        ScreenCase(name: "devices-revoke", keys: "6X", sizes: [(80, 24)], devices: true),
        ScreenCase(name: "devices-side", keys: "", sizes: [(120, 40), (160, 48)], devices: true),
        ScreenCase(name: "jobs-none", keys: "7", sizes: [(80, 24)]),
        ScreenCase(name: "jobs", keys: "7", jobs: true),
        ScreenCase(name: "jobs-ascii", keys: "7", sizes: [(80, 24), (120, 40)], ascii: true, jobs: true),
        ScreenCase(name: "jobs-queued", keys: "7jj", sizes: [(80, 24), (120, 40)], jobs: true),
        ScreenCase(name: "jobs-failed", keys: "7jjjjj", sizes: [(80, 24), (120, 40)], jobs: true),
        ScreenCase(name: "jobs-degraded", keys: "7jjjjjjjj<Enter>", sizes: [(80, 24), (120, 40)], jobs: true),
        ScreenCase(
            name: "jobs-detail", keys: "7<Enter>", sizes: [(60, 16), (80, 24), (120, 40), (160, 48)], jobs: true),
        ScreenCase(name: "jobs-picture", keys: "7v", sizes: [(80, 24), (120, 40)], jobs: true),
        ScreenCase(name: "jobs-original", keys: "7Oy", sizes: [(120, 40)], jobs: true),
        ScreenCase(name: "jobs-original-asked", keys: "7O", sizes: [(80, 24)], jobs: true),
        ScreenCase(name: "jobs-form", keys: "7Nj<Enter>/srv/video/in.mp4", sizes: [(80, 24), (120, 40)], jobs: true),
        ScreenCase(name: "jobs-again", keys: "7jjjjjr", sizes: [(80, 24)], jobs: true),
        ScreenCase(name: "jobs-cancel", keys: "7c", sizes: [(80, 24)], jobs: true),
        ScreenCase(name: "jobs-report", keys: "7jjjjjo", sizes: [(80, 24), (120, 40)], jobs: true),
        ScreenCase(name: "jobs-filter", keys: "7/tram<Enter>", sizes: [(80, 24)], jobs: true),
        ScreenCase(name: "jobs-side", keys: "", sizes: [(160, 48)], jobs: true),
        ScreenCase(name: "trust-list", keys: "o", sizes: [(80, 24), (120, 40)], devices: true),
        ScreenCase(name: "trust-event", keys: "o<Enter>", sizes: [(80, 24), (120, 40)], devices: true),
        ScreenCase(name: "trust-inbox", keys: "3", sizes: [(120, 40)], devices: true),
        ScreenCase(name: "trust-gateways", keys: "5j", sizes: [(120, 40)], devices: true),
        ScreenCase(name: "empty-alerts", keys: "", sizes: [(80, 24)], isEmpty: true),
        ScreenCase(name: "empty-matrix", keys: "M", sizes: [(80, 24)], isEmpty: true),
        ScreenCase(name: "empty-list", keys: "2o", sizes: [(60, 16), (80, 24)], isEmpty: true),
        ScreenCase(name: "empty-gateways", keys: "5", sizes: [(80, 24)], isEmpty: true),
        ScreenCase(name: "error-alerts", keys: "", sizes: [(60, 16), (120, 40)], fails: true),
        ScreenCase(name: "error-matrix", keys: "M", sizes: [(80, 24)], fails: true),
        ScreenCase(name: "error-list", keys: "o", sizes: [(80, 24)], fails: true),
        ScreenCase(name: "loading", keys: "2", sizes: [(80, 24)], waits: true),
    ]
}

@Suite("Screens") struct ScreenTests {
    @Test("screens are as in their files", arguments: ScreenCase.all) func screens(_ screen: ScreenCase) throws {
        for (columns, rows) in screen.sizes {
            var city = screen.isEmpty ? SmallCity() : screen.packet ? .withPacket() : .withEvents(600)
            if screen.assets { city.assets = SmallCity.someAssets }
            city.hasPlaces = screen.places
            if screen.fleet || screen.pushes { city.addFleet() }
            if screen.pushes { city.addPushes() }
            if screen.devices { city.addDevices() }
            if screen.jobs { city.addJobs() }
            city.pushedRules = screen.rules
            if screen.fails { city.failure = .storage(path: "2026-11-20.sqlite", reason: "disk I/O error") }
            let look = screen.ascii ? Look(glyphs: .ascii, usesTextures: true) : Look(usesTextures: true)
            var desk = Desk(city, columns: columns, rows: rows, look: look, answers: !screen.waits)
            if screen.fleet || screen.pushes { desk.send(.ingest(SmallCity.fleetStatus)) }
            if screen.isEmpty, screen.name.contains("gateways") { desk.send(.ingest(IngestStatus())) }
            desk.run(screen.keys)
            if screen.waits { desk.wait(seconds: 1) }
            // The course of the job under the cursor comes a moment later.
            if screen.jobs { desk.send(.tick(desk.state.now.advanced(byMicroseconds: 400_000))) }
            try Golden(screen: "\(screen.name)-\(columns)x\(rows)").expect(desk.surface.annotated())
        }
    }

    @Test("a screen too small for panes says what it needs, and what must not be missed")
    func tiny() {
        let desk = Desk(columns: 59, rows: 16)
        let line = Console.draw(desk.state, size: Size(columns: 59, rows: 15)).plainText()
        #expect(line.contains("1 SILENT"))
        #expect(line.contains("needs 60x16, has 59x15"))
    }

    @Test(
        "silence and the clock stay in the header at every width",
        arguments: [60, 76, 80, 99, 100, 110, 120, 139, 140, 200, 400])
    func header(columns: Int) {
        var desk = Desk(columns: columns, rows: 24)
        desk.run("f")
        #expect(desk.row(0).contains("1 SILENT"), "\(desk.row(0))")
        #expect(desk.row(0).contains("14:30:12"), "\(desk.row(0))")
        #expect(desk.row(0).contains("‖"), "\(desk.row(0))")
    }
}
