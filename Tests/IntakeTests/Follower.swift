// SPDX-License-Identifier: Apache-2.0
import EVE
import Intake

/// A store and the thread before it, as small as can be: it commits blocks with their bookmarks, and can crash.
final class Follower {
    /// What a step of the tailer was, without its values.
    enum Mark: Equatable {
        case opened(offset: UInt64)
        case lines
        case rotated
        case truncated
        case finished
        case missing
        case failed(IntakeError)
    }

    let path: String
    let options: TailOptions
    /// The committed lines, in the order of their commits.
    private(set) var lines: [String] = []
    private(set) var refused: [Rejection] = []
    private(set) var marks: [Mark] = []
    /// The committed bookmarks, by their number in the store.
    private(set) var stored: [Int64: Bookmark] = [:]
    var now = Instant(seconds: 2_000_000_000)
    private var tailer: FileTailer
    private var running: [SourceKey: Bookmark] = [:]

    init(_ path: String, options: TailOptions = TailOptions(limits: .small)) {
        self.path = path
        self.options = options
        tailer = FileTailer(path: path, gateway: "gw-1", known: [], options: options)
    }

    var lag: TailLag { tailer.lag }

    /// Polls once and commits the first `commits` blocks; fewer than all only makes sense before a restart.
    @discardableResult
    func poll(budget: Int = 4 << 20, commits: Int = .max) -> [Mark] {
        take(tailer.poll(now: now, budget: budget), commits: commits)
    }

    /// Looks without reading on, and commits what came of removed files.
    @discardableResult
    func pollVanishing(budget: Int = 4 << 20) -> [Mark] {
        take(tailer.pollVanishing(now: now, budget: budget), commits: .max)
    }

    private func take(_ steps: [TailStep], commits: Int) -> [Mark] {
        var left = commits
        var new: [Mark] = []
        for step in steps {
            switch step {
            case .opened(_, let bookmark): new.append(.opened(offset: bookmark.offset))
            case .lines(let block):
                new.append(.lines)
                if left > 0 {
                    commit(block)
                    left -= 1
                }
            case .rotated: new.append(.rotated)
            case .truncated: new.append(.truncated)
            case .finished: new.append(.finished)
            case .missing: new.append(.missing)
            case .failed(let error): new.append(.failed(error))
            }
        }
        marks += new
        return new
    }

    /// Polls until there is nothing more to read, letting rotated-away files become quiet.
    func drain() {
        for _ in 0..<10_000 {
            now = now.advanced(byMicroseconds: 1_000_000)
            let new = poll()
            if !new.contains(.lines), lag.bytesBehind == 0, lag.filesWaiting == 0 {
                return
            }
        }
    }

    func pass(seconds: Int64) {
        now = now.advanced(byMicroseconds: seconds * 1_000_000)
    }

    /// Forgets everything but what was committed.
    func restart() {
        running = [:]
        tailer = FileTailer(path: path, gateway: "gw-1", known: Array(stored.values), options: options)
    }

    private func commit(_ block: SourceBlock) {
        let texts = ByteLines.texts(of: block.lines.bytes).filter { !$0.isEmpty }
        lines += texts
        refused += block.lines.refused
        var bookmark = (running[block.source] ?? block.before).advanced(over: block, events: texts.count)
        let number = bookmark.sourceID ?? Int64(stored.count + 1)
        bookmark.sourceID = number
        stored[number] = bookmark
        running[block.source] = bookmark
        tailer.committed(bookmark, of: block.source)
    }
}
