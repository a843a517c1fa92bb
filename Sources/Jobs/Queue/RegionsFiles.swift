// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation
internal import Glibc
internal import JobWork

/// Where it is kept what was masked in the frames of jobs: `jobs/NUMBER.regions` of the data directory, for its owner alone. It is there as long as the
/// output is; jobs of streams, which have no end, have none.
package enum RegionsFiles {
    package static func path(of job: Int64, in directory: String) -> String { "\(directory)/jobs/\(job).regions" }

    /// Where a try that begins is to write, with nothing there any more; `nil` where it is to write nothing.
    static func begin(_ job: Job, in directory: String) -> String? {
        let path = path(of: job.id, in: directory)
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            // A clip is processed without outlines rather than not at all.
            return nil
        }
        _ = unsafe unlink(path)
        return WorkerFiles.isThere(path) ? nil : path
    }

    static func remove(of job: Int64, in directory: String) { _ = unsafe unlink(path(of: job, in: directory)) }
}
