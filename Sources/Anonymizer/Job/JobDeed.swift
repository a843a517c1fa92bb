// SPDX-License-Identifier: Apache-2.0

/// Something that a person does with jobs.
package enum JobDeed: Sendable, Hashable, Codable {
    case submit(JobSubmission)
    case cancel(Int64)
    /// Again, by other options where the person says so.
    case retry(Int64, JobOptions?)
    case prioritise(Int64, Int)
}

/// A job as somebody asks for it.
package struct JobSubmission: Sendable, Hashable, Codable {
    package var camera: String
    package var input: String
    /// Empty where the station chooses it.
    package var output: String
    package var options: JobOptions
    package var priority: Int

    /// Bytes of a camera's name, and of a path.
    package static let cameraLimit = 128
    package static let pathLimit = 4096

    package init(camera: String, input: String, output: String, options: JobOptions = JobOptions(), priority: Int = 0) {
        self.camera = camera
        self.input = input
        self.output = output
        self.options = options
        self.priority = priority
    }
}

/// What came of it.
package enum JobOutcome: Sendable, Hashable, Codable {
    /// It is done; the job's id, and one line that says so.
    case done(Int64, String)
    /// Why not, in one line.
    case refused(String)
}
