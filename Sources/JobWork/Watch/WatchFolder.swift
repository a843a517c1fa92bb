// SPDX-License-Identifier: Apache-2.0

package import Anonymizer

/// A folder in which every new clip of a camera becomes a job.
package struct WatchFolder: Sendable, Hashable {
    /// The camera's name.
    package var camera: String
    /// The gateway among whose events a failure is told; `nil` for the camera's name.
    package var gateway: String?
    package var folder: String
    /// Where processed clips go.
    package var output: String
    package var options = JobOptions()
    package var priority = 0
    /// Seconds for which a file must have stayed as it is before it counts as complete.
    package var settleSeconds = 5

    package init(camera: String, folder: String, output: String) {
        self.camera = camera
        self.folder = folder
        self.output = output
    }
}
