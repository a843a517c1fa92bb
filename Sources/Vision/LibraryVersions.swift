// SPDX-License-Identifier: Apache-2.0

internal import CMedia
internal import CVision

/// Which libraries the worker runs with.
package enum LibraryVersions {
    /// "OpenCV 4.6.0, libavformat 59.27.100".
    package static var text: String {
        let media = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            return unsafe String(cString: media_version(base))
        }
        return unsafe "OpenCV \(String(cString: vision_version())), libavformat \(media)"
    }
}
