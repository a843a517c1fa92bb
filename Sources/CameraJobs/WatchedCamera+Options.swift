// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import Cameras

extension WatchedCamera {
    /// How its clips are processed.
    package var options: JobOptions {
        var options = JobOptions()
        options.camera =
            switch mode {
            case .fixed: .fixed
            case .moving: .moving
            case .auto: .auto
            }
        options.acceptDegraded = acceptsDegraded
        options.keepAudio = keepsSound
        return options
    }
}
