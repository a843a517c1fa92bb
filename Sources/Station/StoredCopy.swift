// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Intake
internal import Query
internal import Store

/// Knows a file that is an older copy of one that was stored after it had grown: it begins like that one, is shorter, and
/// ends where no bookmark tells anything.
///
/// Its last events are looked for in the store, byte for byte, and some of those before. A file that begins alike and goes on
/// otherwise is another source.
struct StoredCopy: Sendable {
    let directory: String
    let gateway: String

    /// So many events at the end are looked for.
    private static let tail = 64
    /// And before them each one of so many: a look-up costs about as much as to decode some hundred lines.
    private static let stride = 4096
    /// Events of one microsecond may be listed some microseconds later.
    private static let span: Int64 = 1000

    /// How many events the file has, if it is shorter than `length` bytes of text and those looked for are stored.
    ///
    /// - Throws: `IntakeError` where the file cannot be read.
    func events(of path: String, shorterThan length: UInt64) throws(IntakeError) -> Int? {
        var file = try ImportReader(path: path, gateway: gateway)
        let reader = StoreReader(directory: directory)
        var decoder = EveDecoder()
        var count = 0
        var last: [(time: Instant, line: [UInt8])] = []
        while let block = try file.next() {
            guard block.after.offset < length else { return nil }
            let batch = decoder.decode(block.lines)
            for event in batch.events.suffix(Self.tail) { last.append((event.time, Array(batch.bytes[event.raw]))) }
            last.removeFirst(max(0, last.count - Self.tail))
            for (index, event) in batch.events.enumerated() where (count + index) % Self.stride == 0 {
                guard isStored(event.time, Array(batch.bytes[event.raw]), reader) else { return nil }
            }
            count += batch.events.count
        }
        guard count > 0, last.allSatisfy({ isStored($0.time, $0.line, reader) }) else { return nil }
        return count
    }

    private func isStored(_ time: Instant, _ line: [UInt8], _ reader: StoreReader) -> Bool {
        let request = PageRequest(
            filter: .test(.gateway, .equals(.text(gateway))),
            range: TimeRange(start: time, end: time.advanced(byMicroseconds: Self.span)), isDescending: false,
            limit: .max)
        var isFound = false
        // A store that cannot be asked knows nothing; then the file is read as any other.
        try? reader.forEachRaw(request, until: Cancellation()) { _, raw in
            isFound = raw == line
            return !isFound
        }
        return isFound
    }
}
