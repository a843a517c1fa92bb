// SPDX-License-Identifier: Apache-2.0

/// The Sigma rules that come with the program: what small devices and their networks suffer from, on Suricata's EVE.
package enum StarterRules {
    /// A rule's file: one rule, or a correlation and the rules that it counts.
    package struct File: Sendable {
        /// Its name without an ending; it does not change from one version to the next.
        package let name: String
        /// Its text, in YAML.
        package var text: String { String(decoding: bytes, as: UTF8.self) }

        private let bytes: [UInt8]

        init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// What the placeholders of the rules stand for where a station's configuration says nothing else, by their names.
    ///
    /// - `inside_nets`: what is guarded. The private networks; a station with public addresses inside names its own.
    /// - `control_nets`: from where controllers may be commanded. All that is inside, until a station says better.
    /// - `special_nets`: groups, broadcasts and the unspecified address, which are neither inside nor outside.
    package static let placeholders: [String: [String]] = [
        "inside_nets": privateNets,
        "control_nets": privateNets,
        "special_nets": ["0.0.0.0/32", "224.0.0.0/4", "255.255.255.255/32", "::/128", "ff00::/8"],
    ]

    private static let privateNets = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10",
        "::1/128",
    ]
}
