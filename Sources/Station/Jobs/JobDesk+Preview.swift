// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
internal import Foundation
package import JobWork
internal import Jobs
package import Store

extension JobDesk {
    /// One frame of a job's clip, which nobody keeps: of one that runs the newest that is processed, of one that is done the frame that is asked for, or its
    /// middle, and of a folder of images the image of that number. Of an original each look is in the record before anything is read; whether the person has the right is for the caller to know.
    ///
    /// - Parameters:
    ///   - live: what workers of this process said last; `nil` where another process runs them.
    ///   - own: the path of this program, beside which the worker lies.
    package func preview(
        _ wish: JobPreviewWish, live: LiveJobs?, own: String, at now: Instant, while isWanted: () -> Bool
    ) throws(JobStoreFailure) -> JobPreview {
        guard let job = try store.job(wish.job) else { throw .refused("there is no job \(wish.job)") }
        // Its paths are the gateway's words, and files of that name here are none of its.
        if let gateway = job.gateway {
            return .refused(
                "job \(job.id) is of the gateway \(gateway), and its files are there; no frame is shown here")
        }
        if wish.isOriginal { return try original(of: job, wish, own, at: now, isWanted) }
        switch job.state {
        case .running:
            let newest = live?.preview(of: job.id) ?? PreviewDoor.preview(of: job.id, in: directory)
            return newest.map(JobPreview.picture) ?? .refused("no frame of job \(job.id) is processed yet")
        case .succeeded: return processed(of: job, wish, own, isWanted)
        case .queued: return .refused("job \(job.id) waits; nothing of it is processed yet")
        case .failed, .cancelled:
            let words = job.isStream ? "of what it released no frame is shown" : "it has no output"
            return .refused("job \(job.id) is \(job.state.rawValue); \(words)")
        }
    }

    private func processed(
        of job: Job, _ wish: JobPreviewWish, _ own: String, _ isWanted: () -> Bool
    ) -> JobPreview {
        let outputs = job.report?.outputs ?? []
        guard let first = outputs.first else { return .refused("job \(job.id) has no output") }
        let frame = max(0, wish.frame ?? (job.report?.framesOut ?? 0) / 2)
        let regions = RegionsFiles.path(of: job.id, in: directory)
        let hasRegions = WorkerFiles.isThere(regions)
        var order = WorkerOrder.PreviewWish(
            file: first.path, frame: frame, side: wish.side, regions: hasRegions ? regions : nil)
        guard outputs.count > 1 else { return show(order, own, isWanted) }
        // Nobody noted which frame is in which file.
        guard !first.path.hasSuffix(".mp4") else {
            return .refused(
                "the output of job \(job.id) is \(outputs.count) files of a stream, of which no single frame is shown")
        }
        // Of a folder each image is a frame.
        let image = min(frame, outputs.count - 1)
        (order.file, order.frame, order.regionsFrame) = (outputs[image].path, 0, hasRegions ? image : nil)
        let preview = show(order, own, isWanted)
        guard case .picture(var picture) = preview else { return preview }
        picture.frame = image
        return .picture(picture)
    }

    private func original(
        of job: Job, _ wish: JobPreviewWish, _ own: String, at now: Instant, _ isWanted: () -> Bool
    ) throws(JobStoreFailure) -> JobPreview {
        guard ClipSource.of(job.input) != .stream else {
            return .refused("a stream is not kept, so it has no original")
        }
        let newest = job.progress?.frames ?? 0
        let frame = max(0, wish.frame ?? (job.state == .running ? newest - 1 : (job.report?.framesIn ?? 0) / 2))
        try store.noteLook(job.id, frame: frame, by: person, at: now)
        return show(WorkerOrder.PreviewWish(file: job.input, frame: frame, side: wish.side), own, isWanted)
    }

    private func show(
        _ order: WorkerOrder.PreviewWish, _ own: String, _ isWanted: () -> Bool
    ) -> JobPreview {
        guard let worker = WorkerProgram.find(configured: settings.worker, beside: own) else {
            return .refused(WorkerProgram.absence)
        }
        return WorkerRun.picture(
            order, by: worker, memoryBytes: settings.memoryBytes, while: isWanted)
    }
}
