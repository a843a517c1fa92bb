// SPDX-License-Identifier: Apache-2.0

/// The version of all programs, which are released together: semver.org. Packages take theirs from `vedette --version`.
package enum VedetteVersion {
    package static let text = "0.1.0"
}
