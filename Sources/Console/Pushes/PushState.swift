// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Pushes

/// What the console knows of rules at gateways, and what is being thought of.
package struct PushState: Sendable {
    /// What each gateway that is enrolled is to run and says that it runs; `nil` until it was read.
    package var gateways: [String: GatewayRules]?
    /// Why that could not be read.
    package var failure: String?
    /// What is being looked at before it is pushed; `nil` until the station has answered.
    package var preview: PushPreview?
    /// Why there is none.
    package var previewFailure: String?
    /// Whether gateways may end with fewer rules, which the person was asked.
    package var mayRunFewer = false
    /// A muting at gateways that is being thought of.
    package var draft: SensorMuteDraft?
    /// The mutings at gateways that hold; `nil` until the station has answered.
    package var mutes: [GatewayMute]?
    /// Why they could not be read.
    package var mutesFailure: String?
    /// Pushes of this console that are not done everywhere yet: by gateway, the number of the push in the log.
    private(set) var watched: [String: Int] = [:]

    package init() {}

    /// Tells of the gateways of a push once all are done with it.
    mutating func watch(_ record: PushRecord) {
        for share in record.shares { watched[share.gateway] = record.number }
    }

    /// Takes how gateways stand. The answer is a line to tell once a push of this console has come to its end everywhere, and whether
    /// somebody should look.
    mutating func take(_ found: [GatewayRules]) -> (line: String, isTrouble: Bool)? {
        let known = Dictionary(found.map { ($0.gateway, $0) }) { first, _ in first }
        gateways = known
        failure = nil
        guard !watched.isEmpty else { return nil }
        // What somebody has ordered meanwhile is theirs to watch.
        let own = watched.keys.sorted().compactMap { known[$0] }.filter { $0.wanted?.push == watched[$0.gateway] }
        guard own.allSatisfy(\.state.isFinal) else { return nil }
        watched = [:]
        return Self.told(own)
    }

    private static func told(_ gateways: [GatewayRules]) -> (line: String, isTrouble: Bool)? {
        guard let first = gateways.first else { return nil }
        let bad = gateways.filter { $0.state != .verified }
        guard let worst = bad.first else {
            let names = gateways.count == 1 ? first.gateway : "all \(gateways.count) gateways"
            return (
                "\(names): \(first.wanted?.revision.text ?? "the rules") runs, verified by the sensor's counts", false
            )
        }
        let others = bad.count == 1 ? "" : ", and \(bad.count - 1) more are not verified"
        let good = gateways.count - bad.count
        let verified = good == 0 ? "" : "; verified on \(good)"
        return ("\(worst.gateway) \(worst.state.words): \(worst.explanation)\(others)\(verified)", true)
    }

    /// How many gateways stand how, the worst first with the name of one; `nil` before the first push.
    var told: String? {
        let wanted = (gateways ?? [:]).values.filter { $0.wanted != nil }
        guard !wanted.isEmpty else { return nil }
        let byState = Dictionary(grouping: wanted, by: \.state)
        return GatewayRulesState.allCases.reversed().compactMap { state -> String? in
            guard let those = byState[state], let first = those.map(\.gateway).min() else { return nil }
            let name = state == .verified ? "" : those.count == 1 ? " (\(first))" : " (\(first) and others)"
            return "\(those.count) \(state.words)\(name)"
        }.joined(separator: ", ")
    }

    /// Whether a push of this console is under way somewhere.
    var isWatching: Bool { !watched.isEmpty }
}
