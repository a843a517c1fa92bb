// SPDX-License-Identifier: Apache-2.0

package import Anonymizer

extension JobQuery {
    /// Whether it asks for this job, job by job: what the store's SQL is held against. How many were asked for does not matter here.
    package func matches(_ job: Job) -> Bool {
        if let camera, job.camera != camera, job.gateway != camera { return false }
        if let at {
            guard let begin = job.clipBegin, let end = job.clipEnd, begin <= at, at <= end else { return false }
        }
        guard !text.isEmpty else { return true }
        let sought = text.lowercased()
        return [job.camera, job.input, job.output, job.state.rawValue, job.by, job.gateway ?? ""]
            .contains { $0.lowercased().contains(sought) }
    }
}
