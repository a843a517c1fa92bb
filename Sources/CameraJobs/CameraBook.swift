// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import Foundation
internal import JobWork

/// What a gateway's cameras brought and what became of it: the jobs that are open, and the clips that need no job any more. It is kept in a file and
/// written whole with each change, so a restart neither loses a clip nor takes one twice.
struct CameraBook: Codable {
    /// A job that waits or runs.
    struct OpenJob: Codable {
        var job: Job
        /// Its input, as it was found.
        var taken: TakenFile
        /// How many lines the journal has of its try.
        var lines = JobLineCount()
    }

    /// A clip whose job is over.
    struct DoneClip: Codable {
        struct Output: Codable {
            var path: String
            var bytes: Int64
        }

        var job: Int64
        var taken: TakenFile
        var ended: Instant
        var hasSucceeded: Bool
        /// What the input hashed to; empty where nobody knows.
        var sha256: String
        var outputs: [Output]
        var isInputGone = false
    }

    /// In the order of their numbers.
    var open: [OpenJob] = []
    /// In the order in which they ended.
    var done: [DoneClip] = []
    /// The highest number of a job.
    var newest: Int64 = 0
    var succeeded = 0
    var failed = 0
    /// Lines that belong into the journal and may not be in it yet. There twice they do no harm.
    var outbox: [String] = []

    /// The most bytes of the file.
    static let sizeLimit = 64 << 20

    init() {}

    /// A number that no job had, of this book or of one that was lost: microseconds since the epoch, if the clock does not go back.
    mutating func nextNumber(at now: Instant) -> Int64 {
        newest = max(newest + 1, now.microseconds)
        return newest
    }

    /// Those of some files that became no job before, whatever their names were then: by what a file system says of a content.
    func unknown(_ files: [WatchScan.Found]) -> [WatchScan.Found] {
        guard !files.isEmpty else { return [] }
        let known = Set((open.map(\.taken) + done.map(\.taken)).map(Content.init))
        return files.filter { !known.contains(Content($0.file)) }
    }

    private struct Content: Hashable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let modified: Int64

        init(_ file: TakenFile) {
            (device, inode, size, modified) = (file.device, file.inode, file.size, file.modified)
        }
    }

    /// What a file of that path and size hashed to that became a job which succeeded.
    func processed(_ file: TakenFile) -> DoneClip? {
        done.last { $0.hasSucceeded && !$0.sha256.isEmpty && $0.taken.path == file.path && $0.taken.size == file.size }
    }

    // MARK: The file

    /// The book of a file; an empty one where there is none.
    ///
    /// - Throws: where it cannot be read, or is damaged: clips would be taken twice.
    static func read(_ path: String) throws(CameraProblem) -> CameraBook {
        guard let bytes = try SmallFile.read(path, limit: sizeLimit) else { return CameraBook() }
        guard let book = try? JSONDecoder().decode(CameraBook.self, from: Data(bytes)) else {
            throw CameraProblem(
                "\(path) is damaged; move it away, and all clips that are in the cameras' folders are processed once more"
            )
        }
        return book
    }

    /// Writes the file, which is on the disk when this returns.
    func write(_ path: String) throws(CameraProblem) {
        guard let bytes = try? JSONEncoder().encode(self) else { throw CameraProblem("\(path) cannot be written") }
        // What could not be read again is not written.
        guard bytes.count <= Self.sizeLimit else {
            throw CameraProblem("\(path) would have more than \(Self.sizeLimit) bytes; keep outputs for a shorter time")
        }
        try SmallFile.replace(path, by: Array(bytes))
    }
}
