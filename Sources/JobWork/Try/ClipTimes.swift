// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE

/// When a clip was taken, by what its name or its file said, and how long it turned out to be.
package enum ClipTimes {
    package static func of(
        _ job: Job, clip: OpenedClip?, _ ending: TryEnding
    ) -> (begin: Instant?, end: Instant?) {
        guard case .succeeded(let report) = ending, let clip = report.clip ?? clip, clip.rate > 0, report.framesIn > 0
        else { return (nil, nil) }
        let length = Double(report.framesIn) / clip.rate
        guard length < 366 * 86_400 else { return (nil, nil) }
        let microseconds = Int64(length * 1e6)
        if let begin = job.clipBegin { return (begin, begin.advanced(byMicroseconds: microseconds)) }
        if let end = job.clipEnd { return (end.advanced(byMicroseconds: -microseconds), end) }
        return (nil, nil)
    }
}
