// SPDX-License-Identifier: Apache-2.0

/// The words that values of signatures and parts of `threshold.config` are made of, where there are just some.
package enum ValueWords {
    /// The words of `flow`; of each group a rule can have one.
    static let flowGroups: [[String]] = [
        ["to_server", "to_client", "from_client", "from_server"],
        ["established", "not_established", "stateless"],
        ["only_stream", "no_stream"],
        ["only_frag", "no_frag"],
    ]
    static let bitCommands = ["set", "unset", "isset", "isnotset", "toggle", "noalert"]
    static let targets = ["src_ip", "dest_ip"]
    static let rateNames = ["type", "track", "count", "seconds", "multiplier", "unique_on"]
    static let rateTypes = ["limit", "threshold", "both", "backoff"]
    static let rateTracks = ["by_src", "by_dst", "by_rule", "by_both", "by_flow"]
    static let filterNames = ["track", "count", "seconds"]
    static let filterTracks = ["by_src", "by_dst", "by_flow"]
    static let uniquePorts = ["src_port", "dst_port"]

    /// What can stand in the value of a keyword behind so many commas; `name` is the word before it there, as `track` in
    /// `track by_src`. Empty where anything can, or nothing more.
    package static func of(_ keyword: String, commas: Int, after name: String?) -> [String] {
        switch (keyword, name) {
        case ("flow", nil): flowGroups.flatMap { $0 }
        case ("classtype", nil) where commas == 0: NamesOfConfiguration.classes.sorted()
        case ("reference", nil) where commas == 0: NamesOfConfiguration.references.sorted()
        case ("flowbits", nil) where commas == 0, ("xbits", nil) where commas == 0, ("hostbits", nil) where commas == 0:
            bitCommands
        case ("target", nil): targets
        case ("app-layer-protocol", nil) where commas == 0: ProtocolTable.applications.sorted()
        case ("threshold", nil): rateNames
        case ("threshold", "type"): rateTypes
        case ("threshold", "track"): rateTracks
        case ("threshold", "unique_on"): uniquePorts
        case ("detection_filter", nil): filterNames
        case ("detection_filter", "track"): filterTracks
        default: []
        }
    }

    /// What can stand in a line of `threshold.config`: the command where there is none, the names of its parts, or behind one of these
    /// what it can be.
    package static func ofThreshold(_ command: String?, after name: String?) -> [String] {
        guard let command else { return ThresholdParser.commands.sorted() }
        switch name {
        case nil: return names(ofCommand: command)
        case "type": return ThresholdEntry.Form.allCases.map(\.rawValue)
        case "track": return ThresholdEntry.Track.allCases.filter { fits($0, command) }.map(\.rawValue)
        case "new_action": return ThresholdEntry.NewAction.allCases.map(\.rawValue)
        default: return []
        }
    }

    private static func names(ofCommand command: String) -> [String] {
        let parts =
            switch command {
            case "suppress": ["track", "ip"]
            case "rate_filter": ["track", "count", "seconds", "new_action", "timeout"]
            case "threshold", "event_filter": ["type", "track", "count", "seconds"]
            default: [String]()
            }
        return parts.isEmpty ? [] : ["gen_id", "sig_id"] + parts
    }

    private static func fits(_ track: ThresholdEntry.Track, _ command: String) -> Bool {
        command == "suppress" ? [.source, .destination, .either].contains(track) : track != .either
    }
}
