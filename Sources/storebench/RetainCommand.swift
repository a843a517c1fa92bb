// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Intake
internal import Query
internal import Station
internal import Store

/// `storebench retain`: drops the oldest day again and again while a file comes in, and times the drops and the commits.
struct RetainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retain", abstract: "Drops oldest days from a store while a file is stored in it.")

    @Argument(help: "The file; its events should be newer than the days that go.")
    var file: String

    @Option(help: "The store's directory.")
    var data: String

    @Option(help: "How many days are dropped, one at a time.")
    var drops = 5

    @Option(help: "Commits from one drop to the next.")
    var commits = 8

    /// Bytes in a commit at the least, as in an import.
    private static let commitBytes = 8 << 20

    func run() throws {
        guard let now = try StoreReader(directory: data).extent()?.end else {
            throw UserMessage(.wrongUse, "\(data) holds no events.")
        }
        let writer = try StoreWriter(directory: data)
        var intake = try Intake(file)
        for round in 0...drops {
            for _ in 0..<commits {
                guard let parts = try intake.next() else { throw UserMessage(.wrongUse, "\(file) is too short.") }
                let time = try Self.milliseconds {
                    intake.bookmark = try writer.append(parts, arrived: now).bookmarks.last
                }
                JSONValue.print([("after_drops", .int(round)), ("commit_ms", .double(time))])
            }
            guard round < drops else { return }
            let report = try RetentionReport.look(at: data, policy: RetentionPolicy(), now: now)
            guard let oldest = report.oldest, let newest = report.newest, newest > oldest else { return }
            let policy = RetentionPolicy(days: Int(newest - oldest) - 1)
            var dropped: [DroppedDay] = []
            let time = try Self.milliseconds { dropped = try writer.applyRetention(policy, now: now) }
            JSONValue.print([
                ("days", .int(report.days)), ("dropped", .array(dropped.map { .string($0.name) })),
                ("bytes", .integer(Int64(dropped.reduce(0) { $0 + $1.bytes }))), ("drop_ms", .double(time)),
            ])
        }
    }

    private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let began = SystemClock.monotonicSeconds
        try body()
        return (SystemClock.monotonicSeconds - began) * 1000
    }

    /// A file's decoded blocks, as much as a commit takes.
    private struct Intake: ~Copyable {
        private var reader: ImportReader
        private var decoder = EveDecoder()
        /// The position behind the last commit.
        var bookmark: Bookmark?

        init(_ file: String) throws {
            reader = try ImportReader(path: file, gateway: "gw-retain")
        }

        mutating func next() throws -> [StoreWriter.Part]? {
            var parts: [StoreWriter.Part] = []
            var bytes = 0
            while bytes < RetainCommand.commitBytes {
                guard let block = try reader.next() else { return nil }
                let batch = decoder.decode(block.lines)
                bytes += batch.bytes.count
                let after = (bookmark ?? block.before).advanced(over: block, events: batch.events.count)
                bookmark = after
                parts.append(StoreWriter.Part(batch: batch, after: after))
            }
            return parts
        }
    }
}
