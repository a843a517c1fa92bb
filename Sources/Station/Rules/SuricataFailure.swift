// SPDX-License-Identifier: Apache-2.0

/// Why Suricata itself did not say what it thinks of rules. Rules are none the worse for it.
package enum SuricataFailure: Error, Sendable, Equatable {
    /// What is there cannot be started, or is no Suricata.
    case unusable(path: String, reason: String)
    /// It is older than those whose rules are known here.
    case tooOld(version: String)
    /// It took too long or said too much, and was killed.
    case killed
    /// It refused to test anything; `reason` is its last line.
    case refused(reason: String)

    /// One line for people: what is wrong, and how to mend it.
    package var message: String {
        switch self {
        case .unusable(let path, let reason):
            "\(path) is no Suricata that runs: \(reason). Name another in the configuration, or say `rules: {suricata: false}`"
        case .tooOld(let version):
            "Suricata \(version) is not asked about rules, as it is older than 7. Install a newer one"
        case .killed:
            "Suricata took too long over the rules, or said too much. Check fewer at once, or use --no-suricata"
        case .refused(let reason): "Suricata could not test the rules: \(reason)"
        }
    }
}
