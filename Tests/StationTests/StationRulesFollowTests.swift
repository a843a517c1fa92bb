// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Rules
import Store
import Testing

@testable import Station

@Suite("Matches on the way into the store")
struct StationRulesFollowTests {
    let folder: Folder
    private static let anna = Authorship(author: "anna", time: RuleText.now)

    init() throws {
        folder = try Folder()
        try folder.write("", to: "data/.here")
        try add(RuleText.first, RuleText.name(RuleText.first, "'dns.rrname|endswith': .evil.test", title: "Evil"))
    }

    private var shelf: RuleStore { RuleStore(directory: folder.configuration.dataDirectory) }

    private func add(_ id: String, _ text: String) throws {
        try shelf.add(
            id, .sigma, RuleContent(text: Array(text.utf8), heading: RuleHeading(title: "Name")), by: Self.anna)
    }

    private func imported(_ file: String) throws -> ImportReport {
        try Importer(configuration: folder.configuration, gateway: "gw-a").run([file]) { _ in }
    }

    private func following(_ file: String, _ body: (Follower) throws -> Void) throws {
        var configuration = folder.configuration
        configuration.gateways = [.init(gateway: "gw-a", paths: [file])]
        let follower = Follower(configuration: configuration)
        try follower.start()
        defer { follower.end() }
        try body(follower)
    }

    /// What each event matched, oldest first, as `title revision`.
    private func stored() throws -> [[String]] {
        try folder.reader.page(PageRequest(isDescending: false, limit: 100_000), until: Cancellation())
            .rows.map { $0.matches.map { "\($0.title) \($0.revision)" } }
    }

    /// Takes the last commit back as far as `station.db` goes, as a crash before it would.
    private func loseBookmarks() throws {
        let queue = try DatabaseQueue(path: folder.path + "/data/station.db")
        try queue.write { database in
            try database.execute(
                sql: """
                    UPDATE source SET offset = 0, lines = 0, events = 0, tail_hash = ?;
                    UPDATE gateway SET events = 0, first_event = NULL, last_event = NULL, last_arrival = NULL;
                    DELETE FROM correlation;
                    """, arguments: [Int64(bitPattern: Fingerprint.empty)])
        }
        try queue.close()
    }

    private func lines(_ range: Range<Int>) -> String {
        range.map { dnsLine($0 * 10, name: $0 % 3 == 0 ? "a.evil.test" : "good.test") }.joined()
    }

    @Test("an import stores each match with its event, and the same file again none")
    func importing() throws {
        let file = try folder.write(lines(0..<9), to: "gw-a/eve.json")
        #expect(try imported(file).matches == 3)
        #expect(try imported(file).matches == 0)
        let wanted = (0..<9).map { $0 % 3 == 0 ? ["Evil 1"] : [] }
        #expect(try stored() == wanted)
    }

    @Test("a crash between the commit of the days and that of the books repeats no match", arguments: [false, true])
    func crash(byFollowing: Bool) throws {
        try add(RuleText.second, RuleText.count(RuleText.second, of: RuleText.first, 3, timespan: "2m"))
        let file = try folder.write(lines(0..<12), to: "gw-a/eve.json")
        #expect(try imported(file).matches == 1)
        let before = try stored()
        #expect(before == (0..<12).map { $0 == 6 ? ["Often 1"] : [] })
        try loseBookmarks()
        try folder.append(lines(12..<21), to: "gw-a/eve.json")
        if byFollowing {
            try following(file) { follower in
                #expect(eventually { follower.status.hasCaughtUp })
                let isStored = try eventually { try stored().count == 21 }
                #expect(isStored)
            }
        } else {
            #expect(try imported(file).events == 9)
        }
        #expect(try Array(stored().prefix(12)) == before)
        // It goes on as if nothing had happened: the burst of the sixth event ends, and one more begins.
        let other = try StationRulesFollowTests()
        try other.add(RuleText.second, RuleText.count(RuleText.second, of: RuleText.first, 3, timespan: "2m"))
        _ = try other.imported(other.folder.write(lines(0..<21), to: "gw-a/eve.json"))
        #expect(try stored() == other.stored())
    }

    @Test("a rule that is changed while following takes effect, and no event is lost or comes twice")
    func changed() throws {
        let file = try folder.write("", to: "gw-a/eve.json")
        try following(file) { follower in
            try folder.append(lines(0..<3), to: "gw-a/eve.json")
            let isFirst = try eventually { try stored().count == 3 }
            #expect(isFirst)
            let text = RuleText.name(RuleText.first, "'dns.rrname|endswith': .test", title: "All")
            try shelf.save(
                RuleText.first, RuleContent(text: Array(text.utf8), heading: RuleHeading(title: "All")), basedOn: 1,
                by: Self.anna)
            // Line by line, so that the change comes in between somewhere.
            var next = 3
            let isTaken = try eventually {
                try folder.append(lines(next..<next + 1), to: "gw-a/eve.json")
                next += 1
                let done = try eventually { try stored().count == next }
                return try done && stored().last == ["All 2"]
            }
            #expect(isTaken)
            let found = try stored()
            #expect(found.count == next)
            let cut = try #require(found.firstIndex { $0 == ["All 2"] })
            #expect(found[..<cut].allSatisfy { $0 == [] || $0 == ["Evil 1"] })
            #expect(found[cut...].allSatisfy { $0 == ["All 2"] })
        }
        let all = try folder.stored()
        #expect(all.events == all.different)
    }

    @Test("correlations go on over the end of a station, and over a change of other rules")
    func correlations() throws {
        try add(RuleText.second, RuleText.count(RuleText.second, of: RuleText.first, 3, timespan: "2m"))
        let file = try folder.write(lines(0..<2), to: "gw-a/eve.json")
        #expect(try imported(file).matches == 0)
        try add(RuleText.third, RuleText.name(RuleText.third, "dns.rrname: nothing.test", title: "Nothing"))
        try folder.append(lines(2..<6), to: "gw-a/eve.json")
        #expect(try imported(file).matches == 0)
        try following(file) { follower in
            #expect(eventually { follower.status.hasCaughtUp })
            try folder.append(lines(6..<7), to: "gw-a/eve.json")
            let isStored = try eventually { try stored().count == 7 }
            #expect(isStored)
        }
        #expect(try stored().last == ["Often 1"])
    }

    @Test("a rule that cannot be used stops no import, and the report tells it")
    func broken() throws {
        try add(RuleText.second, "title: [")
        let file = try folder.write(lines(0..<3), to: "gw-a/eve.json")
        let report = try imported(file)
        #expect(report.events == 3 && report.matches == 1)
        #expect(report.problems.count == 1 && report.problems.first?.hasPrefix(RuleText.second) == true)
    }
}
