// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A record of a DNS answer: this name has this data.
struct DNSAnswer: Equatable {
    let name: String
    let data: String

    /// The records of an event, of a DNS answer or of an alert on one. Suricata's short form (`dns.grouped`) leaves out names; it is of
    /// the name that was asked for.
    static func all(in tree: EveTree) -> [DNSAnswer] {
        guard let dns = tree.child("dns", of: 0) else { return [] }
        var found: [DNSAnswer] = []
        for list in ["answers", "answer"] {
            guard let node = tree.child(list, of: dns) else { continue }
            let records = tree.child("rrname", of: node) != nil ? [node] : tree.children(of: node)
            for record in records {
                if let name = text("rrname", of: record, tree), let data = text("rdata", of: record, tree) {
                    found.append(DNSAnswer(name: name, data: data))
                }
            }
        }
        if let grouped = tree.child("grouped", of: dns), let name = asked(tree, dns) {
            for type in ["A", "AAAA"] {
                guard let list = tree.child(type, of: grouped) else { continue }
                for element in tree.children(of: list) {
                    guard let data = tree.nodes[element].value.scalar?.text else { continue }
                    let answer = DNSAnswer(name: name, data: data)
                    if !found.contains(answer) { found.append(answer) }
                }
            }
        }
        return found
    }

    /// Events in which the address is the data of a DNS answer.
    static func filter(for address: IPAddress) -> Filter {
        let fields = FieldTable.fields([
            "dns.answers.rdata", "dns.answer.rdata", "dns.grouped.A", "dns.grouped.AAAA",
        ])
        return Filter.any(fields.map { .test($0, .equals(.text(address.description))) })
    }

    private static func text(_ key: String, of node: Int, _ tree: EveTree) -> String? {
        tree.child(key, of: node).flatMap { tree.nodes[$0].value.scalar?.text }
    }

    private static func asked(_ tree: EveTree, _ dns: Int) -> String? {
        if let name = text("rrname", of: dns, tree) { return name }
        guard let queries = tree.child("queries", of: dns), let first = tree.children(of: queries).first else {
            return nil
        }
        return text("rrname", of: first, tree)
    }
}
