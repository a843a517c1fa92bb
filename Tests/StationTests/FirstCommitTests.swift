// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Store
import Testing

@testable import Station

/// A source is registered before its first events are stored, and its bookmark is committed after them. A crash in between
/// leaves the events in the days' files and the source at its beginning.
@Suite("A crash in a source's first commit")
struct FirstCommitTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    /// Takes the station's last commit back, as if it had not come about.
    private func loseBookmarks() throws {
        let queue = try DatabaseQueue(path: folder.path + "/data/station.db")
        try queue.write { database in
            try database.execute(
                sql: """
                    UPDATE source SET offset = 0, lines = 0, events = 0, tail_hash = ?;
                    UPDATE gateway SET events = 0, first_event = NULL, last_event = NULL, last_arrival = NULL;
                    """, arguments: [Int64(bitPattern: Fingerprint.empty)])
        }
        try queue.close()
    }

    private func store(_ file: String, byFollowing: Bool, until count: Int) throws {
        if byFollowing {
            var configuration = folder.configuration
            configuration.gateways = [.init(gateway: "gw-a", paths: [file])]
            let follower = Follower(configuration: configuration)
            try follower.start()
            defer { follower.end() }
            #expect(eventually { follower.status.hasCaughtUp })
        } else {
            _ = try Importer(configuration: folder.configuration, gateway: "gw-a").run([file]) { _ in }
        }
        let stored = try folder.stored()
        #expect(stored.events == count)
        #expect(stored.different == count)
    }

    /// The large file comes in several blocks, which are committed together.
    @Test("repeats nothing, however large the file", arguments: [100, 30_000], [false, true])
    func repeats(count: Int, byFollowing: Bool) throws {
        let file = try folder.write(flowLines(0..<count), to: "gw-a/eve.json")
        try store(file, byFollowing: byFollowing, until: count)
        try loseBookmarks()
        try store(file, byFollowing: byFollowing, until: count)
        let queue = try DatabaseQueue(path: folder.path + "/data/station.db")
        let sources = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM source") }
        try queue.close()
        #expect(sources == 1)
        #expect(try folder.reader.gateways().first?.events == count)
    }
}
