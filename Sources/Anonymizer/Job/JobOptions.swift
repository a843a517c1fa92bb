// SPDX-License-Identifier: Apache-2.0

/// How a clip is to be processed. The defaults favour masking too much over too little.
package struct JobOptions: Sendable, Hashable, Codable {
    package var camera = CameraMode.auto
    /// Goes on where nothing installed covers the scene (a moving camera without weights); the report then says DEGRADED.
    package var acceptDegraded = false
    /// Takes the sound along, unchanged. Voices are personal data.
    package var keepAudio = false
    /// What is masked.
    package var classes = RegionClass.all
    /// The least confidence of a detection; `nil` for what each detector's kind comes with.
    package var confidence: Double?
    /// Every how many frames detectors look; motion is looked for in every frame, and tracks bridge what is between. 1 to 30.
    package var detectEvery = 3
    /// How many frames a track goes on before its first and after its last detection. 0 to 120.
    package var holdFrames = 8
    /// By how much of its size a region is widened on each side, 0 to 1; it goes twice as far downward, for shadows.
    package var widening = 0.15
    /// What fills a region where neither plate nor completion can: one of `FillMethod.last`.
    package var lastFill = FillMethod.smooth
    /// Seconds of a stream in one output file.
    package var segmentSeconds = 60.0

    package init() {}

    /// What is out of its range, in one line; `nil` where all is within.
    package var problem: String? {
        if classes.isEmpty { return "no class is to be masked" }
        if let confidence, !(0.01...0.99).contains(confidence) { return "confidence is not from 0.01 to 0.99" }
        if !(1...30).contains(detectEvery) { return "detect-every is not from 1 to 30" }
        if !(0...120).contains(holdFrames) { return "hold is not from 0 to 120 frames" }
        if !(0...1).contains(widening) { return "widening is not from 0 to 1" }
        if !FillMethod.last.contains(lastFill) { return "the last fill is none of smooth, pixelated and solid" }
        if !(1...3600).contains(segmentSeconds) { return "a segment is not of 1 to 3600 seconds" }
        return nil
    }
}
