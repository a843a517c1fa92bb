// SPDX-License-Identifier: Apache-2.0

/// Where the Suricata of this gateway is found, and which of its files are the station's. All are whole paths.
package struct SensorSettings: Sendable, Hashable {
    /// The keys of the configuration, each with a path.
    package enum Key: String, Sendable, CaseIterable {
        case rules = "suricata-rules"
        case thresholds = "suricata-thresholds"
        case configuration = "suricata-config"
        case socket = "suricata-socket"
        case program = "suricata-program"
        case pidFile = "suricata-pid"
    }

    /// The file of signatures that a station's orders replace, which is none of anybody else's; without it the rules are nobody's business.
    package var rules: String?
    /// The `threshold.config` that they replace; without it orders that have one are refused.
    package var thresholds: String?
    /// Suricata's own configuration, which is only read.
    package var configuration = "/etc/suricata/suricata.yaml"
    /// Its command socket.
    package var socket = "/run/suricata-command.socket"
    package var program = "/usr/bin/suricata"
    /// Where its process's number stands, for a signal where the socket is not there.
    package var pidFile = "/run/suricata.pid"

    package init() {}

    /// Takes a setting; the answer is what is wrong with it.
    mutating func take(_ key: Key, _ path: String) -> String? {
        guard path.hasPrefix("/"), !path.hasSuffix("/") else { return "'\(path)' is no whole path of a file" }
        switch key {
        case .rules: rules = path
        case .thresholds: thresholds = path
        case .configuration: configuration = path
        case .socket: socket = path
        case .program: program = path
        case .pidFile: pidFile = path
        }
        return nil
    }

    /// What of the settings does not go together.
    var problem: String? {
        guard let rules else {
            return thresholds.map { "suricata-thresholds is \($0), and suricata-rules is missing beside it" }
        }
        if rules == thresholds { return "suricata-rules and suricata-thresholds are the same file; name two" }
        guard configuration != rules, configuration != thresholds else {
            return "\(configuration) is Suricata's configuration; name a file of its own for the rules of the station"
        }
        return nil
    }
}
