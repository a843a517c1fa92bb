// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Rules
import Testing

@testable import Store

/// What a rule store should do, written down a second time, in memory and without care for speed.
private struct RuleModel {
    struct Kept {
        var kind: RuleKind
        var revisions: [RuleContent]
        var isEnabled = true
        var isRetired = false
        var deeds: [RuleChange.Deed] = [.added]
        var newest: Authorship
    }

    var rules: [String: Kept] = [:]

    /// Why an edit is refused; it is done where it is not.
    mutating func apply(_ edit: RuleEdit) -> RuleShelfError? {
        var kept = rules[edit.rule]
        switch edit.act {
        case .add(let kind, let content, let isEnabled):
            if let kept { return .taken(rule: edit.rule, isRetired: kept.isRetired) }
            var new = Kept(kind: kind, revisions: [content], isEnabled: isEnabled, newest: edit.authorship)
            if !isEnabled { new.deeds.append(.disabled) }
            rules[edit.rule] = new
            return nil
        default: break
        }
        guard let old = kept else { return .unknownRule(edit.rule) }
        if old.isRetired && ![.restore, .retire].contains(edit.act) { return .retired(rule: edit.rule) }
        if let base = edit.base, base != old.revisions.count {
            return .conflict(
                rule: edit.rule, current: old.revisions.count, author: old.newest.author, time: old.newest.time)
        }
        switch edit.act {
        case .add: break
        case .save(let content, _):
            kept?.revisions.append(content)
            kept?.deeds.append(.saved)
        case .revert(let number, _):
            guard old.revisions.indices.contains(number - 1) else {
                return .unknownRevision(rule: edit.rule, number: number)
            }
            kept?.revisions.append(old.revisions[number - 1])
            kept?.deeds.append(.reverted(to: number))
        case .enable where !old.isEnabled: kept?.deeds.append(.enabled)
        case .disable where old.isEnabled: kept?.deeds.append(.disabled)
        case .retire where !old.isRetired: kept?.deeds.append(.retired)
        case .restore where old.isRetired: kept?.deeds.append(.restored)
        case .enable, .disable, .retire, .restore: break
        }
        if edit.base != nil { kept?.newest = edit.authorship }
        if edit.act == .enable || edit.act == .disable { kept?.isEnabled = edit.act == .enable }
        if edit.act == .retire || edit.act == .restore { kept?.isRetired = edit.act == .retire }
        rules[edit.rule] = kept
        return nil
    }
}

extension RuleEdit {
    fileprivate var base: Int? {
        switch act {
        case .save(_, let base), .revert(_, let base): base
        default: nil
        }
    }
}

@Suite("The rule store, against a model")
struct RuleStoreModelTests {
    private static let ids = ["a", "1:7", "b 2", "~"]

    private static func edit(_ random: inout SeededGenerator, _ model: RuleModel, minute: Int64) -> RuleEdit {
        let id = ids[Int.random(in: 0..<ids.count, using: &random)]
        let current = model.rules[id]?.revisions.count ?? 1
        // Now and then somebody else was first.
        let base = Int.random(in: 0..<5, using: &random) == 0 ? current - 1 : current
        var text = [UInt8]("text \(minute)\n".utf8)
        for _ in 0..<Int.random(in: 0..<40, using: &random) { text.append(.random(in: 0...255, using: &random)) }
        let content = RuleContent(bytes: text)
        let kind = RuleKind.allCases[Int.random(in: 0..<RuleKind.allCases.count, using: &random)]
        let acts: [RuleEdit.Act] = [
            .add(kind, content, isEnabled: .random(using: &random)), .save(content, basedOn: base),
            .save(content, basedOn: base), .enable, .disable, .retire, .restore, .restore,
            .revert(to: Int.random(in: 0...current + 1, using: &random), basedOn: base),
        ]
        let author = Bool.random(using: &random) ? Authorship.ada(minute) : .bob(minute, "c \(minute)\n")
        return RuleEdit(id, acts[Int.random(in: 0..<acts.count, using: &random)], by: author)
    }

    private static func expectSame(_ store: RuleStore, _ model: RuleModel) throws {
        let listed = try store.list(RuleFilter(includesRetired: true))
        let ids = model.rules.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        #expect(listed.map(\.id) == ids)
        for rule in listed {
            let kept = try #require(model.rules[rule.id])
            #expect(rule.kind == kept.kind && rule.revision == kept.revisions.count)
            #expect(rule.isEnabled == kept.isEnabled && rule.isRetired == kept.isRetired)
            #expect(try store.history(of: rule.id).map(\.deed) == kept.deeds)
            for (index, content) in kept.revisions.enumerated() {
                let revision = try store.revision(index + 1, of: rule.id)
                #expect(revision.content == content)
            }
            let newest = try store.revision(rule.revision, of: rule.id)
            #expect(newest.authorship == kept.newest)
        }
        let loaded = model.rules.filter { $0.value.isEnabled && !$0.value.isRetired }
        let texts = Dictionary(uniqueKeysWithValues: try store.loaded([]).entries.map { ($0.rule.id, $0.text) })
        #expect(texts == loaded.mapValues { $0.revisions[$0.revisions.count - 1].text })
    }

    @Test("whatever is done in whatever order, from two consoles, is what the model says", arguments: 1...6)
    func random(seed: UInt64) throws {
        let rules = try RuleStoreFixture()
        let stores = [rules.store, rules.other()]
        var random = SeededGenerator(seed: seed)
        var model = RuleModel()
        for minute in 0..<(isSoak ? 1000 : 60) as Range<Int64> {
            let store = stores[Int.random(in: 0...1, using: &random)]
            var next = model
            var refusal: RuleShelfError?
            var edits: [RuleEdit] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) where refusal == nil {
                let edit = Self.edit(&random, next, minute: minute)
                edits.append(edit)
                refusal = next.apply(edit)
            }
            let token = try store.changeToken()
            do throws(RuleShelfError) {
                try store.apply(edits)
                #expect(refusal == nil)
                model = next
            } catch {
                #expect(error == refusal)
                let same = try store.changeToken()
                #expect(same == token)
            }
        }
        for store in stores { try Self.expectSame(store, model) }
        #expect(try rules.directory.ruleProblems() == [])
    }
}
