// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import GRDB
package import Query

/// What a visitor of a honeypot left behind, as it is kept in `station.db`.
package struct KeptVisitor: Hashable, Sendable {
    /// The honeypot's gateway.
    package var honeypot: String
    /// The kind of the value, as lists of indicators name it.
    package var kind: String
    package var value: String
    /// Marks with commas between them.
    package var tags: String
    /// The first instant at which it is looked for no longer.
    package var expiry: Instant
    package var note: String

    package init(honeypot: String, kind: String, value: String, tags: String, expiry: Instant, note: String) {
        self.honeypot = honeypot
        self.kind = kind
        self.value = value
        self.tags = tags
        self.expiry = expiry
        self.note = note
    }
}

extension StoreWriter {
    /// How many visitors are kept; with more, those that expire first go.
    package static let visitorLimit = 200_000
}

extension StationWriter {
    /// Keeps visitors; one that is there already holds as long as the longer of the two.
    static func keep(_ visitors: [KeptVisitor], in database: Database) throws(StoreError) {
        guard !visitors.isEmpty else { return }
        let keep = try Statement(
            database,
            """
            INSERT INTO visitor VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (honeypot, kind, value, tags) DO UPDATE SET expiry = max(expiry, excluded.expiry)
            """)
        for visitor in visitors {
            keep.bind([
                .text(visitor.honeypot), .text(visitor.kind), .text(visitor.value), .text(visitor.tags),
                .integer(visitor.expiry.microseconds), .text(visitor.note),
            ])
            try keep.run()
        }
        let trim = try Statement(
            database,
            """
            DELETE FROM visitor WHERE (honeypot, kind, value, tags) IN (
                SELECT honeypot, kind, value, tags FROM visitor ORDER BY expiry
                LIMIT max(0, (SELECT count(*) FROM visitor) - ?))
            """)
        trim.bind(1, Int64(StoreWriter.visitorLimit))
        try trim.run()
    }

    /// The visitors that are kept, those that expire first at the front.
    func visitors() throws(StoreError) -> [KeptVisitor] {
        try read { database throws(StoreError) in try KeptVisitor.all(in: database) }
    }
}

extension StoreReader {
    /// The visitors of honeypots that are kept, those that expire first at the front.
    ///
    /// - Throws: `QueryFailure`.
    package func visitors() throws(QueryFailure) -> [KeptVisitor] {
        try answering { () throws(StoreError) in try station.visitors() }
    }
}

extension KeptVisitor {
    /// Reads all of them, those that expire first at the front.
    static func all(in database: Database) throws(StoreError) -> [KeptVisitor] {
        let rows = try Statement(
            database, "SELECT honeypot, kind, value, tags, expiry, note FROM visitor ORDER BY expiry")
        var visitors: [KeptVisitor] = []
        while try rows.step() {
            visitors.append(
                KeptVisitor(
                    honeypot: rows.text(0), kind: rows.text(1), value: rows.text(2), tags: rows.text(3),
                    expiry: Instant(microseconds: rows.integer(4)), note: rows.text(5)))
        }
        return visitors
    }
}
