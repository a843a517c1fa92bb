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
    /// in the last two cases nothing is left that was made.
    package func perform(
        while isWanted: () -> Bool, hear: (WorkerMessage) -> Void
    ) -> WorkerRun.Ending {
        guard !WorkerFiles.isThere(order.output) else {
            let line = "\(order.output) is there already; remove it or give another output"
            return .failed(JobFailure(.output, line), nil)
        }
        WorkerFiles.removePartial(of: order.output)
        let folder = (order.output as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            return .failed(JobFailure(.output, "\(folder) cannot be made: \(error.localizedDescription)"), nil)
        }
        switch run.run(.process(order), while: isWanted, hear: hear) {
        case .succeeded(let report):
            guard let fault = WorkerFiles.fault(in: report, of: order) else { return .succeeded(report) }
            return failed(fault, report)
        case .failed(let failure, let report): return failed(failure, report)
        case .said: return failed(JobFailure(.worker, "the worker ended and did not say what came of it"), nil)
        case .cancelled:
            _ = WorkerFiles.takeBack(order.output)
            return .cancelled
        }
    }

    private func failed(_ failure: JobFailure, _ report: JobReport?) -> WorkerRun.Ending {
        // Where the output could not be written, what is there may be somebody else's.
        if failure.kind == .output {
            WorkerFiles.removePartial(of: order.output)
        } else if !WorkerFiles.takeBack(order.output) {
            return .failed(
                JobFailure(failure.kind, "\(failure.line); \(order.output) could not be removed, do so now"), report)
        }
        return .failed(failure, report)
    }
}
