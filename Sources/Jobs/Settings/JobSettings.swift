// SPDX-License-Identifier: Apache-2.0

package import JobWork

/// How a station runs the anonymizer's jobs.
package struct JobSettings: Sendable, Hashable {
    /// Jobs that run at once; `nil` for one for each two processors, as a worker uses that many.
    package var workers: Int?
    /// By how much workers stand back for other programs, 0 to 19.
    package var niceness = 10
    /// Bytes of memory that a worker may have of its own.
    package var memoryBytes = 2 << 30
    /// Seconds of processor time of one try; streams have no such bound.
    package var processorSeconds = 86_400
    /// Seconds for which a worker may say nothing before it is taken for stuck.
    package var silentSeconds = 600
    /// The worker's whole path; `nil` for the one beside this program, else on the PATH.
    package var worker: String?
    /// Where outputs go of jobs that name none; `nil` for a folder of the data directory.
    package var outputFolder: String?
    /// Folders from which people who attach to the station may submit clips, besides those that are watched.
    package var inputFolders: [String] = []
    /// Seconds after success for which inputs of watch folders are kept; `nil` for ever.
    package var keepInputsSeconds: Int?
    /// Seconds after success for which outputs are kept; `nil` for ever.
    package var keepOutputsSeconds: Int?
    package var watch: [WatchFolder] = []

    /// Bytes of a camera's name.
    package static let nameMost = 128

    package init() {}

    /// How many jobs run at once on a machine with so many processors.
    package func workers(onProcessors count: Int) -> Int { workers ?? max(1, count / 2) }
}
