// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Which events are meant. The filter bar, the command line and chips share it; `FilterParser` reads its text form.
package indirect enum Filter: Hashable, Sendable {
    /// Every event.
    case everything
    /// All of them hold; an empty list holds.
    case all([Filter])
    /// One of them holds; an empty list does not hold.
    case any([Filter])
    case not(Filter)
    /// The event has the field and it compares so. Where a path gives several values, one must.
    case test(Field, Comparison)
    /// `src_ip` or `dest_ip` compares so.
    case eitherAddress(Comparison)
    /// The raw line holds this text, ASCII letters of either case being equal.
    case text(String)
    /// The expression matches somewhere in the raw line.
    case expression(TextExpression)
    /// The event's time is this one or later. A time that moves with the clock holds for no event: `resolved(now:)` fixes it.
    case since(TimeSpec)
    /// The event's time is earlier.
    case until(TimeSpec)
}

/// How a value is compared.
package enum Comparison: Hashable, Sendable, Codable {
    /// Equal; texts without regard to the case of ASCII letters. `.absent` means that the field is not there.
    case equals(FieldValue)
    /// `*` stands for any run of characters, `?` for one, and a backslash takes the meaning from what follows it; without
    /// regard to the case of ASCII letters. It never holds for addresses and numbers in hot fields (`LikePattern`).
    case like(String)
    /// The value is a number, or a text that is one, and smaller. A fraction is not cut off.
    case less(Int64)
    case lessOrEqual(Int64)
    case greater(Int64)
    case greaterOrEqual(Int64)
    /// The value is a number, or a text that is one, between these, which belong to it.
    case between(ClosedRange<Int64>)
    /// The address lies in the network.
    case within(IPNetwork)
    /// The address lies between these, which belong to it.
    case addresses(ClosedRange<IPAddress>)
    /// The expression matches somewhere in the value as text. It never holds for addresses and numbers in hot fields.
    case matches(TextExpression)
    /// The field is there, whatever its value; `null` is no value.
    case exists
}
