// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Intake
internal import Store

/// How far the files of one gateway have been taken from its shippers. The ingest thread alone uses it.
final class ShippedGateway {
    /// Lines of one source, in its order, to be decoded.
    struct Run {
        let file: String?
        let isLate: Bool
        let generation: Int
        /// The lines, one behind the other, and where they end there and in the file.
        let bytes: [UInt8]
        let ends: [Int]
        let places: [UInt64]
        /// By line of the run: why it is none, where that is known.
        let refusals: [Int: Rejection.Reason]
        let before: Bookmark
    }

    let name: String
    /// Of sources that are not in use.
    private var known: [Bookmark]
    private var sources: [String?: ShippedSource] = [:]
    /// The files of `sources` by their last use, the last at the end.
    private var uses: [String?] = []
    var lastArrival: Instant?

    /// Files that are in use at once, and bookmarks that are remembered of others; a shipper names files as it likes.
    private static let limits = (files: 64, bookmarks: 4096)

    /// - Parameter known: see `StoreWriter.shippedBookmarks`.
    init(_ name: String, known: [Bookmark]) {
        self.name = name
        self.known = known
    }

    /// Whether all lines are behind those that were taken, so that the store need not be asked for any.
    func isAllNew(_ lines: ShippedLines) -> Bool {
        // A shipper that names a file with every line waits for the commit before it.
        guard lines.files.count <= Self.limits.files else { return false }
        var next: [Int: UInt64] = [:]
        return lines.lines.indices.allSatisfy { index in
            let line = lines.lines[index]
            guard let file = line.file else { return false }
            defer { next[file] = line.offset + UInt64(lines.range(of: index).count) }
            if let next = next[file] { return line.offset >= next }
            return source(lines.files[file]).isNew(offset: line.offset)
        }
    }

    /// What of the lines is to be stored, and how many lines are there already.
    ///
    /// - Parameter counts: tells of lines, one behind the other, how often the store has each; `nil` of those that are no events.
    /// - Throws: what `counts` throws; nothing was taken then.
    func take(
        _ lines: ShippedLines, counts: ([UInt8]) throws(StoreError) -> [Int?]
    ) throws(StoreError) -> (runs: [Run], duplicates: Int) {
        if lines.files.count == 1, isAllNew(lines) {
            return ([wholeRun(lines)], 0)
        }
        var taking = Taking(lines: lines)
        let before = (sources, uses, known)
        do throws(StoreError) {
            let byFile = Dictionary(grouping: lines.lines.indices) { lines.lines[$0].file }
            for (file, indices) in byFile.sorted(by: { ($0.key ?? -1) < ($1.key ?? -1) }) {
                let name = file.map { lines.files[$0] }
                var source = source(name)
                try taking.take(indices, of: name, &source, counts)
                sources[name] = source
            }
        } catch {
            (sources, uses, known) = before
            throw error
        }
        return (taking.runs, taking.duplicates)
    }

    /// All lines as one run, without a copy of each.
    private func wholeRun(_ lines: ShippedLines) -> Run {
        let file = lines.files[0]
        var source = source(file)
        let places = lines.lines.indices.map { lines.lines[$0].offset + UInt64(lines.range(of: $0).count) }
        let before = source.advance(to: places.last ?? 0, lines: places.count)
        sources[file] = source
        return Run(
            file: file, isLate: false, generation: source.generation, bytes: lines.bytes,
            ends: lines.lines.map(\.end), places: places, refusals: lines.refusals, before: before)
    }

    /// The bookmark behind a run in which `events` events were found.
    func advance(over run: Run, events: Int) -> Bookmark {
        var source = source(run.file)
        var bookmark = source.count(events, isLate: run.isLate)
        sources[run.file] = source
        // Later runs of the same source may have moved it on already.
        bookmark.offset = run.places.last ?? bookmark.offset
        bookmark.lines = run.before.lines + UInt64(run.ends.count)
        return bookmark
    }

    /// The store has taken a run.
    func committed(_ bookmark: Bookmark, of run: Run) {
        sources[run.file]?.committed(bookmark, generation: run.generation)
    }

    private func source(_ file: String?) -> ShippedSource {
        if uses.isEmpty || uses.last != .some(file) {
            uses.removeAll { $0 == file }
            uses.append(file)
        }
        if let source = sources[file] { return source }
        if uses.count > Self.limits.files { lay(aside: uses[0]) }
        let source = ShippedSource(gateway: name, file: file, known: known)
        sources[file] = source
        return source
    }

    /// Forgets a source but for its bookmarks; not one that the store has not given a number yet.
    private func lay(aside file: String?) {
        guard let source = sources[file], source.isCommitted else { return }
        sources[file] = nil
        uses.removeAll { $0 == file }
        known = (source.bookmarks + known.filter { old in !source.bookmarks.contains { $0.head == old.head } })
        if known.count > Self.limits.bookmarks { known.removeLast(known.count - Self.limits.bookmarks) }
    }
}
