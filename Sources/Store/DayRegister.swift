// SPDX-License-Identifier: Apache-2.0

/// Which file holds which day, and which file a new day gets. Pure; `StationWriter` commits what it decides.
struct DayRegister {
    private(set) var partitions: [Int32: Partition]
    /// Days that retention took. Their events are not stored any more, however late they come.
    private(set) var dropped: Set<Int32>
    /// Those of them of which events were kept. Nothing is ever added to their files.
    private(set) var kept: Set<Int32>
    /// The latest day by the station's clock on which anything arrived.
    private var clock: Int32
    /// How many days have files of their own and do not belong to the station's history.
    private var remote = 0

    /// Days this near to the station's clock always get a file of their own.
    private static let nearDays = Int32(-40)...2
    /// Of other days, those with this many events in their first append do.
    private static let crowd = 64
    /// And those just behind a day that has one: where the station's clock is wrong, the sensors' days still go on as before.
    private static let behind = Int32(1)...2
    /// But no more than so many of both, so that a sensor with a broken clock cannot fill the directory with files.
    static let remoteLimit = 1000
    /// And no more of what the station's history seems to be.
    static let historyLimit = 4000

    /// - Parameter partitions: the files of all days that have one.
    init(partitions: [Int32: Partition] = [:], dropped: Set<Int32> = [], clock: Int32 = 0) {
        self.partitions = partitions.filter { $0.value != .kept($0.key) }
        kept = Set(partitions.keys.filter { partitions[$0] == .kept($0) })
        self.dropped = dropped.union(kept)
        self.clock = clock
        remote = Self.remoteCount(of: ownDays, clock: clock)
    }

    /// The days with files of their own, ascending.
    var ownDays: [Int32] { partitions.filter { $0.value != .shared }.keys.sorted() }

    /// The files that hold days.
    var files: [Partition] {
        ownDays.map { .day($0) } + (partitions.values.contains(.shared) ? [.shared] : [])
            + kept.sorted().map { .kept($0) }
    }

    /// The file that a day's events are read from.
    func file(of day: Int32) -> Partition? {
        partitions[day] ?? (kept.contains(day) ? .kept(day) : nil)
    }

    /// The files of those of `days` that have none yet and were not dropped, given how many events each has in this append.
    func choices(for days: [Int32: Int], arrived: Int32) -> [Int32: Partition] {
        var chosen: [Int32: Partition] = [:]
        var remote = remote
        for day in days.keys.sorted() where partitions[day] == nil && !dropped.contains(day) {
            let isNear = Self.nearDays.contains(day.subtractingReportingOverflow(arrived).partialValue)
            let goesOn = Self.behind.contains { distance in
                let other = day.subtractingReportingOverflow(distance).partialValue
                return (chosen[other] ?? partitions[other] ?? .shared) != .shared
            }
            let isWanted = (goesOn || days[day, default: 0] >= Self.crowd) && remote < Self.remoteLimit
            let alone = Partition.canStandAlone(day) && (isNear || isWanted)
            if alone, !isNear { remote += 1 }
            chosen[day] = alone ? .day(day) : .shared
        }
        return chosen
    }

    /// Takes over choices that were committed.
    mutating func add(_ chosen: [Int32: Partition], arrived: Int32) {
        partitions.merge(chosen) { _, new in new }
        clock = max(clock, arrived)
        remote = Self.remoteCount(of: ownDays, clock: clock)
    }

    /// Takes over that days are gone, all of them or but for what was kept.
    mutating func drop(_ days: [Int32], keeping: Bool = false) {
        for day in days {
            partitions[day] = nil
            dropped.insert(day)
            if keeping { kept.insert(day) }
        }
        remote = Self.remoteCount(of: ownDays, clock: clock)
    }

    /// Takes over that nothing of dropped days is kept any longer.
    mutating func release(_ days: [Int32]) { kept.subtract(days) }

    /// How many of these days are not the station's history: the row of days without a gap that ends with the latest one which
    /// its clock has reached.
    private static func remoteCount(of days: [Int32], clock: Int32) -> Int {
        let reached = days.prefix { Int($0) <= Int(clock) + Int(nearDays.upperBound) }
        var history = reached.isEmpty ? 0 : 1
        for (day, next) in zip(reached, reached.dropFirst()).reversed() {
            guard Int(next) - Int(day) < nearDays.count, history < historyLimit else { break }
            history += 1
        }
        return days.count - history
    }
}
