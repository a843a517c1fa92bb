// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Foundation

/// One clip processed by one run of the worker, and what that leaves on the disk seen to: an output is kept only with a report of success that holds
/// against the order and against the output itself.
package struct ClipProcessing: Sendable {
    private let run: WorkerRun
    private let order: WorkerOrder.Processing

    package init(_ run: WorkerRun, _ order: WorkerOrder.Processing) {
        self.run = run
        self.order = order
    }

    /// Processes the clip, on the calling thread, which the kernel watches in the worker's place. It ends with `.succeeded`, `.failed` or `.cancelled`;
    /// in the last two cases nothing is left that was made, but for files of a stream that were released before.
    package func perform(
        while isWanted: () -> Bool, hear: (WorkerMessage) -> Void
    ) -> WorkerRun.Ending {
        let stream = ClipSource.of(order.input) == .stream ? StreamFiles(folder: order.output) : nil
        guard stream.map(\.isFree) ?? !WorkerFiles.isThere(order.output) else {
            let line = "\(order.output) is there already; remove it or give another output"
            return .failed(JobFailure(.output, line), nil)
        }
        guard WorkerFiles.removePartial(of: order.output) else {
            let line = "\(order.output) is being written by another worker; give another output"
            return .failed(JobFailure(.output, line), nil)
        }
        _ = stream?.removePartial()
        let folder = (order.output as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            return .failed(JobFailure(.output, "\(folder) cannot be made: \(error.localizedDescription)"), nil)
        }
        var isDoubted = false
        // What it writes stays the same file when it is released.
        var written: FileIdentity?
        let ending = run.run(
            .process(order), while: isWanted,
            hear: { message in
                written = FileIdentity(WorkerFiles.partial(of: order.output)) ?? written
                hear(message)
            }, doubt: { isDoubted = true })
        switch ending {
        case .succeeded(let report):
            guard let fault = WorkerFiles.fault(in: report, of: order) else { return .succeeded(report) }
            return failed(fault, report, stream, isDoubted: true)
        case .failed(let failure, let report):
            if stream == nil, failure.kind == .output, !isOwn(written) {
                WorkerFiles.removePartial(of: order.output)
                return .failed(failure, report)
            }
            return failed(failure, report, stream, isDoubted: isDoubted)
        case .said:
            let failure = JobFailure(.worker, "the worker ended and did not say what came of it")
            return failed(failure, nil, stream, isDoubted: isDoubted)
        case .cancelled:
            if let stream { _ = stream.removePartial() } else { _ = WorkerFiles.takeBack(order.output) }
            return .cancelled
        }
    }

    /// Whether what is at the output's path is what the worker wrote, and not what somebody else put there meanwhile, for which it failed. Where nobody saw what
    /// it wrote, what this user owns counts as that: there was nothing when it began.
    private func isOwn(_ written: FileIdentity?) -> Bool {
        guard let written else { return WorkerFiles.isOwn(order.output) }
        return FileIdentity(order.output) == written
    }

    private func failed(
        _ failure: JobFailure, _ report: JobReport?, _ stream: StreamFiles?, isDoubted: Bool
    ) -> WorkerRun.Ending {
        if let stream, !isDoubted {
            let kept = stream.removePartial()
            guard kept > 0 else { return .failed(failure, report) }
            let words = "\(kept) \(kept == 1 ? "file" : "files") released before stay in \(order.output)"
            return .failed(JobFailure(failure.kind, "\(failure.line); \(words)"), report)
        }
        if !(stream?.takeBack() ?? WorkerFiles.takeBack(order.output)) {
            return .failed(
                JobFailure(failure.kind, "\(failure.line); \(order.output) could not be removed, do so now"), report)
        }
        return .failed(failure, report)
    }
}
