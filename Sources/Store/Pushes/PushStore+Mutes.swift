// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Pushes

// Mutings at gateways: what begins, ends and is over, each with the orders that it takes.
extension PushStore {
    /// Begins a muting at `gateways`, all that it is for.
    ///
    /// - Throws: `PushStoreFailure`.
    package func mute(_ mute: GatewayMute, at gateways: [String]) throws(PushStoreFailure) -> PushRecord {
        try Self.check(mute.person, "")
        guard mute.reason.utf8.count <= GatewayMute.reasonLimit else {
            throw .refused(
                .tooLong(part: "reason", bytes: mute.reason.utf8.count, limit: GatewayMute.reasonLimit))
        }
        let length = mute.expiry.microseconds - mute.time.microseconds
        guard length > 0, length <= GatewayMute.lengthLimit else {
            throw .refused(.badMute("a muting at a gateway holds for 90 days at most; disable the rule instead"))
        }
        guard !gateways.isEmpty else { throw .refused(.noGateway(mute.gateway ?? "")) }
        return try write { writing throws(StoreError) in
            guard try writing.mutes.mutes().count < GatewayMute.countLimit else {
                return .failure(.tooManyMutes(GatewayMute.countLimit))
            }
            let number = try writing.mutes.add(mute)
            try writing.mutesChanged()
            let push = try writing.log.add(
                .mute, by: mute.person, at: mute.time, comment: Self.comment("mutes \(mute.told)", mute.reason),
                mute: number)
            for gateway in gateways {
                let wanted = try writing.tables.wanted(of: gateway)
                let order = if let wanted { try writing.same(wanted) } else { try writing.nothing(gateway) }
                if let refusal = try writing.order(order, of: push) { return .failure(refusal) }
            }
            return .success(try writing.log.record(push))
        }
    }

    /// Ends a muting before its time.
    ///
    /// - Throws: `PushStoreFailure`.
    package func unmute(
        _ number: Int, by person: String, at time: Instant, comment: String = ""
    ) throws(PushStoreFailure) -> PushRecord {
        try Self.check(person, comment)
        return try write { writing throws(StoreError) in
            guard let mute = try writing.mutes.mute(Int64(number)), mute.end == nil else {
                return .failure(.unknownMute("\(number)"))
            }
            try writing.mutes.set(.init(time: time, person: person), of: number)
            let push = try writing.log.add(
                .unmute, by: person, at: time, comment: Self.comment("ends muting \(number), \(mute.told)", comment),
                mute: Int64(number))
            if let refusal = try Self.reorder(of: push, &writing) { return .failure(refusal) }
            return .success(try writing.log.record(push))
        }
    }

    /// Ends the mutings whose time is over, and orders what is to run without them; `nil` where there are none.
    ///
    /// - Parameter passOver: is told of gateways of which nothing can be ordered, and why: they keep what they have, the mutings with it,
    ///   until somebody pushes to them. No other gateway waits for them.
    /// - Throws: `PushStoreFailure.storage`.
    package func endMutes(
        at now: Instant, passOver: (String, PushRefusal) -> Void = { _, _ in }
    ) throws(PushStoreFailure) -> PushRecord? {
        guard try mutes().contains(where: { $0.expiry <= now }) else { return nil }
        return try write { writing throws(StoreError) in
            let over = try writing.mutes.mutes().filter { $0.expiry <= now }
            guard !over.isEmpty else { return .success(nil) }
            for mute in over {
                try writing.mutes.set(.init(time: mute.expiry, person: PushRecord.station), of: mute.number)
            }
            let told = over.map { "muting \($0.number) of \($0.person), \($0.told)" }.joined(separator: "; ")
            let push = try writing.log.add(
                .expiry, by: PushRecord.station, at: now, comment: Self.comment("ended: \(told)", ""),
                mute: over.count == 1 ? Int64(over[0].number) : nil)
            try writing.mutesChanged()
            for wanted in try writing.tables.wanted() {
                if let refusal = try writing.order(writing.same(wanted), of: push) { passOver(wanted.gateway, refusal) }
            }
            return .success(try writing.log.record(push))
        }
    }

    /// Orders anew what other mutings have changed.
    static func reorder(of push: Int64, _ writing: inout PushWriting) throws(StoreError) -> PushRefusal? {
        try writing.mutesChanged()
        for wanted in try writing.tables.wanted() {
            if let refusal = try writing.order(writing.same(wanted), of: push) { return refusal }
        }
        return nil
    }

    private static func comment(_ what: String, _ more: String) -> String {
        let text = more.isEmpty ? what : "\(what): \(more)"
        var bytes = text.utf8.prefix(PushRecord.commentLimit)
        // A character is not cut.
        while !bytes.isEmpty, String(bytes) == nil { bytes = bytes.dropLast() }
        return String(bytes) ?? ""
    }
}
