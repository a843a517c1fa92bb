// SPDX-License-Identifier: Apache-2.0

package import EVE

/// One anonymization run, as the queue keeps it and the console shows it.
package struct Job: Sendable, Hashable, Codable {
    package var id: Int64
    package var state: JobState
    /// The camera's name; empty where nobody said one.
    package var camera: String
    /// The gateway that runs it; `nil` for the station itself.
    package var gateway: String?
    /// A path, or the address of a stream: as it may be told (`StreamAddress.told`), but for the one that a worker gets.
    package var input: String
    package var output: String
    package var options: JobOptions
    /// When the clip was taken, where that is known, else when its file was written.
    package var clipBegin: Instant?
    package var clipEnd: Instant?
    /// Higher goes first; 0 by default, within `priorities`.
    package var priority: Int
    /// Who submitted it: a person's name, or the watch folder's.
    package var by: String
    package var submitted: Instant
    /// Of the latest try.
    package var started: Instant?
    package var ended: Instant?
    /// Tries so far.
    package var tries: Int
    /// Not before then, after a failure that may pass.
    package var notBefore: Instant?
    package var clip: OpenedClip?
    package var progress: JobProgress?
    /// How the latest try went so far; `nil` where nobody noted it.
    package var course: JobCourse?
    package var failure: JobFailure?
    package var report: JobReport?

    package init(
        id: Int64 = 0, state: JobState = .queued, camera: String, gateway: String? = nil, input: String, output: String,
        options: JobOptions = JobOptions(), clipBegin: Instant? = nil, clipEnd: Instant? = nil, priority: Int = 0,
        by: String, submitted: Instant
    ) {
        self.id = id
        self.state = state
        self.camera = camera
        self.gateway = gateway
        self.input = input
        self.output = output
        self.options = options
        self.clipBegin = clipBegin
        self.clipEnd = clipEnd
        self.priority = priority
        self.by = by
        self.submitted = submitted
        self.tries = 0
    }

    /// The job without what takes much room: pictures, its course, and the lists of files that a folder of images makes.
    package var brief: Job {
        var job = self
        job.progress?.preview = nil
        job.course = nil
        if let report = job.report { job.report?.outputs = Array(report.outputs.prefix(Self.outputsMost)) }
        job.progress?.soFar?.outputs = []
        return job
    }

    /// Whether its input is the address of a stream, whose files are released one by one. Of a named pipe the station alone can tell.
    package var isStream: Bool { StreamAddress.isAddress(input) }

    package static let priorities = -9...9
    private static let outputsMost = 8
}
