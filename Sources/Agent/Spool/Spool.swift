// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Intake

/// Windows that wait on the disk for the uplink, in files of a few MiB, within a bound: where it is reached, the oldest file goes.
///
/// A window that was appended survives a crash. A file goes once all of it is acknowledged, so after a crash some of it is sent again.
struct Spool: ~Copyable {
    /// One file that is complete.
    private struct Segment {
        var number: Int
        var bytes: Int
        var events: Int
    }

    /// The file that is being sent.
    private struct Sending {
        var number: Int
        var records: [SpoolRecord]
        /// How many of the records have been taken, and how many of these are acknowledged.
        var taken = 0
        var done = 0
    }

    private let folder: String
    private let bound: Int
    private let segmentSize: Int
    /// Complete files, the oldest first, that being sent among them.
    private var segments: [Segment] = []
    private var writing: SpoolFile?
    private var writingEvents = 0
    private var next = 1
    private var sending: Sending?
    /// Events that were lost since this was last set to 0: the bound was reached, or a file was damaged.
    var lostEvents = 0

    private static let suffix = ".windows"

    /// The spool in a folder, which is made if it is not there, with what it holds.
    init(folder: String, bound: Int) throws(AgentProblem) {
        self.folder = folder
        self.bound = bound
        segmentSize = min(max(bound / 8, 1), 4 << 20)
        try AgentFile.makeFolder(folder)
        do throws(IntakeError) {
            for name in try DirectoryListing.names(in: folder) where name.hasSuffix(Self.suffix) {
                if let number = Int(name.dropLast(Self.suffix.count)) {
                    segments.append(Segment(number: number, bytes: 0, events: 0))
                }
            }
        } catch {
            throw AgentProblem(.environment, error.message)
        }
        segments.sort { $0.number < $1.number }
        for index in segments.indices {
            let file = try SpoolFile(existing: path(segments[index].number))
            segments[index].bytes = file.size
            segments[index].events = file.records().reduce(0) { $0 + $1.events }
        }
        next = (segments.last?.number ?? 0) + 1
    }

    private func path(_ number: Int) -> String {
        let digits = String(number)
        return folder + "/" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits + Self.suffix
    }

    /// How many bytes it has on the disk.
    var bytes: Int { segments.reduce(writing?.size ?? 0) { $0 + $1.bytes } }
    var isEmpty: Bool { segments.isEmpty && writing == nil }

    // MARK: In

    /// Appends a window behind the others, which then is on the disk. Older ones go where there is no room.
    mutating func append(_ window: Window) throws(AgentProblem) {
        let size = window.bytes.count + SpoolRecord.headerSize
        if let size = writing?.size, size >= segmentSize { seal() }
        guard size <= bound else { return lostEvents += window.events }
        while bytes + size > bound, let index = segments.firstIndex(where: { $0.number != sending?.number }) {
            lostEvents += segments[index].events
            remove(segments[index].number)
        }
        if writing == nil {
            writing = try SpoolFile(new: path(next))
            next += 1
        }
        try writing?.append(window)
        writingEvents += window.events
    }

    /// Ends the file that is being written, so that it can be sent.
    mutating func seal() {
        guard let file = writing else { return }
        writing = nil
        segments.append(Segment(number: next - 1, bytes: file.size, events: writingEvents))
        writingEvents = 0
    }

    // MARK: Out

    /// The next window to be sent; it stays until it is `done`. Files go in the order wanted, windows of a file in theirs.
    mutating func take(_ order: AgentConfiguration.Order) -> Window? {
        while true {
            if sending == nil { begin(order) }
            guard let current = sending, current.taken < current.records.count else { return nil }
            let record = current.records[current.taken]
            do throws(AgentProblem) {
                if let window = try SpoolFile(existing: path(current.number)).window(record) {
                    sending?.taken += 1
                    return window
                }
            } catch {
                // What is there and cannot be opened now, as too many files are open, is not lost.
                if isThere(current.number) { return nil }
            }
            lostEvents += record.events
            sending?.records.remove(at: current.taken)
            finish()
        }
    }

    private mutating func begin(_ order: AgentConfiguration.Order) {
        while true {
            if order == .newestFirst || segments.isEmpty { seal() }
            guard let segment = order == .oldestFirst ? segments.first : segments.last else { return }
            let file = try? SpoolFile(existing: path(segment.number))
            if file == nil, isThere(segment.number) { return }
            let records = file?.records() ?? []
            lostEvents += max(0, segment.events - records.reduce(0) { $0 + $1.events })
            guard records.isEmpty else { return sending = Sending(number: segment.number, records: records) }
            remove(segment.number)
        }
    }

    /// Notes that the window that was taken first is acknowledged.
    mutating func done() {
        guard let current = sending, current.done < current.taken else { return }
        sending?.done += 1
        finish()
    }

    /// Notes that what was taken and not acknowledged is to be sent again.
    mutating func untake() {
        guard let done = sending?.done else { return }
        sending?.taken = done
    }

    private mutating func finish() {
        guard let current = sending, current.done == current.records.count else { return }
        sending = nil
        remove(current.number)
    }

    private func isThere(_ number: Int) -> Bool { unsafe access(path(number), F_OK) == 0 || errno != ENOENT }

    private mutating func remove(_ number: Int) {
        segments.removeAll { $0.number == number }
        unsafe _ = unlink(path(number))
    }
}
