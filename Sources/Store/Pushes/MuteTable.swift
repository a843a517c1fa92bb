// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Pushes

/// The mutings of `pushes.db` in one transaction.
struct MuteTable {
    let database: Database

    /// Those that hold, or all of them, by number.
    func mutes(all: Bool = false) throws(StoreError) -> [GatewayMute] {
        try read(all ? "" : "WHERE ended IS NULL")
    }

    func mute(_ number: Int64) throws(StoreError) -> GatewayMute? {
        try read("WHERE number = \(number)").first
    }

    func add(_ mute: GatewayMute) throws(StoreError) -> Int64 {
        let add = try Statement(
            database, "INSERT INTO mute VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)")
        add.bind([.integer(Int64(mute.gid)), .integer(Int64(mute.sid))])
        if let scope = mute.scope {
            add.bind(3, scope.track.rawValue)
            add.bind(4, "\(scope.network)")
        }
        if let gateway = mute.gateway { add.bind(5, gateway) }
        add.bind(6, mute.expiry.microseconds)
        add.bind(7, mute.person)
        add.bind(8, mute.time.microseconds)
        add.bind(9, mute.reason)
        return try add.insert()
    }

    /// Ends a muting, or lets it hold again.
    func set(_ end: GatewayMute.End?, of number: Int) throws(StoreError) {
        let set = try Statement(database, "UPDATE mute SET ended = ?, ended_by = ? WHERE number = ?")
        set.bind(1, end?.time.microseconds)
        if let end { set.bind(2, end.person) } else { set.bindNull(2) }
        set.bind(3, Int64(number))
        try set.run()
    }

    /// The numbers of the mutings whose lines stand in thresholds, by the comments that `SensorFiles.adding` writes.
    static func numbers(in thresholds: String) -> Set<Int> {
        let head = "# muting "
        return Set(
            thresholds.split(separator: "\n").compactMap { line in
                line.hasPrefix(head) ? Int(line.dropFirst(head.count).prefix { $0 != "," }) : nil
            })
    }

    private func read(_ condition: String) throws(StoreError) -> [GatewayMute] {
        let rows = try Statement(
            database,
            """
            SELECT number, gid, sid, track, network, gateway, expiry, person, time, reason, ended, ended_by FROM mute
            \(condition) ORDER BY number
            """)
        var mutes: [GatewayMute] = []
        while try rows.step() {
            var scope: GatewayMute.Scope?
            if !rows.isNull(3) {
                guard let track = GatewayMute.Track(rawValue: rows.text(3)), let network = IPNetwork(rows.text(4))
                else { throw PushTexts.damage("muting \(rows.integer(0)) is for no addresses") }
                scope = GatewayMute.Scope(track: track, network: network)
            }
            let end = rows.instant(10).map { GatewayMute.End(time: $0, person: rows.text(11)) }
            mutes.append(
                GatewayMute(
                    number: Int(rows.integer(0)), gid: UInt32(clamping: rows.integer(1)),
                    sid: UInt32(clamping: rows.integer(2)), scope: scope, gateway: rows.isNull(5) ? nil : rows.text(5),
                    expiry: Instant(microseconds: rows.integer(6)), person: rows.text(7),
                    time: Instant(microseconds: rows.integer(8)), reason: rows.text(9), end: end))
        }
        return mutes
    }
}
