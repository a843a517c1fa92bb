// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Processes

extension WorkerRun {
    /// Seconds of processor time, and of silence, that one frame may take: a clip is read up to it.
    private static let secondsMost = 120

    /// One frame of a file, as a worker of its own shows it. It is in no memory but the answer's.
    package static func picture(
        _ wish: WorkerOrder.PreviewWish, by worker: WorkerProgram, memoryBytes: Int, while isWanted: () -> Bool
    ) -> JobPreview {
        let limits = LimitedProcess.Limits(processorSeconds: secondsMost, memoryBytes: memoryBytes)
        var picture: PreviewPicture?
        let ending = WorkerRun(worker, limits: limits, silentSeconds: Double(secondsMost))
            .run(.preview(wish), while: isWanted) { message in
                if case .preview(let shown) = message { picture = shown }
            }
        switch ending {
        case .said:
            guard let picture, max(picture.width, picture.height) <= wish.side else {
                return .refused("the worker showed no picture of \(wish.file)")
            }
            return .picture(picture)
        case .failed(let failure, _): return .refused(failure.line)
        case .cancelled: return .refused("nobody waits for it any more")
        case .succeeded: return .refused("the worker answered something else")
        }
    }
}
