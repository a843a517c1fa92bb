// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Triage

/// Which part of the range a row of a file lies in.
struct RowParts {
    private let origin: Int64
    private let shift: Int64
    private let start: Int64
    private let perPart: Int64
    private let count: Int
    /// The part found last, and the microseconds since the origin that it has: most rows are in that of the row before.
    private var last = 0
    private var held: Range<Int64> = 0..<0

    init(_ request: InboxRequest, in partition: Partition) {
        origin = partition.origin
        shift = partition.shift
        start = request.range.start.microseconds
        count = request.cells
        let (length, overflow) = request.range.end.microseconds.subtractingReportingOverflow(start)
        perPart = overflow || count == 0 ? .max : max(1, (length + Int64(count) - 1) / Int64(count))
    }

    /// `nil` where the range has no parts, or the row lies before it.
    @inline(__always)
    mutating func part(ofRow row: Int64) -> Int? {
        if held.contains(row >> shift) { return last }
        return find(row >> shift)
    }

    private mutating func find(_ since: Int64) -> Int? {
        guard count > 0 else { return nil }
        let (offset, overflow) = (origin + since).subtractingReportingOverflow(start)
        guard !overflow, offset >= 0 else { return nil }
        last = min(count - 1, Int(offset / perPart))
        let first = since - offset % perPart
        let (end, isFar) = first.addingReportingOverflow(perPart)
        // Behind the last part's end it goes on being the last one, and is looked up again.
        held = since < (isFar ? .max : end) ? first..<(isFar ? .max : end) : 0..<0
        return last
    }
}
