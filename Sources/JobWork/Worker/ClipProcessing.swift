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

    private var isStream: Bool { order.input.contains("://") }

    /// Processes the clip, on the calling thread, which the kernel watches in the worker's place. It ends with `.succeeded`, `.failed` or `.cancelled`;
    /// in the last two cases nothing is left that was made, but for files of a stream that were released before.
    package func perform(
        while isWanted: () -> Bool, hear: (WorkerMessage) -> Void
    ) -> WorkerRun.Ending {
        let stream = isStream ? StreamFiles(folder: order.output) : nil
        guard stream.map(\.isFree) ?? !WorkerFiles.isThere(order.output) else {
            let line = "\(order.output) is there already; remove it or give another output"
            return .failed(JobFailure(.output, line), nil)
        }
        WorkerFiles.removePartial(of: order.output)
        _ = stream?.removePartial()
        let folder = (order.output as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            return .failed(JobFailure(.output, "\(folder) cannot be made: \(error.localizedDescription)"), nil)
        }
        var isDoubted = false
        switch run.run(.process(order), while: isWanted, hear: hear, doubt: { isDoubted = true }) {
        case .succeeded(let report):
            guard let fault = WorkerFiles.fault(in: report, of: order) else { return .succeeded(report) }
            return failed(fault, report, stream, isDoubted: true)
        case .failed(let failure, let report): return failed(failure, report, stream, isDoubted: isDoubted)
        case .said:
            let failure = JobFailure(.worker, "the worker ended and did not say what came of it")
            return failed(failure, nil, stream, isDoubted: isDoubted)
        case .cancelled:
            if let stream { _ = stream.removePartial() } else { _ = WorkerFiles.takeBack(order.output) }
            return .cancelled
        }
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
        // Where the output could not be written, what is there may be somebody else's.
        if stream == nil, failure.kind == .output {
            WorkerFiles.removePartial(of: order.output)
        } else if !(stream?.takeBack() ?? WorkerFiles.takeBack(order.output)) {
            return .failed(
                JobFailure(failure.kind, "\(failure.line); \(order.output) could not be removed, do so now"), report)
        }
        return .failed(failure, report)
    }
}
