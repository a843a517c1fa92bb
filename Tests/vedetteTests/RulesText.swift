// SPDX-License-Identifier: Apache-2.0

/// Rules and events that tests of the rules' calls share.
enum RulesText {
    static let id = "00000000-0000-4000-8000-000000000001"
    static let otherID = "00000000-0000-4000-8000-000000000002"

    /// A rule on names that end so.
    static func rule(_ id: String = id, ending: String = ".evil.test", title: String = "Evil name") -> String {
        """
        title: \(title)
        id: \(id)
        level: high
        tags: [attack.command-and-control, attack.t1071.004]
        logsource: {product: suricata, service: dns}
        detection:
          sel:
            dns.rrname|endswith: \(ending)
          condition: sel

        """
    }

    /// One line of EVE a name, a second apart.
    static func events(_ names: [String]) -> String {
        names.enumerated().map { index, name in
            #"{"timestamp":"2026-11-24T10:00:\#(String(index + 100).dropFirst()).000000+0000","event_type":"dns","#
                + #""src_ip":"192.0.2.\#(index)","dns":{"type":"query","rrname":"\#(name)"}}"# + "\n"
        }.joined()
    }
}
