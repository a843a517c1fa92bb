// SPDX-License-Identifier: Apache-2.0

/// The least that `suricata -T` needs to judge rules, whatever the machine's own configuration says.
enum EngineConfiguration {
    /// A sensor has some dozens.
    private static let variablesMost = 4096

    /// What Suricata does not have in use without ports.
    private static let industrialPorts = ["dnp3": 20_000, "enip": 44_818, "modbus": 502]

    /// `suricata.yaml`. Every variable stands for something of its own, so that no rule is refused for a network that only the sensor
    /// knows, and no list negates all that it names.
    static func main(variables: Set<String>) -> String {
        let names = variables.sorted().prefix(variablesMost)
        var text = "%YAML 1.1\n---\nvars:\n  address-groups:\n    \"HOME_NET\": \"192.168.0.0/16\"\n"
        for (index, name) in names.enumerated() where name != "HOME_NET" {
            text += "    \"\(name)\": \"10.\(index / 256).\(index % 256).0/24\"\n"
        }
        text += "  port-groups:\n    \"HTTP_PORTS\": \"80\"\n"
        for (index, name) in names.enumerated() where name != "HTTP_PORTS" {
            text += "    \"\(name)\": \"\(10_000 + index)\"\n"
        }
        text += "classification-file: \(classes)\nreference-config-file: \(references)\n"
        text += "threshold-file: \(thresholds)\noutputs: []\nstats: {enabled: no}\napp-layer:\n  protocols:\n"
        for name in ProtocolTable.applications.sorted() {
            let ports = industrialPorts[name].map { ", detection-ports: {dp: \($0)}" } ?? ""
            text += "    \(name): {enabled: yes\(ports)}\n"
        }
        return text
    }

    static let mainName = "suricata.yaml"
    static let classes = "classification.config"
    static let references = "reference.config"
    static let thresholds = "threshold.config"

    static var classText: String {
        NamesOfConfiguration.classes.sorted().map { "config classification: \($0),\($0),3\n" }.joined()
    }

    static var referenceText: String {
        NamesOfConfiguration.references.sorted().map { "config reference: \($0) http://\n" }.joined()
    }
}

extension HeaderSet {
    /// Adds the names of its variables.
    func addVariables(to names: inout Set<String>) {
        switch self {
        case .variable(let name): names.insert(name)
        case .not(let set): set.addVariables(to: &names)
        case .list(let sets): for set in sets { set.addVariables(to: &names) }
        case .any, .element: break
        }
    }
}

extension Signature {
    /// Adds the names of the variables in its head.
    func addVariables(to names: inout Set<String>) {
        for end in [source, destination] {
            end.addresses?.addVariables(to: &names)
            end.ports?.addVariables(to: &names)
        }
    }
}
