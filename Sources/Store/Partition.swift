// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// A file of events: that of one UTC day, what was kept of a dropped one, or the one that sparse days share.
///
/// A row's number holds its time: `(microseconds since the partition's origin << shift) | sequence`, so that rows ascend with
/// time however late they come. A microsecond that is full spills into the next one (before the end of the day, into the one
/// before), and the event is then listed with that time; its raw bytes still say the original one.
enum Partition: Hashable, Sendable {
    /// A file of its own for the day so many days after 1970-01-01.
    case day(Int32)
    /// The file of all days that have none of their own.
    case shared
    /// What was kept of a day that was dropped; its rows are numbered as those of the day were.
    case kept(Int32)

    /// The file of a day by its number in `day.shared` of `station.db`.
    init(day: Int32, number: Int64) {
        self =
            switch number {
            case 0: .day(day)
            case 2: .kept(day)
            default: .shared
            }
    }

    /// As `day.shared` has it.
    var number: Int64 {
        switch self {
        case .day: 0
        case .shared: 1
        case .kept: 2
        }
    }

    /// Bits of a row number below the microseconds. The shared file spans all years from 0 to 9999, so it has fewer.
    var shift: Int64 {
        switch self {
        case .day, .kept: 8
        case .shared: 4
        }
    }

    /// The instant of row 0.
    var origin: Int64 {
        switch self {
        case .day(let day), .kept(let day): Int64(day) * Instant.microsecondsPerDay
        case .shared: 0
        }
    }

    /// The rows that a partition can hold.
    var rows: ClosedRange<Int64> {
        switch self {
        case .day, .kept: 0...(Instant.microsecondsPerDay << 8) - 1
        case .shared: (-Self.sharedLimit << 4)...(Self.sharedLimit << 4) - 1
        }
    }

    /// About 9,100 years: what fits into a row of the shared file. Times beyond are taken for these.
    private static let sharedLimit: Int64 = 1 << 58

    /// The first row of the microsecond of `instant`; outside the partition, the nearest row that may lie just outside.
    func row(at instant: Instant) -> Int64 {
        let (since, overflow) = instant.microseconds.subtractingReportingOverflow(origin)
        let far = overflow ? (instant.microseconds < 0 ? Int64.min : .max) : since
        return switch self {
        case .day, .kept: min(max(far, -1), Instant.microsecondsPerDay) << 8
        case .shared: min(max(far, -Self.sharedLimit), Self.sharedLimit) << 4
        }
    }

    /// How many rows a minute has; minute `n` is the rows from `n` times this on, and may be negative in the shared file.
    var rowsPerMinute: Int64 { CalendarUnit.minute.microseconds << shift }

    /// Whether events of a day may lie in it.
    func holds(day: Int32) -> Bool {
        switch self {
        case .day(let own), .kept(let own): day == own
        case .shared: true
        }
    }

    /// The minute of a row, counted from the origin.
    func minute(ofRow row: Int64) -> Int64 {
        let (quotient, remainder) = row.quotientAndRemainder(dividingBy: rowsPerMinute)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The time of a row.
    func instant(ofRow row: Int64) -> Instant {
        Instant(microseconds: origin + (row >> shift))
    }

    /// The name of the event in a row.
    func id(ofRow row: Int64) -> EventID {
        switch self {
        case .day(let day), .kept(let day): EventID(day: day, row: row)
        case .shared: EventID(day: instant(ofRow: row).day, row: row)
        }
    }

    /// The row of an event, or of the first instant of its day where that day lies in another file: no event of the day lies
    /// here then, so the whole day is one point.
    func row(of id: EventID) -> Int64 {
        let day = StoredDay.range(of: id.day)
        let start = row(at: day.start)
        return start <= id.row && id.row < row(at: day.end) ? id.row : start
    }

    /// The name of its files below `days/`, without their endings.
    var name: String {
        switch self {
        case .day(let day):
            Self.text(ofDay: day)
        case .shared:
            "other"
        case .kept(let day):
            Self.text(ofDay: day) + ".kept"
        }
    }

    /// `YYYY-MM-DD`.
    static func text(ofDay day: Int32) -> String {
        let date = CivilTime(daysSinceEpoch: Int(day))
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }

    /// Whether a day may have a file of its own: those of the years 1 to 9999, which have a name in four digits.
    static func canStandAlone(_ day: Int32) -> Bool {
        // 0001-01-01 and 9999-12-31.
        (-719_162...2_932_896).contains(day)
    }
}
