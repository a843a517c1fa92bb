// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query

/// What a store takes of the disk and what retention will do next; for people.
package struct RetentionReport: Sendable, Equatable {
    /// How many days have files of their own.
    package var days = 0
    /// The first and the last of them.
    package var oldest: Int32?
    package var newest: Int32?
    /// What the whole store takes of the disk, and what the file system has free.
    package var bytes: UInt64 = 0
    package var free: UInt64 = 0
    /// What the policy would drop now.
    package var due: [DroppedDay] = []
    /// The day from which on the oldest one is too old, if nothing else takes it before; `nil` without a limit of age.
    package var nextByAge: Int32?
    /// Whether the limits are met once what is due is gone; the newest day stays even if they are not.
    package var meetsLimits = true
    /// How many days were dropped since the store was made, and how many of their events came afterwards.
    package var dropped = 0
    package var late = 0
    /// Of how many dropped days events were kept.
    package var kept = 0

    /// Looks at the store in `directory` by the station's clock; a directory without a store has nothing.
    ///
    /// - Throws: `QueryFailure`.
    package static func look(
        at directory: String, policy: RetentionPolicy, now: Instant
    ) throws(QueryFailure) -> RetentionReport {
        do throws(StoreError) {
            return try report(StoreDirectory(root: directory), policy, now)
        } catch {
            throw error.queryFailure
        }
    }

    private static func report(
        _ directory: StoreDirectory, _ policy: RetentionPolicy, _ now: Instant
    ) throws(StoreError) -> RetentionReport {
        var report = RetentionReport()
        let volume = RetentionVolume(directory: directory)
        guard let queue = try StoreFile.openForReading(directory.station, schema: Schema.station) else { return report }
        var days: [RetentionPlan.Day] = []
        var kept: [Int32] = []
        try queue.snapshot { database throws(StoreError) in
            let own = try Statement(database, "SELECT day FROM day WHERE shared = 0 ORDER BY day")
            while try own.step() {
                let day = Int32(clamping: own.integer(0))
                days.append(RetentionPlan.Day(day: day, bytes: volume.bytes(of: day)))
            }
            let rests = try Statement(database, "SELECT day FROM day WHERE shared = 2")
            while try rests.step() { kept.append(Int32(clamping: rests.integer(0))) }
            let gone = try Statement(database, "SELECT count(*), ifnull(sum(late), 0) FROM dropped")
            if try gone.step() {
                report.dropped = Int(gone.integer(0))
                report.late = Int(gone.integer(1))
            }
        }
        report.days = days.count
        report.kept = kept.count
        report.oldest = days.first?.day
        report.newest = days.last?.day
        report.bytes = volume.bytes(ofAll: days, kept: kept)
        report.free = try volume.free()
        let plan = RetentionPlan(policy, days: days, clock: now.day, stored: report.bytes, free: report.free)
        report.due = plan.drops
        report.meetsLimits = plan.meets(policy)
        if let age = policy.days, let next = days.dropFirst(plan.drops.count).first {
            report.nextByAge = Int32(clamping: Int64(next.day) + Int64(age) + 1)
        }
        return report
    }
}

extension RetentionReport {
    /// The report in one line.
    package var text: String {
        guard let oldest else { return "no days yet" }
        var parts = [
            "\(Self.text(ofBytes: bytes)) in \(days) days since \(Partition.text(ofDay: oldest))",
            "\(Self.text(ofBytes: free)) free",
        ]
        if let last = due.last {
            parts.append("\(due.count == 1 ? "\(last.name) goes" : "\(due.count) days up to \(last.name) go") next")
        } else if let nextByAge {
            parts.append("\(Partition.text(ofDay: oldest)) goes on \(Partition.text(ofDay: nextByAge))")
        }
        if !meetsLimits { parts.append("the newest day alone is more than the limits allow") }
        if dropped > 0 { parts.append("\(dropped) dropped so far") }
        if kept > 0 { parts.append("\(kept) of them but for kept events") }
        if late > 0 { parts.append("\(late) of their events came later and were not stored") }
        return parts.joined(separator: ", ")
    }

    /// A number of bytes in units of 1000, with three digits at the most behind which the unit stands.
    package static func text(ofBytes bytes: UInt64) -> String {
        var value = Double(bytes)
        var units = ["B", "kB", "MB", "GB", "TB", "PB"][...]
        while value >= 999.5, units.count > 1 {
            value /= 1000
            units.removeFirst()
        }
        let unit = units.first ?? ""
        let tenths = (value * 10).rounded() / 10
        let isWhole = value >= 100 || tenths == tenths.rounded()
        return isWhole ? "\(Int(value.rounded())) \(unit)" : "\(tenths) \(unit)"
    }
}
