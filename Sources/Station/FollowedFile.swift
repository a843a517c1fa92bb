// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Intake

/// One followed file: its tailer, and how far its sources have been handed to the store.
///
/// A class because arrays hold no noncopyable values; the ingest thread alone uses it.
final class FollowedFile {
    private var tailer: FileTailer
    /// Sources whose lines are on their way, by the position behind what was handed over.
    private var handed: [SourceKey: Bookmark] = [:]
    private(set) var trouble = ""
    var lastArrival: Instant?

    var gateway: String { tailer.gateway }
    var path: String { tailer.path }
    var bytesBehind: UInt64 { tailer.lag.bytesBehind }
    var isPresent: Bool { tailer.lag.isPresent }

    init(path: String, gateway: String, known: [Bookmark]) {
        tailer = FileTailer(path: path, gateway: gateway, known: known)
    }

    /// The blocks of one look, at most about `budget` bytes.
    func poll(now: Instant, budget: Int) -> [SourceBlock] {
        var blocks: [SourceBlock] = []
        for step in tailer.poll(now: now, budget: budget) {
            switch step {
            case .lines(let block): blocks.append(block)
            case .opened: trouble = ""
            case .missing(let path): trouble = "\(path) is missing"
            case .failed(let failure): trouble = failure.message
            case .rotated, .truncated, .finished: break
            }
        }
        return blocks
    }

    /// The bookmark behind `block`, in which `events` events were found.
    func advance(over block: SourceBlock, events: Int) -> Bookmark {
        let bookmark = (handed[block.source] ?? block.before).advanced(over: block, events: events)
        handed[block.source] = bookmark
        return bookmark
    }

    /// The store has taken a source up to `bookmark`.
    func committed(_ bookmark: Bookmark, of source: SourceKey) {
        tailer.committed(bookmark, of: source)
        handed[source] = nil
    }
}
