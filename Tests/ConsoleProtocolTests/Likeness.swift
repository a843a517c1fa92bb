// SPDX-License-Identifier: Apache-2.0

/// All that a value holds, private parts too, as text: what is equal in everything has equal texts. For values that cannot be compared.
func told(_ value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .set, .dictionary: return "{" + mirror.children.map { told($0.value) }.sorted().joined(separator: ",") + "}"
    case nil where mirror.children.isEmpty: return "\(type(of: value)) \(String(reflecting: value))"
    case .enum where mirror.children.isEmpty: return "\(type(of: value)).\(value)"
    default:
        let parts = mirror.children.map { "\($0.label ?? "")=\(told($0.value))" }
        return "\(type(of: value))(\(parts.joined(separator: ",")))"
    }
}
