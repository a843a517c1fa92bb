// SPDX-License-Identifier: Apache-2.0

/// How much a file of assets may hold.
package enum AssetLimits {
    /// The bytes of a file; one more is read, so that a longer one is known.
    package static let fileBytes = 8 << 20
    package static let assets = 20_000
    /// Addresses, hardware addresses and groups of one asset.
    package static let addresses = 256
    package static let macs = 64
    package static let groups = 16
    /// The Unicode scalars of a name or group, of other texts, and of a note.
    package static let name = 64
    package static let text = 120
    package static let note = 1000
    /// How many problems are told.
    package static let problems = 1000
}
