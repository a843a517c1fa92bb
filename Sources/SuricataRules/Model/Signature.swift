// SPDX-License-Identifier: Apache-2.0

package import Rules

/// A Suricata signature as its text says it.
///
/// Values are as written; a signature whose file reported errors for it can hold parts that Suricata refuses.
///
/// Source: the Suricata user guide, "Suricata Rules"; what is accepted was compared with Suricata 7.0.10 and 8.0.7.
package struct Signature: Hashable, Sendable {
    /// What Suricata does when the signature matches.
    package enum Action: String, CaseIterable, Sendable {
        case alert, pass, drop, reject, rejectsrc, rejectdst, rejectboth, config
    }

    /// From where to where the traffic goes that it looks at.
    package enum Direction: String, CaseIterable, Sendable {
        /// From the first end to the second.
        case forward = "->"
        /// Between both ends.
        case both = "<>"
        /// Both directions of one transaction, since Suricata 8.
        case transaction = "=>"
    }

    /// One side of the head.
    package struct End: Hashable, Sendable {
        /// `nil` where the text is no set of addresses.
        package var addresses: AddressSet?
        /// `nil` where the text is no set of ports.
        package var ports: PortSet?
        /// The addresses as written, without the white space within.
        package var addressText: String
        /// The ports as written, without the white space within.
        package var portText: String
    }

    /// The action as written.
    package var actionText: String
    /// The protocol as written, without a hook.
    package var protocolName: String
    /// Suricata 8's rule hook, what stands behind the colon of `http1:request_started`.
    package var hook: String?
    package var source: End
    package var direction: Direction
    package var destination: End
    /// The options in the order of the text, at least one.
    package var options: [SignatureOption]
    /// Where it begins.
    package var position: TextPosition

    /// The action; `nil` if Suricata has none of this name.
    package var action: Action? { Action(rawValue: actionText.lowercased()) }

    /// The first option with this keyword, whose case does not matter.
    package func option(_ keyword: String) -> SignatureOption? {
        let name = keyword.lowercased()
        return options.first { $0.name == name }
    }
}
