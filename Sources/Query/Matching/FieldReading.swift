// SPDX-License-Identifier: Apache-2.0

package import EVE

/// One event, as far as filters look at it.
package protocol FieldReading {
    /// The time by which the event is listed.
    var time: Instant { get }
    /// The values of a field in the order of the event; none if the event lacks it. A path through arrays gives several.
    ///
    /// `null` in JSON and `FieldValue.absent` count as lacking.
    func values(of field: Field) -> [FieldValue]
    /// Whether the raw line holds what is looked for: `search.isFound(in:)` of its bytes.
    func rawHolds(_ search: some LineSearch) -> Bool
}
