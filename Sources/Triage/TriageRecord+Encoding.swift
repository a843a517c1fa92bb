// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension TriageDeed {
    /// The deed as it stands in files.
    package struct Code: Hashable, Sendable {
        /// 1 a disposition, 2 a person, 3 tags, 4 only a comment, 5 a suppression, 6 the end of one or of an order, 7 an order.
        package var kind: Int64
        package var disposition: Int64
        /// 0 for none.
        package var reason: Int64
        /// The person; tags, one a line behind + or -; a suppression; the number of its action; an order.
        package var words: String

        package init(kind: Int64, disposition: Int64, reason: Int64, words: String) {
            self.kind = kind
            self.disposition = disposition
            self.reason = reason
            self.words = words
        }
    }

    /// As it stands in files.
    package var code: Code {
        switch self {
        case .dispose(let disposition, let reason):
            Code(kind: 1, disposition: disposition.code, reason: reason?.code ?? 0, words: "")
        case .assign(let person): Code(kind: 2, disposition: 0, reason: 0, words: person)
        case .tag(let added, let removed):
            Code(
                kind: 3, disposition: 0, reason: 0,
                words: (added.map { "+\($0)" } + removed.map { "-\($0)" }).joined(separator: "\n"))
        case .comment: Code(kind: 4, disposition: 0, reason: 0, words: "")
        case .mute(let suppression): Code(kind: 5, disposition: 0, reason: 0, words: suppression.text)
        case .order(let order):
            Code(
                kind: 7, disposition: order.disposition.code, reason: order.reason?.code ?? 0, words: order.text)
        case .end(let number): Code(kind: 6, disposition: 0, reason: 0, words: String(number))
        }
    }

    /// The deed of a code; `nil` for one that stands for none.
    package init?(_ code: Code) {
        switch code.kind {
        case 1:
            guard let disposition = Disposition(code: code.disposition) else { return nil }
            self = .dispose(disposition, ArchiveReason(code: code.reason))
        case 2: self = .assign(code.words)
        case 3:
            let words = code.words.split(separator: "\n")
            self = .tag(
                added: words.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) },
                removed: words.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) })
        case 4: self = .comment
        case 5:
            guard let suppression = Suppression(text: code.words) else { return nil }
            self = .mute(suppression)
        case 6:
            guard let number = Int64(code.words) else { return nil }
            self = .end(number)
        case 7:
            guard let disposition = Disposition(code: code.disposition),
                let order = StandingOrder(text: code.words, disposition, ArchiveReason(code: code.reason))
            else { return nil }
            self = .order(order)
        default: return nil
        }
    }
}

extension TriageRecord {
    /// The record as the chain of the log hashes it, with the digests of the alerts that it touched and of the record before: numbers as
    /// eight bytes, the lowest first, and every text and digest behind the number of its bytes. The format is the project's own and never
    /// changes.
    ///
    /// - Parameter code: the deed's as it stands in the file, which a later program may have written and this one cannot tell.
    package func bytes(_ code: TriageDeed.Code, alerts: [UInt8], previous: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ number: Int64) {
            for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        func add(_ part: [UInt8]) {
            add(Int64(part.count))
            bytes += part
        }
        add(previous)
        add(number)
        add(action.time.microseconds)
        for text in [action.person, action.origin] { add(Array(text.utf8)) }
        for number in [code.kind, code.disposition, code.reason] { add(number) }
        for text in [code.words, action.comment, action.scope] { add(Array(text.utf8)) }
        for number in [Int64(count), Int64(unchanged), undoes ?? 0] { add(number) }
        add(alerts)
        return bytes
    }
}

extension AlertID {
    /// The alert as the log's digests take it up.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: event.day >> shift)) }
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: event.row >> shift)) }
        return bytes + Array(rule.utf8) + [0]
    }
}
