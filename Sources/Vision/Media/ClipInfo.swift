// SPDX-License-Identifier: Apache-2.0

internal import CMedia

/// What is known of a clip when it is opened: by its container, and by its first picture.
package struct ClipInfo: Sendable {
    /// What a clip comes as.
    package enum Source: Sendable, Hashable {
        case video
        /// One JPEG or PNG.
        case image
        /// A folder of them, in the order of their names.
        case folder
        /// It has no end that is known: an address or a pipe.
        case stream
    }

    package let source: Source
    /// Of every picture, turned upright.
    package let width: Int
    package let height: Int
    /// Pictures a second; 0 where they come at no steady rate.
    package let rate: Double
    /// `nil` where the container does not say. It need not be true.
    package let frames: Int?
    /// Seconds of a tick, in which times of pictures are told.
    package let tick: Double
    package let hasSound: Bool
    /// For writers of the same kind.
    let clip: media_clip

    init(_ clip: media_clip, source: Source, frames: Int? = nil) {
        self.source = source
        self.clip = clip
        width = Int(clip.width)
        height = Int(clip.height)
        rate = Double(clip.rate_numerator) / Double(clip.rate_denominator)
        self.frames = frames ?? (clip.frames >= 0 ? Int(clip.frames) : nil)
        tick = Double(clip.tick_numerator) / Double(clip.tick_denominator)
        hasSound = clip.has_sound != 0
    }

    /// Of a clip that nobody reads: one that is drawn, for tests and for the demo.
    ///
    /// - Parameter rate: whole pictures a second; times are told in 1/1000 of a picture.
    package init(width: Int, height: Int, rate: Int, source: Source = .video, isPNG: Bool = true) {
        var clip = media_clip()
        clip.width = Int32(width)
        clip.height = Int32(height)
        clip.kind = Int32(source == .video || source == .stream ? MEDIA_VIDEO : isPNG ? MEDIA_PNG : MEDIA_JPEG)
        clip.frames = -1
        clip.rate_numerator = Int32(rate)
        clip.rate_denominator = 1
        clip.tick_numerator = 1
        clip.tick_denominator = Int32(rate) * 1000
        clip.aspect_denominator = 1
        // BT.601, and nothing said of primaries and transfer (H.264, tables E-3 to E-5).
        clip.matrix = 6
        clip.primaries = 2
        clip.transfer = 2
        self.init(clip, source: source)
    }
}
