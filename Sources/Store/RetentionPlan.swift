// SPDX-License-Identifier: Apache-2.0

/// Which days a policy drops, given what is there. Pure.
///
/// Only days with a file of their own go, from the oldest on, and only days before the *newest*: the last stored day that the
/// station's clock has reached. Age counts back from it, not from the clock. So a clock that runs a year ahead for an hour
/// does not empty the store, one that runs behind only drops less, and days that a sensor dates into the future are neither
/// dropped for being there nor do they make the others old.
struct RetentionPlan {
    /// A day with a file of its own.
    struct Day: Equatable {
        var day: Int32
        /// What its files take of the disk.
        var bytes: UInt64
    }

    /// What goes, oldest first.
    private(set) var drops: [DroppedDay] = []
    /// What the store takes after that.
    private(set) var stored: UInt64
    /// What the file system has free after that, if nobody else writes.
    private(set) var free: UInt64
    /// The day from which age counts; `nil` where nothing can go.
    let newest: Int32?

    /// - Parameters:
    ///   - days: the days with files of their own, ascending.
    ///   - clock: the UTC day of the station's clock.
    ///   - stored: the bytes that the whole store takes.
    ///   - free: the bytes that the file system has free.
    init(_ policy: RetentionPolicy, days: [Day], clock: Int32, stored: UInt64, free: UInt64) {
        self.stored = stored
        self.free = free
        newest = days.last { $0.day <= clock }?.day
        guard let newest else { return }
        for day in days where day.day < newest {
            guard let reason = reason(policy, day.day, newest) else { break }
            drops.append(DroppedDay(day: day.day, reason: reason, bytes: day.bytes))
            self.stored -= min(self.stored, day.bytes)
            self.free = self.free.addingReportingOverflow(day.bytes).partialValue
        }
    }

    /// Why a day must go, when all before it are gone.
    private func reason(_ policy: RetentionPolicy, _ day: Int32, _ newest: Int32) -> DroppedDay.Reason? {
        if let days = policy.days, Int64(newest) - Int64(day) > Int64(days) { return .age }
        if let size = policy.size, stored > size { return .size }
        if let least = policy.free, free < least { return .free }
        return nil
    }

    /// Whether the limits are met after the drops; they may not be, as the newest day stays.
    func meets(_ policy: RetentionPolicy) -> Bool {
        (policy.size.map { stored <= $0 } ?? true) && (policy.free.map { free >= $0 } ?? true)
    }
}
