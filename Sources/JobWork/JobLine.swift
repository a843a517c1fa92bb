// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
internal import Foundation

/// How a job of a gateway stands, on its way to the station: a line among the gateway's events, so that it is stored and forwarded as these are.
///
///     {"timestamp":"2026-11-30T02:00:00.000000Z","event_type":"vedette_job","vedette_job":
///      {"change":2,"id":1764468000000000,"state":"succeeded","camera":"quay-3","input":"/srv/quay-3/a.mp4", ...}}
///
/// The members are those of `Job`. Pictures are never in it, no password of an address, and neither is the gateway, which the connection tells.
package struct JobLine: Sendable, Hashable {
    package static let eventType = "vedette_job"
    /// The most bytes of a line.
    package static let sizeLimit = 128 << 10
    /// The most outputs of a report that go along; images are thousands.
    package static let outputsMost = 16
    /// Of notes and the like, and characters of each.
    private static let textsMost = 20
    private static let textMost = 500
    /// Changes that a job may have.
    private static let changes = 1...1_000_000_000

    /// Counts the lines of a job: one with a lower number than one that came before is older.
    package let change: Int
    package let job: Job

    package init(change: Int, job: Job) {
        self.change = change
        self.job = Self.trimmed(job)
    }

    /// A job as it goes over the wire: of what there may be much of, the first.
    private static func trimmed(_ job: Job) -> Job {
        var job = job
        job.gateway = nil
        job.input = StreamAddress.told(job.input)
        job.progress?.preview = nil
        job.progress?.soFar = nil
        job.course = nil
        if let failure = job.failure { job.failure?.line = String(failure.line.prefix(textMost)) }
        guard var report = job.report else { return job }
        report.input.path = StreamAddress.told(report.input.path)
        if report.outputs.count > outputsMost {
            let more = report.outputs.count - outputsMost
            report.outputs.removeLast(more)
            report.notes.insert("\(more) more outputs are named on the gateway alone", at: 0)
        }
        report.notes = report.notes.prefix(textsMost).map { String($0.prefix(textMost)) }
        report.degraded = report.degraded.prefix(textsMost).map { String($0.prefix(textMost)) }
        report.models = Array(report.models.prefix(textsMost))
        job.report = report
        return job
    }

    /// The job of a line; `nil` for a line of another kind of event.
    ///
    /// - Throws: `Problem` where it should be a job and is none, or one that cannot be.
    package static func read(_ line: [UInt8]) throws(Problem) -> JobLine? {
        // Before anything is decoded: it may be of any other kind, and as long as events are.
        guard let tree = try? EveTree.parse(line), let kind = tree.child("event_type", of: 0),
            case .string(eventType) = tree.nodes[kind].value
        else { return nil }
        guard line.count <= sizeLimit else { throw .tooLong }
        guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(line)) else { throw .unreadable }
        let content = wire.content
        guard changes.contains(content.change), content.job.isSound, content.job.progress?.preview == nil else {
            throw .unsound
        }
        return JobLine(change: content.change, job: content.job)
    }

    /// Why a line is no job.
    package enum Problem: Error, Sendable, Hashable {
        /// It has more than `sizeLimit` bytes.
        case tooLong
        /// A member is missing or of another type.
        case unreadable
        /// It says what cannot be.
        case unsound
    }

    /// The line without a line feed.
    package func line(timestamp: Instant) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing in it can fail to be written: its numbers are finite, as each was checked where it came from.
        let content = (try? encoder.encode(Content(change: change, job: job))).map { Array($0) } ?? []
        return JSONValue.object([
            ("timestamp", .string(timestamp.rfc3339)), ("event_type", .string(Self.eventType)),
            (Self.eventType, .verbatim(content)),
        ]).bytes
    }

    private struct Wire: Decodable {
        let content: Content

        private enum CodingKeys: String, CodingKey {
            case content = "vedette_job"
        }
    }

    /// The members of a job, and the number of the line beside them.
    private struct Content: Codable {
        let change: Int
        let job: Job

        init(change: Int, job: Job) {
            self.change = change
            self.job = job
        }

        private enum CodingKeys: CodingKey {
            case change
        }

        init(from decoder: any Decoder) throws {
            change = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .change)
            job = try Job(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            try job.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(change, forKey: .change)
        }
    }
}
