// SPDX-License-Identifier: Apache-2.0

/// One event, as far as filters look at it.
package protocol FieldReading {
    /// The values of a field in the order of the event; none if the event lacks it. A path through arrays gives several.
    ///
    /// `null` in JSON and `FieldValue.absent` count as lacking.
    func values(of field: Field) -> [FieldValue]
    /// Whether the raw line holds the text: `search.isFound(in:)` of its bytes.
    func rawHolds(_ search: TextSearch) -> Bool
}
