// SPDX-License-Identifier: Apache-2.0

internal import Pushes

/// What gateways told and could not be noted yet: of each the newest, and before it the newest that told of the clock, where that one does not.
struct WaitingNotes {
    private var byGateway: [String: [LineNote]] = [:]

    /// Those of one gateway in their order; two of one gateway at the most.
    var notes: [LineNote] { byGateway.values.flatMap(\.self) }

    /// Adds later ones.
    mutating func add(_ notes: [LineNote]) {
        for note in notes {
            let clock = note.clock == nil ? byGateway[note.gateway]?.last { $0.clock != nil } : nil
            byGateway[note.gateway] = (clock.map { [$0] } ?? []) + [note]
        }
    }
}
