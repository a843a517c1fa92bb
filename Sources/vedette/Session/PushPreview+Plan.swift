// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Pushes
internal import Station

extension PushPreview {
    /// A plan as a person looks at it: gateways that it changes alike together, the most first.
    init(_ plan: PushPlan, _ targets: PushTargets) {
        struct Key: Hashable {
            var from: RulesRevision?
            var to: RulesRevision
            var before: Int
            var runs: Bool
        }
        let groups = Dictionary(grouping: plan.parts) { part in
            Key(from: part.difference.from, to: part.difference.to, before: part.ruleCount, runs: part.runs)
        }.values.compactMap { parts in parts.first.map { Group(parts.map(\.rules.gateway), $0) } }
        self.init(
            targets: targets, basis: plan.files.revision, ruleCount: plan.files.ruleCount,
            groups: groups.sorted { left, right in
                (right.gateways.count, left.gateways[0]) < (left.gateways.count, right.gateways[0])
            },
            parts: plan.parts.map { PushWish.Part(gateway: $0.rules.gateway, chosen: $0.rules.wanted?.chosen) },
            troubles: plan.parts.filter(\.rules.state.isTrouble).prefix(20).flatMap { Self.trouble(at: $0.rules) },
            leftOut: plan.leftOut.map { "\($0.rule) \($0.title): \($0.reason)" }, provenOn: plan.provenOn)
        notes = plan.notes.isEmpty ? nil : plan.notes
    }

    private static func trouble(at gateway: GatewayRules) -> [String] {
        ["\(gateway.gateway) \(gateway.state.words): \(gateway.explanation)"]
            + (gateway.report?.complaints ?? []).map { "  \($0)" }
    }
}

extension PushPreview.Group {
    /// Gateways with what all of them have in common; more changes than are looked at are only counted.
    fileprivate init(_ gateways: [String], _ part: PushPlan.Part) {
        var room = PushPreview.changeLimit
        var unlisted = 0
        func cut<Element>(_ list: [Element]) -> [Element] {
            let kept = Array(list.prefix(room))
            room -= kept.count
            unlisted += list.count - kept.count
            return kept
        }
        var difference = part.difference
        difference.added = cut(difference.added)
        difference.changed = cut(difference.changed)
        difference.removed = cut(difference.removed)
        difference.addedThresholds = cut(difference.addedThresholds)
        difference.removedThresholds = cut(difference.removedThresholds)
        self.init(
            gateways: gateways.sorted(), difference: difference, before: part.ruleCount, runs: part.runs,
            unlisted: unlisted)
    }
}

extension PushPlan.Part {
    /// Whether the gateway runs what it would get, by its sensor's counts.
    fileprivate var runs: Bool { rules.state == .verified && rules.wanted?.revision == difference.to }
}
