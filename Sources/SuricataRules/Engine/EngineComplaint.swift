// SPDX-License-Identifier: Apache-2.0

/// An error that `suricata -T` told.
///
/// Source: what Suricata 7.0.10 writes to standard error.
struct EngineComplaint: Hashable, Sendable {
    /// What it is about.
    enum Place: Hashable, Sendable {
        /// A line of a file, counted from 1; a rule of several lines is known by its first.
        case line(Int, file: String)
        /// The signature that begins so: Suricata cuts its messages at 2,048 bytes, and with them the place.
        case rule(String)
        /// Suricata does not say.
        case unknown
    }

    /// Why, in Suricata's words; empty if it gave none.
    var reason: String
    var place: Place

    private static let levels = ["Error: ", "E: "]
    private static let refusal = "error parsing signature \""
    private static let end = "Loading signatures failed."

    /// The complaints in what was written to standard error; other lines are passed over.
    static func read(_ output: [UInt8]) -> [EngineComplaint] {
        var complaints: [EngineComplaint] = []
        var reasons: [String] = []
        for line in output.split(separator: UInt8(ascii: "\n")) {
            guard let message = message(String(decoding: line, as: UTF8.self)) else { continue }
            if message.hasPrefix(refusal) {
                let place = place(message.dropFirst(refusal.count))
                complaints.append(EngineComplaint(reason: reasons.joined(separator: "; "), place: place))
                reasons = []
            } else if message != end, !reasons.contains(message) {
                reasons.append(message)
            }
        }
        if !reasons.isEmpty {
            complaints.append(EngineComplaint(reason: reasons.joined(separator: "; "), place: .unknown))
        }
        return complaints
    }

    /// An error's text, without its level and the part of Suricata that says it.
    private static func message(_ line: String) -> String? {
        guard let level = levels.first(where: line.hasPrefix) else { return nil }
        let text = line.dropFirst(level.count)
        let part = text.prefix { $0 != ":" && $0 != " " }
        guard text.dropFirst(part.count).hasPrefix(": ") else { return String(text) }
        return String(text.dropFirst(part.count + 2))
    }

    /// Names of files under test are short, and the rule, which stands before them, may say anything.
    private static func place(_ text: Substring) -> Place {
        let end = text.suffix(200)
        guard let file = end.ranges(of: "\" from file ").last?.upperBound,
            let line = end[file...].ranges(of: " at line ").last,
            let number = Int(end[line.upperBound...]), number > 0
        else { return .rule(String(text)) }
        return .line(number, file: String(end[file..<line.lowerBound]))
    }
}
