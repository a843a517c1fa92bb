// SPDX-License-Identifier: Apache-2.0

internal import Attestation
package import Devices
package import EVE
package import Store

/// What people do with devices, and what they are shown of them: the relying party's side. It reads `attest.db` and writes what a person decides.
package struct DeviceDesk: Sendable {
    package let store: AttestationStore
    let options: DeviceOptions
    /// Who does it.
    package let person: String

    package init(_ configuration: StationConfiguration, person: String) {
        store = AttestationStore(directory: configuration.dataDirectory)
        options = configuration.devices
        self.person = person
    }

    // MARK: What is shown

    /// All devices, those that need a person most first.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func deviceSummaries(at now: Instant) throws(AttestationFailure) -> [DeviceSummary] {
        try store.devices().map { $0.summary(at: now, silentAfter: options.silentAfterSeconds) }
            .sorted { ($0.state.rank, $0.name) < ($1.state.rank, $1.name) }
    }

    /// How far each gateway could be believed, over time: by the device that has its name.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func trustHistory(at now: Instant) throws(AttestationFailure) -> TrustHistory {
        // A gateway that was renamed has events under both names.
        let own = try store.currentEnrolments().filter { $0.device == $0.gateway.lowercased() }
        let names = Dictionary(own.map { ($0.device, $0.gateway) }) { one, _ in one }
        var byDevice: [String: [TrustHistory.Change]] = [:]
        for (device, moment) in try store.moments() where names[device] != nil {
            byDevice[device, default: []].append(.init(time: moment.time, state: moment.state))
        }
        var changes: [String: [TrustHistory.Change]] = [:]
        for device in try store.devices() {
            guard let name = names[device.name] else { continue }
            var history = byDevice[device.name] ?? []
            // Where nobody has asked since, it is not known from then on.
            let shown = device.summary(at: now, silentAfter: options.silentAfterSeconds)
            if shown.state != device.state { history.append(.init(time: shown.since, state: shown.state)) }
            for gateway in Set([name, device.gateway]) { changes[gateway] = history }
        }
        return TrustHistory(changes)
    }

    /// All of one device; `nil` where there is none of that name.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func deviceDetail(_ name: String, at now: Instant) throws(AttestationFailure) -> DeviceDetail? {
        guard let device = try store.device(name) else { return nil }
        let shown = device.summary(at: now, silentAfter: options.silentAfterSeconds)
        var detail = DeviceDetail(
            summary: shown, held: device.held, failed: device.failed, unbrokenTo: try store.unbrokenTo())
        let month = now.advanced(byMicroseconds: -30 * Instant.microsecondsPerDay)
        detail.history = try store.moments(of: name, since: month)
        // As in `trustHistory`: where nobody has asked since, it is not known from then on.
        if shown.state != device.state {
            detail.history.append(.init(time: shown.since, state: shown.state, evidence: nil))
        }
        detail.channels = try channels(of: name, since: now.advanced(byMicroseconds: -Instant.microsecondsPerDay))
        if let number = device.enrolment, let enrolment = try store.enrolment(number) {
            detail.enrolledBy = enrolment.person
            detail.enrolledAt = enrolment.time
            detail.keys = Self.keys(of: enrolment)
        }
        if let number = device.evidence, let entry = try store.entry(number), let quote = entry.quote {
            detail.checks = quote.checks
            try add(quote, of: entry, to: &detail)
        }
        return detail
    }

    private static func keys(of enrolment: DeviceEnrolment) -> [DeviceDetail.Key] {
        func words(_ area: [UInt8]) -> (String, [UInt8]) {
            guard let area = try? PublicArea(sized: area) else { return ("unreadable", []) }
            return (area.words, (try? area.name()) ?? [])
        }
        var keys: [DeviceDetail.Key] = []
        let (endorsement, name) = words(enrolment.endorsementArea)
        keys.append(
            .init(role: "EK", words: "\(endorsement), \(enrolment.isPinned ? "pinned" : "maker's chain")", name: name))
        keys.append(
            .init(
                role: "AK", words: "\(words(enrolment.attestationArea).0), restricted", name: enrolment.attestationName)
        )
        if let sensor = enrolment.sensor {
            keys.append(.init(role: "sensor", words: "\(words(sensor.area).0), by AK", name: sensor.name))
        }
        return keys
    }

    /// Registers and events of the newest evidence, as far as it is authentic.
    private func add(
        _ quote: RecordEntry.Quote, of entry: RecordEntry, to detail: inout DeviceDetail
    ) throws(AttestationFailure) {
        guard let result = try result(of: quote, of: entry), let proven = result.quote else { return }
        let reference = try store.policy(of: entry.deviceClass)?.reference ?? [:]
        let order = proven.values.sorted { ($0.key.bank.rawValue, $0.key.index) < ($1.key.bank.rawValue, $1.key.index) }
        detail.registers = order.map { register, value in
            DeviceDetail.Register(
                bank: "\(register.bank)", index: register.index, found: value,
                expected: (reference[register] ?? []).sorted { $0.lexicographicallyPrecedes($1) })
        }
        let known = try knownEvents(before: entry)
        detail.events = result.events.prefix(512).enumerated().map { index, event in
            let digest = event.digests.min { $0.key.rawValue > $1.key.rawValue }?.value ?? []
            let text = event.measuredData.map { data in
                String(decoding: data.prefix(120).map { (0x20...0x7e).contains($0) ? $0 : 0x2e }, as: UTF8.self)
            }
            return DeviceDetail.LoggedEvent(
                number: index + 1, register: event.register, type: "\(event.type)", digest: digest, text: text,
                isKnown: known?.contains(digest) ?? true)
        }
    }

    /// What evidence comes to without a policy; `nil` where it was not kept.
    private func result(
        of quote: RecordEntry.Quote, of entry: RecordEntry
    ) throws(AttestationFailure) -> AttestationResult? {
        guard let number = entry.enrolment, let enrolment = try store.enrolment(number), let evidence = quote.evidence
        else { return nil }
        return quote.terms.result(
            for: evidence, nonce: quote.nonce, of: enrolment, policy: nil, keys: AttestationKeys())
    }

    /// Digests of the events that were proven by the last log that held before an entry; `nil` where there is none.
    private func knownEvents(before entry: RecordEntry) throws(AttestationFailure) -> Set<[UInt8]>? {
        var number = entry.number
        // One at a time: each may have a log of some megabytes.
        for _ in 0..<50 {
            let page = try store.entries(of: entry.device, before: number, limit: 1, quotesOnly: true)
            guard let earlier = page.first else { return nil }
            number = earlier.number
            guard let quote = earlier.quote, quote.verdict == .accept, quote.evidence?.eventLog != nil else { continue }
            guard let events = try result(of: quote, of: earlier)?.events, !events.isEmpty else { return nil }
            return Set(events.flatMap(\.digests.values))
        }
        return nil
    }

    /// Verified readings by channel.
    private func channels(of name: String, since time: Instant) throws(AttestationFailure) -> [DeviceDetail.Channel] {
        let refused = try store.refusedReadings(of: name)
        let replays = refused.first { $0.reason == Reason.replay.rawValue }?.count ?? 0
        var channels: [String: DeviceDetail.Channel] = [:]
        for reading in try store.readings(of: name, since: time, limit: 4096) {
            let isBare = reading.boot == nil
            let key = isBare ? "bare" : reading.channel
            var channel = channels[key] ?? .init(name: key, points: [], replays: replays, isBare: isBare)
            if let value = reading.value {
                channel.points.append(.init(time: reading.time, value: value, missing: reading.missing))
            }
            channels[key] = channel
        }
        return channels.values.sorted { $0.name < $1.name }
    }
}

extension PublicArea {
    /// The algorithm and the size, in words.
    fileprivate var words: String {
        switch material {
        case .rsa(let bits, _, _): "RSA-\(bits)"
        case .ecc(let curve, _, _): curve == 3 ? "P-256" : curve == 4 ? "P-384" : "curve \(curve)"
        }
    }
}
