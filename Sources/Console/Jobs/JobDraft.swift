// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas

/// A job as it is being put together in the form.
struct JobDraft: Sendable, Hashable {
    var submission: JobSubmission
    /// The job that is done once more; `nil` for a new one.
    var job: Int64?

    init(_ submission: JobSubmission, job: Int64? = nil) {
        self.submission = submission
        self.job = job
    }

    /// The rows of the form; of a job that is done once more only its options can be others.
    var fields: [JobField] { job == nil ? JobField.allCases : JobField.allCases.filter { !$0.isOfNewJob } }

    /// The row of the form that lacks something.
    var faultyRow: Int? {
        job == nil && submission.input.allSatisfy(\.isWhitespace) ? fields.firstIndex(of: .input) : nil
    }

    /// What keeps it from being submitted, in a few words; `nil` where nothing does.
    var problem: String? {
        guard job == nil else { return submission.options.problem }
        if submission.input.allSatisfy(\.isWhitespace) { return "an input is missing: a file, a folder, rtsp://..." }
        return submission.options.problem
    }
}

/// A row of the form.
package enum JobField: Sendable, Hashable, CaseIterable {
    case camera, input, output, mode, degraded, classes, every, hold, widening, lastFill, sound, priority

    var isOfNewJob: Bool {
        switch self {
        case .camera, .input, .output, .priority: true
        default: false
        }
    }

    /// Whether it is typed; the others turn through what they can be.
    var isText: Bool { self == .camera || self == .input || self == .output }

    var label: String {
        switch self {
        case .camera: "camera"
        case .input: "input"
        case .output: "output"
        case .mode: "camera stands"
        case .degraded: "accept degraded"
        case .classes: "masked"
        case .every: "detectors look"
        case .hold: "tracks hold"
        case .widening: "masks wider by"
        case .lastFill: "where nothing fits"
        case .sound: "sound"
        case .priority: "priority"
        }
    }

    /// What it is now, in words.
    func value(in submission: JobSubmission) -> String {
        let options = submission.options
        switch self {
        case .camera: return submission.camera.isEmpty ? "(no name)" : submission.camera
        case .input: return submission.input.isEmpty ? "(a file, a folder of images, rtsp://...)" : submission.input
        case .output: return submission.output.isEmpty ? "(the station chooses it)" : submission.output
        case .mode:
            switch options.camera {
            case .fixed: return "fixed"
            case .moving: return "moving"
            case .auto: return "auto: measured, in doubt moving"
            }
        case .degraded:
            return options.acceptDegraded ? "YES: what nothing covers stays, marked DEGRADED" : "no: it fails instead"
        case .classes: return Self.words(of: options.classes)
        case .every: return options.detectEvery == 1 ? "at every frame" : "at one frame in \(options.detectEvery)"
        case .hold: return "\(options.holdFrames) frames before and after"
        case .widening: return "\(Int((options.widening * 100).rounded()))% on each side, twice that below"
        case .lastFill: return JobText.words(of: options.lastFill)
        case .sound: return options.keepAudio ? "KEPT: voices are personal data" : "dropped"
        case .priority: return "\(submission.priority), higher goes first"
        }
    }

    private static func words(of classes: Set<RegionClass>) -> String {
        if classes == RegionClass.all { return "all that is known, and what moves" }
        return RegionClass.allCases.filter(classes.contains).map(\.rawValue).joined(separator: ", ")
    }

    /// Turns to the next of what it can be.
    func turn(_ submission: inout JobSubmission) {
        switch self {
        case .camera, .input, .output: break
        case .mode:
            submission.options.camera = Self.next(after: submission.options.camera, in: [.auto, .fixed, .moving])
        case .degraded: submission.options.acceptDegraded.toggle()
        case .classes: submission.options.classes = Self.next(after: submission.options.classes, in: Self.classSets)
        case .every:
            submission.options.detectEvery = Self.next(after: submission.options.detectEvery, in: [1, 2, 3, 5, 10])
        case .hold:
            submission.options.holdFrames = Self.next(after: submission.options.holdFrames, in: [4, 8, 16, 30, 60])
        case .widening:
            submission.options.widening = Self.next(
                after: submission.options.widening, in: [0.1, 0.15, 0.25, 0.4, 0.6])
        case .lastFill:
            submission.options.lastFill = Self.next(after: submission.options.lastFill, in: FillMethod.last)
        case .sound: submission.options.keepAudio.toggle()
        case .priority: submission.priority = Self.next(after: submission.priority, in: [0, 3, 6, 9, -9, -6, -3])
        }
    }

    private static let classSets: [Set<RegionClass>] = [
        RegionClass.all, RegionClass.all.subtracting([.motion]), [.person],
        RegionClass.all.subtracting([.person, .motion]),
    ]

    /// The one behind it in order, the first behind the last or one that is not there.
    private static func next<Value: Equatable>(after value: Value, in values: [Value]) -> Value {
        let index = values.firstIndex(of: value).map { $0 + 1 } ?? 0
        return values[index % values.count]
    }
}
