// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Copies the kept events of a day that is about to be dropped into files of their own.
///
/// Their rows are the same, so that they are known by the names that they had, and their blocks tell the sources and gateways that
/// they came from. Nobody appends to these files, and so they have no progress. Until `station.db` says that the
/// day was dropped, they are nothing but a beginning, which is thrown away and made again.
struct KeptDay {
    let day: Int32
    let directory: StoreDirectory
    let identity: Int64

    private var path: String { directory.path(of: .kept(day)) }
    private var rawPath: String { directory.rawPath(of: .kept(day)) }

    /// Lines are written once they have this many bytes.
    private static let stride = 4 << 20

    /// Writes the files, which are on the disk then; the answer is how many of the rows the day has. No files are made for none.
    ///
    /// - Throws: `StoreError`; a line that the day has and that cannot be read is one.
    func write(_ rows: [Int64]) throws(StoreError) -> Int {
        try discard()
        let lines = try places(of: rows)
        guard !lines.isEmpty else { return 0 }
        do throws(StoreError) {
            try copy(lines)
        } catch {
            // It would take room, which may be what is wanting.
            try? discard()
            throw error
        }
        return lines.count
    }

    private func copy(_ lines: [(row: Int64, place: RawPlace)]) throws(StoreError) {
        let length = try writeLines(lines)
        let made = try DayRebuild(
            partition: .kept(day), identity: identity, rawPath: rawPath, length: length,
            matches: MatchCopy(old: directory.path(of: .day(day)))
        ).write(path) { _ in }
        guard made.events == lines.count, made.lostLines == 0, made.lostBlocks.isEmpty else {
            // What was an event when it came is none for this program; as little may be dropped for that as for damage.
            throw .damagedBlock(
                path: directory.rawPath(of: .day(day)), block: RawPlace.offset(of: lines[0].place.block))
        }
    }

    /// Removes what a writer before has begun.
    ///
    /// - Throws: `StoreError.foreignFile` for what is another store's, and was put there by somebody.
    func discard() throws(StoreError) {
        if let owner = try StoreRepair.owner(rawPath), owner != identity { throw .foreignFile(path: rawPath) }
        StoreFile.remove(path + ".new")
        for ending in RetentionVolume.endings {
            unsafe _ = unlink("\(directory.days)/\(Partition.kept(day).name)\(ending)")
        }
    }

    /// Where those of the rows lie that the day has.
    private func places(of rows: [Int64]) throws(StoreError) -> [(row: Int64, place: RawPlace)] {
        let dayPath = directory.path(of: .day(day))
        guard let queue = try StoreFile.openForReading(dayPath, schema: Schema.day) else {
            try directory.expectFile(of: .day(day))
            return []
        }
        return try queue.snapshot { database throws(StoreError) in
            let find = try Statement(database, "SELECT place FROM event WHERE row = ?")
            var found: [(row: Int64, place: RawPlace)] = []
            for row in rows {
                find.bind(1, row)
                guard try find.step() else { continue }
                guard let place = RawPlace(number: find.integer(0)) else {
                    throw StoreError.damagedPlace(path: dayPath)
                }
                found.append((row, place))
                find.reset()
            }
            return found
        }
    }

    /// Writes the raw file; the answer is its length.
    private func writeLines(_ lines: [(row: Int64, place: RawPlace)]) throws(StoreError) -> UInt64 {
        let source = directory.rawPath(of: .day(day))
        guard let file = try RawFile.reading(source) else { throw .system(path: source, call: "open", code: ENOENT) }
        var reader = KeptLines(OpenedRawFile(file))
        // What old days are like is no sample of what comes, so it trains no dictionary but its own.
        var writer = try RawWriter(rawPath, identity: identity, length: 0, dictionary: 0, DictionaryTraining())
        var waiting: [KeptLines.Origin: [(row: Int64, line: ArraySlice<UInt8>)]] = [:]
        var bytes = 0
        for (row, place) in lines {
            let (origin, line) = try reader.line(at: place, row: row)
            waiting[origin, default: []].append((row, line))
            bytes += line.count
            guard bytes >= Self.stride else { continue }
            try write(waiting, to: &writer)
            waiting.removeAll()
            bytes = 0
        }
        if !waiting.isEmpty { try write(waiting, to: &writer) }
        return writer.length
    }

    private func write(
        _ lines: [KeptLines.Origin: [(row: Int64, line: ArraySlice<UInt8>)]], to writer: inout RawWriter
    ) throws(StoreError) {
        for (origin, own) in lines.sorted(by: { ($0.key.source, $0.key.gateway) < ($1.key.source, $1.key.gateway) }) {
            for (row, line) in own {
                writer.append(row: row, line: line)
                if writer.isBlockFull { _ = try writer.closeBlock(source: origin.source, gateway: origin.gateway) }
            }
            if !writer.isBlockEmpty { _ = try writer.closeBlock(source: origin.source, gateway: origin.gateway) }
        }
        try writer.flush(progress: [])
    }
}

/// Reads lines with what their blocks tell of them.
private struct KeptLines {
    /// The source that a line came from.
    struct Origin: Hashable {
        var source: Int64
        var gateway: String
    }

    private let raw: OpenedRawFile
    /// The block read last: kept events often lie together.
    private var known: (place: UInt32, block: RawBlock, text: [UInt8])?

    init(_ raw: OpenedRawFile) { self.raw = raw }

    /// The line at a place, which must be that of `row`.
    mutating func line(at place: RawPlace, row: Int64) throws(StoreError) -> (Origin, ArraySlice<UInt8>) {
        if known?.place != place.block { known = try open(place.block) }
        guard let known, known.block.rows.indices.contains(place.slot), known.block.rows[place.slot] == row,
            let line = known.block.line(place.slot, in: known.text)
        else { throw damaged(place.block) }
        return (Origin(source: known.block.source, gateway: known.block.gateway), line)
    }

    private func open(_ place: UInt32) throws(StoreError) -> (UInt32, RawBlock, [UInt8]) {
        guard let record = try raw.file.record(at: RawPlace.offset(of: place)), record.kind == .block,
            let block = RawBlock(body: record.body)
        else { throw damaged(place) }
        return (place, block, try raw.text(of: block, at: place))
    }

    private func damaged(_ place: UInt32) -> StoreError {
        .damagedBlock(path: raw.file.path, block: RawPlace.offset(of: place))
    }
}
