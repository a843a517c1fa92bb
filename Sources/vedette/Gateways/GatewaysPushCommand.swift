// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Pushes
internal import Station

/// `vedette gateways push`: the station's signatures and thresholds to the sensors of gateways.
struct GatewaysPushCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Pushes the station's signatures and thresholds to gateways' sensors.",
        discussion: """
            The difference is shown first. Each agent tests the rules with 'suricata -T', loads them, sees whether they run, and puts \
            back what ran before if not; 'vedette gateways rules' tells what became of it. Without --canary, --to or --all nothing is \
            pushed, and the difference of all gateways is shown. Exit status 1: --wait saw a gateway refuse the rules or roll them back.
            """)

    @OptionGroup var person: RegistryPerson

    @Option(help: ArgumentHelp("To this gateway only, to see whether the rules are good.", valueName: "name"))
    var canary: String?

    @Option(help: ArgumentHelp("To the gateways whose names fit, as 'gw-school-*'.", valueName: "pattern"))
    var to: String?

    @Flag(help: "To all gateways that are enrolled.")
    var all = false

    @Flag(help: "Gateways may end with fewer rules than they have.")
    var mayRunFewer = false

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "comment"))
    var comment = ""

    @Flag(help: "Show the difference and push nothing.")
    var dryRun = false

    @OptionGroup var waiting: PushWaiting

    func run() throws {
        let station = try person.station.loadConfiguration()
        if station.collector?.enrolment == nil {
            StandardError.print(
                "vedette: the configuration says nowhere to enrol ('collector: enrol:'), so no push reaches a gateway; see docs/deploy.md."
            )
        }
        let desk = PushDesk(station, person: person.name)
        let (targets, isPush) = try targets()
        let plan = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.plan(for: targets, at: .now) }
        guard isPush else {
            var output = StandardOutput()
            if waiting.json {
                try output.write(line: JSONValue.object(Self.members(plan)).bytes)
            } else {
                for line in Self.lines(plan) { try output.write(hostile: line) }
            }
            return try output.flush()
        }
        if !waiting.json {
            var output = StandardOutput()
            for line in Self.lines(plan) { try output.write(hostile: line) }
            try output.flush()
        }
        let record = try UserMessage.ofPushes { () throws(PushDeskFailure) in
            try desk.push(plan, mayRunFewer: mayRunFewer, comment: comment, at: .now)
        }
        try waiting.tell(record, Self.members(plan), of: desk)
    }

    private func targets() throws -> (PushTargets, isPush: Bool) {
        let wishes = [canary.map { PushTargets.canary($0) }, to.map { .matching($0) }, all ? .all : nil].compactMap {
            $0
        }
        guard wishes.count < 2 else {
            throw UserMessage(.wrongUse, "It is said twice which gateways.", help: "Give --canary, --to or --all.")
        }
        guard let wish = wishes.first else { return (.all, false) }
        return (wish, !dryRun)
    }

    private static func members(_ plan: PushPlan) -> [(String, JSONValue)] {
        let leftOut = plan.leftOut.map { rule in
            JSONValue.object([
                ("rule", .string(rule.rule)), ("title", .string(rule.title)), ("reason", .string(rule.reason)),
            ])
        }
        let differences = grouped(plan).map { gateways, difference in
            JSONValue.object([
                ("gateways", .array(gateways.map { .string($0) })), ("difference", difference.json),
            ])
        }
        return [
            ("rules", .int(plan.files.ruleCount)), ("left_out", .array(leftOut)),
            ("notes", .array(plan.notes.map { .string($0) })),
            ("differences", .array(differences)), ("proven_on", .array(plan.provenOn.map { .string($0) })),
            ("fewer", .array(plan.fewer.map { .string($0.rules.gateway) })),
        ]
    }

    /// The differences of a plan with the gateways that have them, the largest group first.
    private static func grouped(_ plan: PushPlan) -> [(gateways: [String], difference: RulesDifference)] {
        let groups = Dictionary(grouping: plan.parts) {
            RulesDifference.Ends(from: $0.difference.from, to: $0.difference.to)
        }
        return groups.values.map { ($0.map(\.rules.gateway), $0[0].difference) }
            .sorted { ($1.gateways.count, $0.gateways[0]) < ($0.gateways.count, $1.gateways[0]) }
    }

    private static func lines(_ plan: PushPlan) -> [String] {
        var lines: [String] = []
        for (gateways, difference) in grouped(plan) {
            let from = difference.from?.text ?? "nothing known"
            lines.append(
                "\(gateways.joined(separator: " ")): \(difference.summary)  (\(from) -> \(difference.to))")
            lines += difference.lines.map { "  \($0)" }
        }
        for rule in plan.leftOut { lines.append("not pushed: \(rule.rule) \(rule.title): \(rule.reason)") }
        lines += plan.notes
        for part in plan.fewer {
            lines.append("\(part.rules.gateway): \(plan.files.ruleCount) rules instead of \(part.ruleCount)")
        }
        lines.append(
            plan.provenOn.isEmpty
                ? "no gateway runs these rules yet; --canary tries them on one"
                : "these rules run on \(plan.provenOn.prefix(4).joined(separator: " "))"
                    + (plan.provenOn.count > 4 ? " and \(plan.provenOn.count - 4) more" : ""))
        return lines
    }
}
