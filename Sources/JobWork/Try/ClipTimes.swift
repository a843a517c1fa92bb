// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE

/// When a clip was taken, by what its name or its file said, and how long it is.
package enum ClipTimes {
    /// How long a clip may be by the report of its job, and by what it says of itself, in seconds.
    private static let longest = 366.0 * 86_400
    private static let longestSaid = 86_400.0

    /// Begin and end so far as they are known: of a job that succeeded by the frames that were read, of others by those that the clip says it has.
    ///
    /// - Parameter ending: `nil` while it runs.
    package static func of(
        _ job: Job, clip: OpenedClip?, _ ending: TryEnding? = nil
    ) -> (begin: Instant?, end: Instant?) {
        var (clip, frames, most) = (clip, clip?.frames, longestSaid)
        if case .succeeded(let report)? = ending {
            (clip, frames, most) = (report.clip ?? clip, report.framesIn, longest)
        }
        guard let clip, clip.rate > 0, let frames, frames > 0 else { return (nil, nil) }
        let length = Double(frames) / clip.rate
        guard length < most else { return (nil, nil) }
        let microseconds = Int64(length * 1e6)
        if let begin = job.clipBegin { return (begin, begin.advanced(byMicroseconds: microseconds)) }
        if let end = job.clipEnd { return (end.advanced(byMicroseconds: -microseconds), end) }
        return (nil, nil)
    }
}
