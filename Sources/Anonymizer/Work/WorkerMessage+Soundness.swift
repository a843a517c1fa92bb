// SPDX-License-Identifier: Apache-2.0

extension WorkerMessage {
    /// Whether it can be true: numbers within what they count, texts of a length that a person reads.
    package var isSound: Bool {
        switch self {
        case .opened(let clip): clip.isSound
        case .progress(let progress): progress.isSound
        case .succeeded(let report): report.isSound
        case .failed(let failure, let report): failure.isSound && report?.isSound ?? true
        case .preview(let picture): picture.isSound && picture.regions.count <= Bound.regions
        case .tested(let model, let refusal): model.utf8.count <= Bound.name && (refusal?.utf8.count ?? 0) <= Bound.line
        }
    }
}

private enum Bound {
    static let name = 300
    static let path = 8192
    static let line = 4000
    static let side = 1 << 16
    static let lines = 200
    static let regions = 10_000
    static let files = 1_000_000
    /// More frames than a year of video has, and what is counted in each.
    static let frames = 1 << 40
    static let seconds = 1e9

    static func isCount(_ numbers: Int...) -> Bool { numbers.allSatisfy { (0...frames).contains($0) } }
    static func isAmount(_ number: Double) -> Bool { number.isFinite && number >= 0 && number <= seconds }
}

extension OpenedClip {
    /// Whether it can be true, as a message's.
    package var isSound: Bool {
        (1...Bound.side).contains(width) && (1...Bound.side).contains(height) && Bound.isAmount(rate)
            && Bound.isCount(frames ?? 0) && camera != .auto && Bound.isAmount(motion ?? 0)
            && detectors.count <= Bound.lines && detectors.allSatisfy { $0.utf8.count <= Bound.name }
    }
}

extension JobProgress {
    /// Whether it can be true, as a message's.
    package var isSound: Bool {
        Bound.isCount(frames, regions, residual) && Bound.isAmount(speed) && Bound.isAmount(secondsLeft ?? 0)
            && (preview.map { $0.isSound && $0.regions.count <= Bound.regions } ?? true) && soFar?.isSound ?? true
    }
}

extension JobFailure {
    /// Whether it can be true, as a message's.
    package var isSound: Bool { !line.isEmpty && line.utf8.count <= Bound.line }
}

extension JobReport {
    /// Whether it can be true, as a message's.
    package var isSound: Bool {
        program.utf8.count <= Bound.name && input.isSound && outputs.count <= Bound.files
            && outputs.allSatisfy(\.isSound) && (clip?.isSound ?? true) && options.problem == nil
            && models.count <= Bound.lines
            && Bound.isCount(framesIn, framesOut, regions, bridgedRegions, emptyFrames, residualMasked, residualLeft)
            && classes.count <= Bound.lines && classes.allSatisfy(\.isSound)
            && filledPixels.values.allSatisfy { $0 >= 0 } && Bound.isAmount(seconds)
            && degraded.count + notes.count <= Bound.lines
            && (degraded + notes).allSatisfy { $0.utf8.count <= Bound.line }
    }
}

extension JobReport.HashedFile {
    fileprivate var isSound: Bool {
        path.utf8.count <= Bound.path && bytes >= 0
            && (sha256.isEmpty || sha256.utf8.count == 64 && sha256.utf8.allSatisfy(Self.isDigit))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}

extension JobReport.ClassCount {
    fileprivate var isSound: Bool {
        Bound.isCount(detections) && (0...1).contains(meanConfidence) && (0...1).contains(leastConfidence)
    }
}
