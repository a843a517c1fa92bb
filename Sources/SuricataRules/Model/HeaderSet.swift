// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A set of addresses or ports, as the head of a signature writes it.
package indirect enum HeaderSet<Element: Hashable & Sendable>: Hashable, Sendable {
    /// `any`: all there are.
    case any
    /// A variable of the sensor's configuration, without its `$`.
    case variable(String)
    /// Addresses or ports that stand there themselves.
    case element(Element)
    /// What is not in the set.
    case not(HeaderSet)
    /// What is in one of the sets and in none of the negated ones.
    case list([HeaderSet])
}

/// Addresses in the head of a signature.
package typealias AddressSet = HeaderSet<AddressRange>

/// Ports in the head of a signature, 0...65535.
package typealias PortSet = HeaderSet<ClosedRange<UInt16>>

/// A network, or all addresses from one to another; both ends are of one family.
package enum AddressRange: Hashable, Sendable {
    case network(IPNetwork)
    case between(ClosedRange<IPAddress>)
}
