// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension ReadingTable {
    /// The most readings that go in one transaction: others who write wait for it.
    static let dropLimit = 2048

    /// Asks for the next device by name that has readings.
    static let nextDevice = "SELECT min(device) FROM reading WHERE device > ?"
    /// Asks for ?3 readings of a device, of before ?2; never the newest of a key, by which one that comes again is known.
    static let oldReadings = """
        SELECT number FROM reading AS old WHERE device = ?1 AND time < ?2 AND (boot IS NULL OR EXISTS (
            SELECT 1 FROM reading AS other WHERE other.enrolment = old.enrolment AND other.boot IS NOT NULL
                AND (other.boot, other.sequence) > (old.boot, old.sequence)))
        ORDER BY time LIMIT ?3
        """

    /// Drops readings that are older; the answer is of how many, `limit` at the most.
    func drop(before time: Instant, limit: Int = dropLimit) throws(StoreError) -> Int {
        var count = 0
        for device in try devices() where count < limit {
            let old = try Statement(database, Self.oldReadings)
            old.bind([.text(device), .integer(time.microseconds), .integer(Int64(limit - count))])
            var numbers: [Int64] = []
            while try old.step() { numbers.append(old.integer(0)) }
            let drop = try Statement(database, "DELETE FROM reading WHERE number = ?")
            for number in numbers {
                drop.bind(1, number)
                try drop.run()
            }
            count += numbers.count
        }
        return count
    }

    /// Those that have readings, by name, without a walk over all of these.
    private func devices() throws(StoreError) -> [String] {
        let next = try Statement(database, Self.nextDevice)
        var all: [String] = []
        while true {
            next.bind(1, all.last ?? "")
            guard try next.step(), !next.text(0).isEmpty else { return all }
            all.append(next.text(0))
            next.reset()
        }
    }
}
