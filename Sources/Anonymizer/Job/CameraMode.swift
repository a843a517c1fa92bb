// SPDX-License-Identifier: Apache-2.0

/// Whether the camera stands still, by what somebody said or what was measured.
package enum CameraMode: String, Sendable, Hashable, Codable, CaseIterable {
    case fixed, moving
    /// Measured at the beginning; where in doubt it is taken for moving, which is safe and uglier.
    case auto
}
