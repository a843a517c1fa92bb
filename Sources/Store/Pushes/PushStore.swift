// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import GRDB
package import Pushes

/// What gateways are to run, who said so, and what they tell of it, in `pushes.db` of the data directory. Several processes may use one at
/// once. Calls block.
///
/// What a call has done is on the disk when it returns; numbers of orders only grow for each gateway, whatever becomes of the file. Making a
/// store touches no file. Readers never wait for a writer.
package final class PushStore: Sendable {
    private let file: SharedFile

    /// The pushes of the data directory `directory`.
    package init(directory: String) {
        file = .pushes(in: StoreDirectory(root: directory))
    }

    // MARK: Orders

    /// Orders rules. All gateways of the wish, or none.
    ///
    /// - Throws: `PushStoreFailure`.
    package func push(_ wish: PushWish) throws(PushStoreFailure) -> PushRecord {
        try Self.check(wish.person, wish.comment)
        guard !wish.parts.isEmpty else { throw .refused(.noGateway("")) }
        return try write { writing throws(StoreError) in
            let rules = try writing.texts.keep(wish.files.rules)
            let base = try writing.texts.keep(wish.files.thresholds)
            let push = try writing.log.add(
                .rules, by: wish.person, at: wish.time, comment: wish.comment, mayRunFewer: wish.mayRunFewer)
            let count = wish.mayRunFewer ? .max : wish.files.ruleCount
            for part in wish.parts {
                let before = try writing.tables.wanted(of: part.gateway)
                if let refusal = try Self.fault(part, before, count, writing) { return .failure(refusal) }
                let order = PushWriting.Order(
                    gateway: part.gateway, before: before, rules: rules, base: base, chosen: nil,
                    mayRunFewer: wish.mayRunFewer, again: true)
                if let refusal = try writing.order(order, of: push) { return .failure(refusal) }
            }
            return .success(try writing.log.record(push))
        }
    }

    /// Why a gateway may not get rules, of which there are `after`.
    private static func fault(
        _ part: PushWish.Part, _ before: PushTables.Wanted?, _ after: Int, _ writing: PushWriting
    ) throws(StoreError) -> PushRefusal? {
        if let before, Int(before.chosen) != part.chosen ?? 0 {
            let other = try writing.log.record(before.chosen > 0 ? before.chosen : before.push)
            return .conflict(gateway: part.gateway, person: other.person, time: other.time)
        }
        let count = Int(try writing.ruleCount(of: part.gateway, before))
        return after < count ? .fewer(gateway: part.gateway, before: count, after: after) : nil
    }

    /// Takes back the newest push of a person that is neither taken back nor takes one back: gateways get again what they were to run before,
    /// as far as nobody has chosen other rules for them since.
    ///
    /// - Throws: `PushStoreFailure`.
    package func undo(by person: String, at time: Instant) throws(PushStoreFailure) -> PushRecord {
        try Self.check(person, "")
        return try write { writing throws(StoreError) in
            guard let record = try writing.log.newestToUndo(by: person, at: time) else {
                return .failure(.nothingToUndo)
            }
            let push = try writing.log.add(
                .undo, by: person, at: time, comment: "takes back push \(record.number)", mayRunFewer: true,
                mute: record.mute.map { Int64($0) }, undoes: Int64(record.number))
            let refusal =
                try record.kind == .rules
                ? Self.takeBack(record, by: push, &writing) : Self.turn(record, by: person, at: time, push, &writing)
            if let refusal { return .failure(refusal) }
            return .success(try writing.log.record(push))
        }
    }

    private static func takeBack(
        _ record: PushRecord, by push: Int64, _ writing: inout PushWriting
    ) throws(StoreError) -> PushRefusal? {
        var isAny = false
        for share in try writing.log.shares(of: Int64(record.number)) {
            guard let wanted = try writing.tables.wanted(of: share.gateway), wanted.chosen == record.number else {
                continue
            }
            var order = try writing.nothing(share.gateway)
            order.before = wanted
            // Who takes back what added rules wants fewer.
            order.mayRunFewer = true
            order.again = true
            if let before = share.before {
                order.rules = try writing.tables.rules(ofFiles: before.files)
                order.base = before.base
                order.chosen = before.chosen
            }
            if let refusal = try writing.order(order, of: push) { return refusal }
            isAny = true
        }
        return isAny ? nil : .overtaken(push: record.number)
    }

    /// Ends a muting that began, or lets one hold again that a person ended.
    private static func turn(
        _ record: PushRecord, by person: String, at time: Instant, _ push: Int64, _ writing: inout PushWriting
    ) throws(StoreError) -> PushRefusal? {
        guard let number = record.mute, let mute = try writing.mutes.mute(Int64(number)) else { return .nothingToUndo }
        try writing.mutes.set(mute.end == nil ? .init(time: time, person: person) : nil, of: number)
        return try reorder(of: push, &writing)
    }

    static func check(_ person: String, _ comment: String) throws(PushStoreFailure) {
        for (part, text, limit) in [
            ("name", person, PushRecord.personLimit), ("comment", comment, PushRecord.commentLimit),
        ] where text.utf8.count > limit {
            throw .refused(.tooLong(part: part, bytes: text.utf8.count, limit: limit))
        }
    }

    // MARK: What gateways tell

    /// Notes what gateways told, and whether their lines are open.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func note(_ notes: [LineNote]) throws(PushStoreFailure) {
        guard !notes.isEmpty else { return }
        try write(isOrder: false) { writing throws(StoreError) in
            for note in notes { try writing.tables.note(note) }
            return .success(())
        }
    }

    /// Notes that no line is open: who listens begins to, or ends.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func closeLines() throws(PushStoreFailure) {
        guard file.exists else { return }
        try write(isOrder: false) { writing throws(StoreError) in
            try writing.tables.closeLines()
            return .success(())
        }
    }

    /// Gives all that is known of a gateway to another name; mutings at one that had that name before end. What gateways ran under the old one stays in the log.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func rename(_ gateway: String, to new: String, at time: Instant) throws(PushStoreFailure) {
        guard file.exists else { return }
        try write { writing throws(StoreError) in
            try writing.tables.rename(gateway, to: new, at: time)
            return .success(())
        }
    }

    /// Gives what is wanted of gateways numbers that they follow, where their own have gone to other files already; see
    /// `GatewayRules.takenNumber`. The log keeps the numbers that were given first.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func renumber(_ gateways: [GatewayRules]) throws(PushStoreFailure) {
        guard !gateways.isEmpty else { return }
        try write { writing throws(StoreError) in
            for rules in gateways {
                guard let wanted = rules.wanted, let taken = rules.takenNumber else { continue }
                try writing.tables.renumber(rules.gateway, from: Int64(wanted.number), above: Int64(taken))
            }
            return .success(())
        }
    }

    // MARK: Reading

    /// All gateways that anything is wanted of, or that ever told of rules, by name.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func gateways() throws(PushStoreFailure) -> [GatewayRules] {
        try read([]) { database throws(StoreError) in try PushTables(database: database).gateways() }
    }

    /// The files of a name; `nil` for one that was never ordered here.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func files(of revision: RulesRevision) throws(PushStoreFailure) -> SensorFiles? {
        try read(nil) { database throws(StoreError) in
            var texts = PushTexts(database)
            return try texts.files(of: revision)
        }
    }

    /// Mutings by number: those that hold, or all that ever were.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func mutes(all: Bool = false) throws(PushStoreFailure) -> [GatewayMute] {
        try read([]) { database throws(StoreError) in try MuteTable(database: database).mutes(all: all) }
    }

    /// Pushes before one of this number, the newest first.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func history(before number: Int = .max, limit: Int) throws(PushStoreFailure) -> [PushRecord] {
        try read([]) { database throws(StoreError) in
            try PushLog(database: database).records(before: Int64(number), limit: limit)
        }
    }

    /// A number that grows with every order.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func orderToken() throws(PushStoreFailure) -> Int64 { try tokens().ordered }

    /// A number that grows with every order and everything new that a gateway tells.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func changeToken() throws(PushStoreFailure) -> Int64 {
        let tokens = try tokens()
        return tokens.ordered + tokens.told
    }

    private func tokens() throws(PushStoreFailure) -> (ordered: Int64, told: Int64) {
        try read((0, 0)) { database throws(StoreError) in try PushTables(database: database).tokens() }
    }

    func read<Value>(
        _ nothing: Value, _ body: (Database) throws(StoreError) -> Value
    ) throws(PushStoreFailure) -> Value {
        do throws(StoreError) {
            guard let queue = try file.reading() else { return nothing }
            return try queue.snapshot(body)
        } catch {
            throw failure(error)
        }
    }

    /// Runs `body` in one write transaction, which is undone where it refuses.
    func write<Value>(
        isOrder: Bool = true, _ body: (inout PushWriting) throws(StoreError) -> Result<Value, PushRefusal>
    ) throws(PushStoreFailure) -> Value {
        let outcome: Result<Value, PushRefusal>
        do throws(StoreError) {
            outcome = try file.writing().attempt { database throws(StoreError) in
                var writing = try PushWriting(database)
                let outcome = try body(&writing)
                if isOrder { try writing.tables.countOrder() }
                return outcome
            }
        } catch {
            throw failure(error)
        }
        do { return try outcome.get() } catch { throw .refused(error) }
    }

    private func failure(_ error: StoreError) -> PushStoreFailure {
        let (reason, help) = error.told(restore: file.restore)
        return .storage(path: file.path, reason: reason, help: help)
    }
}

/// Why the pushes did not do what they were asked.
package enum PushStoreFailure: Error, Sendable, Hashable {
    /// It may not be; nothing was changed.
    case refused(PushRefusal)
    /// The file cannot be read or written.
    case storage(path: String, reason: String, help: String)

    /// One line for a person: what failed, where, and what to do.
    package var message: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .storage(let path, let reason, let help): "\(path): \(reason); \(help)"
        }
    }
}
