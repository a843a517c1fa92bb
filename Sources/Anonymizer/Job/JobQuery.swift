// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Which jobs somebody wants to see. Whoever asks over a connection is held to the bounds.
package struct JobQuery: Sendable, Hashable, Codable {
    /// Jobs in whose camera, file names, state or submitter this stands, whatever the case of its letters; all where it is empty.
    package var text: String
    /// Jobs of the camera of this name, or run at the gateway of it; `nil` for all.
    package var camera: String?
    /// Jobs whose clip shows this moment alone, so far as its begin and end are known; `nil` for all.
    package var at: Instant?
    /// How many at the most.
    package var limit: Int
    /// The job of the answer that comes with its course; `nil` for the first.
    package var whole: Int64?

    package init(
        text: String = "", camera: String? = nil, at: Instant? = nil, limit: Int = 100, whole: Int64? = nil
    ) {
        self.text = text
        self.camera = camera
        self.at = at
        self.limit = limit
        self.whole = whole
    }

    /// Bytes of a text or a camera's name.
    package static let textLimit = 256
    /// Jobs of one answer.
    package static let jobsMost = 2000
}
