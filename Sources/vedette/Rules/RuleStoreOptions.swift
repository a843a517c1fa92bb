// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Query
internal import Rules
internal import Sigma
internal import Station
internal import Store

/// What every call on the rule store needs.
struct RuleStoreOptions: ParsableArguments {
    @OptionGroup var station: StationOptions

    /// The station's rules.
    func openShelf() throws -> any RuleShelf {
        RuleStore(directory: try station.loadConfiguration().dataDirectory)
    }

    /// The same for adding rules: a station that never had one gets the starter set first, as it would with its first event.
    func openShelfForAdding() throws -> any RuleShelf {
        let configuration = try station.loadConfiguration()
        if configuration.rules.usesStarterSet {
            try UserMessage.ofShelf { () throws(RuleShelfError) in
                try StationRules(configuration).addStarterSet(at: .now)
            }
        }
        return RuleStore(directory: configuration.dataDirectory)
    }

    /// What Sigma rules need to know of the station.
    func sigmaOptions() throws -> SigmaOptions {
        try station.loadConfiguration().rules.sigmaOptions
    }
}

/// Whether Suricata itself is asked about rules.
struct SuricataOptions: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: "Also run signatures and thresholds through 'suricata -T', where Suricata is installed.")
    var suricata = true

    /// How long Suricata may take, in seconds; it reads some thousand rules in one.
    private static let patience = 120

    /// What Suricata says of each file; empty if it is not asked. That it does not answer, or that no configuration says which one, is told
    /// and changes nothing.
    func problems(of files: [RuleFile], _ station: StationOptions) -> [[RuleProblem]] {
        guard suricata, files.contains(where: { $0.kind == .signature || $0.kind == .threshold }) else { return [] }
        do {
            guard let tester = SuricataTester(try station.loadConfiguration().rules.suricata) else { return [] }
            let cancellation = Cancellation(deadline: .now + .seconds(Self.patience))
            return try Interruption.guarding(cancellation) { () throws(SuricataFailure) in
                try tester.problems(of: files, until: cancellation)
            }
        } catch let failure as SuricataFailure {
            StandardError.print("vedette: \(failure.message).")
        } catch {
            StandardError.print("vedette: Suricata is not asked: \((error as? UserMessage)?.line ?? "\(error)")")
        }
        return []
    }
}

/// Who changes a rule, and why.
struct AuthorOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "Why; kept with the change.")
    var comment = ""

    @Option(help: ArgumentHelp("Who does it; the name of the user by default.", valueName: "name"))
    var author: String?

    var authorship: Authorship {
        Authorship(author: author ?? NSUserName(), time: .now, comment: comment)
    }
}

extension UserMessage {
    /// What a rule store could not do, as the command line tells it.
    init(_ failure: RuleShelfError) {
        let outcome: Outcome =
            switch failure {
            case .storage: .environment
            case .badID, .tooLong: .wrongUse
            case .conflict, .unknownRule, .unknownRevision, .taken, .retired: .notSo
            }
        self.init(outcome, failure.message + ".")
    }

    /// Runs `body` and tells its failure as the command line does.
    static func ofShelf<Value>(_ body: () throws(RuleShelfError) -> Value) throws(UserMessage) -> Value {
        do throws(RuleShelfError) { return try body() } catch { throw UserMessage(error) }
    }
}

extension RuleShelf {
    /// The rule of an id, or the only one whose id begins so.
    func named(_ name: String) throws(UserMessage) -> Rule {
        if let rule = try UserMessage.ofShelf({ () throws(RuleShelfError) in try rule(name) }) { return rule }
        let all = try UserMessage.ofShelf { () throws(RuleShelfError) in
            try list(RuleFilter(includesRetired: true)).filter { $0.id.hasPrefix(name) }
        }
        if all.count == 1, !name.isEmpty { return all[0] }
        throw UserMessage(
            .notSo,
            all.isEmpty ? "there is no rule '\(name)'." : "\(all.count) rules have ids that begin with '\(name)'.",
            help: "'vedette rules list' names them.")
    }
}
