// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// Runs behind: fills what is to be masked, has it verified, and writes it.
final class TrailingPass {
    private let clip: SharedClip
    private let handover: Handover
    private let filler: Filler
    private var verification: Verification
    private let final: FinalLook
    private let writer: ClipWriter
    private let regions: RegionsFile?
    private let pace: Pace
    private let opened: () -> OpenedClip?
    private var picture: Picture
    private var plate: Plate?
    private var isFixed = false

    private(set) var report: JobReport

    /// `opened` is what is known of the clip until now.
    init(
        _ clip: SharedClip, handover: Handover, filler: Filler, verification: Verification, final: FinalLook,
        writer: ClipWriter, regions: RegionsFile?, pace: Pace,
        opened: @escaping () -> OpenedClip?, report: JobReport
    ) {
        self.clip = clip
        self.handover = handover
        self.filler = filler
        self.verification = verification
        self.final = final
        self.writer = writer
        self.regions = regions
        self.pace = pace
        self.opened = opened
        self.report = report
        picture = Picture(width: clip.info.width, height: clip.info.height)
    }

    /// Writes all frames, and has the output checked and released.
    func run() throws(JobFailure) {
        while let portion = try handover.take() {
            report.classes = portion.tally.classes
            plate = portion.plate
            isFixed = portion.isFixed
            for (index, regions) in portion.regions.enumerated() {
                guard try clip.again(into: &picture) else {
                    throw JobFailure(.input, "frame \(portion.first + index) could be read once and not again")
                }
                report.framesIn += 1
                try process(portion.first + index, regions)
            }
            report.notes = portion.tally.notes
            report.degraded = portion.tally.degraded
        }
        try write(try verification.finish())
        try clip.checkUnchanged()
        pace.begin(.checking, report: concluded())
        report.outputs = try writer.finish()
        report.notes += writer.notes
    }

    private func process(_ number: Int, _ regions: [Region]) throws(JobFailure) {
        var frame = Verification.Processed(number: number, picture: picture, regions: regions, invented: nil)
        let done = try filler.fill(&frame.picture, regions.map(\.box), plate: plate)
        frame.invented = done.invented
        for (method, count) in done.pixels where count > 0 { report.filledPixels[method, default: 0] += count }
        try write(try verification.take(frame, isFixed: isFixed))
    }

    /// Writes frames that were verified.
    private func write(_ frames: [Verification.Processed]) throws(JobFailure) {
        for frame in frames {
            try regions?.add(FrameRegions(frame: frame.number, regions: frame.regions))
            count(frame)
            if frame.number == frames.last?.number { final.choose(frame) }
            try writer.write(frame.picture)
            report.framesOut += 1
            pace.frame(frame, residual: report.residualMasked) { concluded() }
        }
    }

    private func count(_ frame: Verification.Processed) {
        report.regions += frame.regions.count
        report.bridgedRegions += frame.regions.filter { $0.origin == .bridged }.count
        if frame.regions.isEmpty { report.emptyFrames += 1 }
        report.residualMasked = verification.masked
    }

    /// The report as far as it is known now, and at the end, whether well or not.
    func concluded() -> JobReport {
        var report = report
        report.clip = opened()
        report.seconds = pace.seconds
        report.residualLeft = final.left
        if verification.blottedPixels > 0 { report.filledPixels[.solid, default: 0] += verification.blottedPixels }
        return report
    }
}
