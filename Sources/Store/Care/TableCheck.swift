// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Looks for rows of one file that no line explains.
struct TableCheck {
    let database: Database
    let path: String

    /// How many rows are named one by one.
    private static let limit = 20

    /// `events`, `alerts` and `stats` are how many rows lines were found for, `blocks` how many blocks.
    func run(
        events: Int, alerts: Int, stats: Int, blocks: Int, raw: String, _ problems: inout ProblemList
    ) throws(StoreError) {
        if try count("event") != events { try findStrangers(RawReader(raw), &problems) }
        if try count("alert") != alerts {
            try name(
                """
                SELECT row FROM alert WHERE row NOT IN (SELECT e.row FROM event e JOIN text t ON t.id = e.type
                WHERE t.text = 'alert') ORDER BY row LIMIT ?
                """, "of alert is no alert", &problems)
        }
        if try count("stats") != stats {
            try name(
                """
                SELECT row FROM stats WHERE row NOT IN (SELECT e.row FROM event e JOIN text t ON t.id = e.type
                WHERE t.text = 'stats') ORDER BY row LIMIT ?
                """, "of stats has no event", &problems)
        }
        let strange = try count("raw_block") - blocks
        if strange != 0 { problems.add(path, "raw_block has \(strange) rows of no block") }
        if try number("SELECT \(Schema.hasAllBlocks)") != 1 {
            problems.add(path, "raw_file does not say how many rows raw_block has")
        }
        if try number("SELECT count(*) - count(DISTINCT text) FROM text") != 0 {
            problems.add(path, "text holds some texts twice")
        }
        if try number(
            """
            SELECT (SELECT count(*) FROM signature) - (SELECT count(*) FROM
            (SELECT DISTINCT number, generator, revision, severity, text, category FROM signature))
            """) != 0
        {
            problems.add(path, "signature holds some signatures twice")
        }
        if try number("SELECT count(*) FROM raw_file") != 1 { problems.add(path, "raw_file has not one row") }
    }

    /// Names events whose line is not at their place.
    private func findStrangers(_ raw: RawReader, _ problems: inout ProblemList) throws(StoreError) {
        let rows = try Statement(database, "SELECT row, place FROM event ORDER BY row")
        var told = 0
        while told < Self.limit, try rows.step() {
            if let place = RawPlace(number: rows.integer(1)), let held = try? raw.rows(ofBlock: place.block),
                held.indices.contains(place.slot), held[place.slot] == rows.integer(0)
            {
                continue
            }
            problems.add(path, "row \(rows.integer(0)) of event has no line")
            told += 1
        }
    }

    private func name(_ query: String, _ what: String, _ problems: inout ProblemList) throws(StoreError) {
        let rows = try Statement(database, query)
        rows.bind(1, Int64(Self.limit))
        while try rows.step() { problems.add(path, "row \(rows.integer(0)) \(what)") }
    }

    private func count(_ table: String) throws(StoreError) -> Int {
        Int(try number("SELECT count(*) FROM \(table)"))
    }

    private func number(_ query: String) throws(StoreError) -> Int64 {
        let rows = try Statement(database, query)
        return try rows.step() ? rows.integer(0) : 0
    }
}
