// SPDX-License-Identifier: Apache-2.0

/// What a worker says, one line of JSON each. Lines are bounded to `lengthLimit` bytes; whoever reads them takes nothing of them for granted.
package enum WorkerMessage: Sendable, Hashable, Codable {
    case opened(OpenedClip)
    case progress(JobProgress)
    /// The output is in its place.
    case succeeded(JobReport)
    /// There is no output. The report says how far it came, where it came far enough to have one.
    case failed(JobFailure, JobReport?)
    case preview(PreviewPicture)
    /// What came of a model's self-test; `nil` where it may be used, else why not.
    case tested(model: String, refusal: String?)

    /// 4 MiB: a preview of 1024 by 1024 pixels as text.
    package static let lengthLimit = 4 << 20
}

/// What is known of a clip once it is opened.
package struct OpenedClip: Sendable, Hashable, Codable {
    package var width: Int
    package var height: Int
    /// Frames in a second; 0 where frames come at no steady rate or it is a single image.
    package var rate: Double
    /// `nil` where the container does not say, as with streams. It need not be true.
    package var frames: Int?
    /// What the camera is taken for: never `.auto`.
    package var camera: CameraMode
    /// How far the scene moves from frame to frame, in pixels; `nil` where it was not measured.
    package var motion: Double?
    /// What looks for regions, by name: "yolo-fastest-xl", "motion", "HOG".
    package var detectors: [String]

    package init(
        width: Int, height: Int, rate: Double, frames: Int?, camera: CameraMode, motion: Double?, detectors: [String]
    ) {
        self.width = width
        self.height = height
        self.rate = rate
        self.frames = frames
        self.camera = camera
        self.motion = motion
        self.detectors = detectors
    }
}

/// How far a job is.
package struct JobProgress: Sendable, Hashable, Codable {
    /// Frames that are processed, or in the last phase checked.
    package var frames: Int
    package var phase: Phase
    package var regions: Int
    package var residual: Int
    /// Frames a second of late.
    package var speed: Double
    /// Seconds that are left; `nil` where the number of frames is not known.
    package var secondsLeft: Double?
    package var preview: PreviewPicture?
    /// What the report would say now, as far as it is known; `nil` where it was told less than some two seconds before.
    package var soFar: JobReport?

    package enum Phase: String, Sendable, Hashable, Codable {
        case processing, checking
    }

    package init(
        frames: Int, phase: Phase = .processing, regions: Int, residual: Int, speed: Double, secondsLeft: Double?,
        preview: PreviewPicture? = nil, soFar: JobReport? = nil
    ) {
        self.frames = frames
        self.phase = phase
        self.regions = regions
        self.residual = residual
        self.speed = speed
        self.secondsLeft = secondsLeft
        self.preview = preview
        self.soFar = soFar
    }
}
