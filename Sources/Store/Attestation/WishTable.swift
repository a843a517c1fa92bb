// SPDX-License-Identifier: Apache-2.0

internal import Devices
internal import EVE
internal import GRDB

/// What people want of the process that listens, and the station's own events on their way, in one transaction.
struct WishTable {
    let database: Database

    func add(_ wish: DeviceWish) throws(StoreError) -> Int64 {
        let add = try Statement(database, "INSERT INTO wish VALUES (NULL,?,?,?,?,?,?,?,?,NULL,NULL,NULL)")
        add.bind([
            .text(wish.kind.rawValue), .text(wish.device), .text(wish.gateway), .text(wish.deviceClass),
            .integer(wish.pins ? 1 : 0), .integer(wish.replaces ? 1 : 0), .text(wish.person),
            .integer(wish.time.microseconds),
        ])
        return try add.insert()
    }

    /// Those that nothing has become of yet, oldest first.
    func open(limit: Int) throws(StoreError) -> [DeviceWish] {
        let rows = try Statement(
            database,
            "SELECT number, kind, device, gateway, class, pins, replaces, person, time FROM wish WHERE is_done IS NULL "
                + "ORDER BY number LIMIT ?")
        rows.bind(1, Int64(limit))
        var all: [DeviceWish] = []
        while try rows.step() {
            guard let kind = DeviceWish.Kind(rawValue: rows.text(1)) else { continue }
            var wish = DeviceWish(
                kind: kind, device: rows.text(2), gateway: rows.text(3), deviceClass: rows.text(4),
                pins: rows.integer(5) != 0, replaces: rows.integer(6) != 0, person: rows.text(7),
                time: Instant(microseconds: rows.integer(8)))
            wish.number = Int(rows.integer(0))
            all.append(wish)
        }
        return all
    }

    func finish(_ number: Int, _ answer: DeviceWish.Answer) throws(StoreError) {
        let set = try Statement(
            database, "UPDATE wish SET is_done = ?, answer = ?, entry = ? WHERE number = ? AND is_done IS NULL")
        set.bind(1, Int64(answer.isDone ? 1 : 0))
        set.bind(2, answer.words)
        set.bind(3, answer.entry.map { Int64($0) })
        set.bind(4, Int64(number))
        try set.run()
    }

    func answer(_ number: Int) throws(StoreError) -> DeviceWish.Answer? {
        let find = try Statement(
            database, "SELECT is_done, answer, entry FROM wish WHERE number = ? AND is_done IS NOT NULL")
        find.bind(1, Int64(number))
        guard try find.step() else { return nil }
        return DeviceWish.Answer(
            isDone: find.integer(0) != 0, words: find.text(1), entry: find.optional(2).map { Int($0) })
    }

    // MARK: News

    func addNews(_ line: [UInt8], of gateway: String) throws(StoreError) {
        let add = try Statement(database, "INSERT INTO news VALUES (NULL, ?, ?)")
        add.bind([.text(gateway), .bytes(line)])
        try add.run()
    }

    func news(limit: Int) throws(StoreError) -> [AttestationStore.News] {
        let rows = try Statement(database, "SELECT number, gateway, line FROM news ORDER BY number LIMIT ?")
        rows.bind(1, Int64(limit))
        var all: [AttestationStore.News] = []
        while try rows.step() {
            all.append(
                AttestationStore.News(number: Int(rows.integer(0)), gateway: rows.text(1), line: rows.bytes(2)))
        }
        return all
    }

    func dropNews(_ numbers: [Int]) throws(StoreError) {
        let drop = try Statement(database, "DELETE FROM news WHERE number = ?")
        for number in numbers {
            drop.bind(1, Int64(number))
            try drop.run()
        }
    }
}
