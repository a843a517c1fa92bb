// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// Looks at some frames of the encoded output, as whoever gets it will see them. Frames in which the verification found nothing any more are
/// chosen, evenly over the clip.
final class FinalLook {
    private let detectors: Detectors
    /// By number, with what is invented in them.
    private var chosen: [Int: MaskRuns?] = [:]
    private var step = 1
    private var looks = 0
    /// What was found after all.
    private(set) var left = 0

    /// Frames that are looked at, at most.
    private static let most = 48
    /// More than the verification's, as encoding changes what networks say by a little; people and vehicles have more than this.
    private static let confidence = 0.5

    init(_ detectors: Detectors) { self.detectors = detectors }

    /// Tells of a frame that was looked at before it was encoded.
    func choose(_ frame: Verification.Processed) {
        defer { looks += 1 }
        guard looks % step == 0 else { return }
        chosen.updateValue(frame.invented.map(MaskRuns.init), forKey: frame.number)
        guard chosen.count > Self.most else { return }
        step *= 2
        for (place, number) in chosen.keys.sorted().enumerated() where place % 2 == 1 { chosen[number] = nil }
    }

    /// Looks at a frame of the output, if it is one of those chosen.
    ///
    /// - Throws: `.privacy` where something is found.
    func look(at picture: Picture, number: Int) throws(JobFailure) {
        guard let invented = chosen.removeValue(forKey: number), !detectors.isEmpty else { return }
        let hits = try Verification.residual(
            try detectors.find(in: picture, least: Self.confidence),
            invented: invented?.mask)
        guard let first = hits.first else { return }
        left += hits.count
        throw JobFailure(
            .privacy, "frame \(number) of the output still shows a \(first.kind.rawValue); the output was deleted")
    }
}
