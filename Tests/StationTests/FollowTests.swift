// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Store
import Testing

@testable import Station

@Suite("Import and follow")
struct FollowTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func imported(_ files: [String], gateway: String? = nil) throws -> ImportReport {
        try Importer(configuration: folder.configuration, gateway: gateway).run(files) { _ in }
    }

    /// Follows `path` as gateway `gw-a` for as long as `body` runs.
    private func following(_ path: String, _ body: (Follower) throws -> Void) throws {
        var configuration = folder.configuration
        configuration.gateways = [.init(gateway: "gw-a", paths: [path])]
        let follower = Follower(configuration: configuration)
        try follower.start()
        defer { follower.end() }
        try body(follower)
    }

    @Test("an import stores every line once, and the same file again adds nothing, under any name")
    func importing() throws {
        let file = try folder.write(flowLines(0..<500) + "{broken\n\n" + flowLines(500..<510), to: "gw-a/eve.json")
        let first = try imported([file])
        #expect(first.files == 1)
        #expect(first.events == 510)
        #expect(first.rejected == 1)
        #expect(first.duplicates == 0)
        #expect(first.failure == nil)
        #expect(first.problems == ["\(file):501: not JSON, at byte \(flowLines(0..<500).utf8.count): {broken"])
        #expect(try folder.reader.gateways().map(\.gateway) == ["gw-a"])
        let copy = try folder.write(flowLines(0..<500) + "{broken\n\n" + flowLines(500..<520), to: "gw-a/eve.json.1")
        for (path, new) in [(file, 0), (copy, 10), (copy, 0)] {
            let again = try imported([path])
            #expect(again.events == new, "\(path)")
            #expect(again.duplicates + new >= 510, "\(path)")
        }
        let stored = try folder.stored()
        #expect(stored.events == 520)
        #expect(stored.different == 520)
    }

    @Test("the same file for another gateway is another source")
    func otherGateway() throws {
        let file = try folder.write(flowLines(0..<20), to: "some.json")
        #expect(try imported([file], gateway: "gw-a").events == 20)
        #expect(try imported([file], gateway: "gw-b").events == 20)
        #expect(try imported([file], gateway: "gw-b").duplicates == 20)
        #expect(try folder.reader.gateways().map(\.events) == [20, 20])
    }

    @Test("a file that cannot be read is told, and the others are imported")
    func missing() throws {
        let file = try folder.write(flowLines(0..<20), to: "gw-a/eve.json")
        let report = try imported([folder.path + "/none.json", folder.path, file])
        #expect(report.files == 1)
        #expect(report.events == 20)
        // The first failure ends the call and is told by it; the other one is listed.
        #expect(report.problems.count == 1)
        #expect(report.failure?.what.contains("none.json") == true)
        #expect(report.failure?.outcome == .environment)
        #expect(throws: UserMessage.self) { try imported([file], gateway: "a/b") }
    }

    @Test("to follow an imported file adds only what is written later")
    func importThenFollow() throws {
        let file = try folder.write(flowLines(0..<300), to: "gw-a/eve.json")
        #expect(try imported([file], gateway: "gw-a").events == 300)
        try following(file) { follower in
            #expect(eventually { follower.status.hasCaughtUp })
            #expect(follower.status.stored == 0)
            try folder.append(flowLines(300..<305) + "{\"timestamp\":", to: "gw-a/eve.json")
            #expect(try eventually { try folder.stored().events == 305 })
        }
        let stored = try folder.stored()
        #expect(stored.events == 305)
        #expect(stored.different == 305)
        let report = try #require(try folder.reader.gateways().first)
        #expect(report.rejected.isEmpty)
    }

    @Test("to import a followed file adds nothing, and a file followed before goes on where it was")
    func followThenImport() throws {
        let file = try folder.write(flowLines(0..<200), to: "gw-a/eve.json")
        try following(file) { follower in
            #expect(eventually { follower.status.hasCaughtUp })
            let isStored = try eventually { try folder.stored().events == 200 }
            #expect(isStored)
        }
        let report = try imported([file], gateway: "gw-a")
        #expect(report.events == 0)
        #expect(report.duplicates == 200)
        try folder.append(flowLines(200..<250), to: "gw-a/eve.json")
        try following(file) { follower in
            #expect(eventually { follower.status.hasCaughtUp })
            let isStored = try eventually { try folder.stored().events >= 250 }
            #expect(isStored)
        }
        let stored = try folder.stored()
        #expect(stored.events == 250)
        #expect(stored.different == 250)
    }

    @Test("files of a pattern are found when they come, and rotation loses nothing")
    func pattern() throws {
        var configuration = folder.configuration
        configuration.patterns = [folder.path + "/logs/{gateway}/eve.json"]
        try folder.write(flowLines(0..<10), to: "logs/gw-a/eve.json")
        let follower = Follower(configuration: configuration)
        try follower.start()
        defer { follower.end() }
        #expect(try eventually { try folder.stored().events == 10 })
        try FileManager.default.moveItem(
            atPath: folder.path + "/logs/gw-a/eve.json", toPath: folder.path + "/logs/gw-a/eve.json.1")
        try folder.append(flowLines(10..<15), to: "logs/gw-a/eve.json.1")
        try folder.write(flowLines(15..<20), to: "logs/gw-a/eve.json")
        try folder.write(flowLines(20..<30), to: "logs/gw-b/eve.json")
        #expect(try eventually { try folder.stored().events == 30 })
        #expect(try folder.stored().different == 30)
        // The books follow the days.
        #expect(try eventually { try folder.reader.gateways().map(\.events) == [20, 10] })
        #expect(eventually { follower.status.gateways.map(\.name) == ["gw-a", "gw-b"] })
    }

    @Test("a second station on the same data is refused, or left to the first")
    func second() throws {
        let file = try folder.write(flowLines(0..<10), to: "gw-a/eve.json")
        try following(file) { follower in
            #expect(eventually { follower.status.hasCaughtUp })
            let pid = ProcessInfo.processInfo.processIdentifier
            let path = folder.path + "/data/station.lock"
            #expect(throws: StoreError.busy(path: path, process: pid)) {
                try Follower(configuration: folder.configuration).start()
            }
            var configuration = folder.configuration
            configuration.gateways = [.init(gateway: "gw-a", paths: [file])]
            #expect(try Follower.startUnlessServed(configuration) == nil)
            let refusal = try #require(throws: UserMessage.self) { try imported([file], gateway: "gw-a") }
            #expect(refusal.line.contains("process \(pid)"))
        }
        #expect(try Follower.startUnlessServed(folder.configuration) == nil)
        #expect(try imported([file], gateway: "gw-a").events == 0)
    }

    @Test(
        "an imported file's gateway is the configured one, the folder of an eve.json, or the file's own name",
        arguments: [
            ("/var/log/x/eve.json", "x"), ("/var/log/x/eve.json-2026.gz", "x"), ("/a/b/eve-1.json", "b"),
            ("apps.eve.json", "apps"), ("/tmp/night shift.json.zst", "night-shift"), ("-", "stdin"),
            ("/a/..eve.json", "unnamed"),
            ("/srv/here/eve.json", "configured"), ("/srv/p-7/log.json", "7"),
        ])
    func gatewayOfPath(path: String, name: String) throws {
        var configuration = folder.configuration
        configuration.gateways = [.init(gateway: "configured", paths: ["/srv/here/eve.json"])]
        let real = try folder.write("", to: "p-7/log.json")
        configuration.patterns = [folder.path + "/p-{gateway}/log.json"]
        let asked = path == "/srv/p-7/log.json" ? real : path
        #expect(ImportedGateway.named(by: asked, plan: SourcePlan(configuration: configuration)) == name)
    }
}
