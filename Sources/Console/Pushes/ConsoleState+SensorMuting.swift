// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Pushes
internal import Query
internal import Triage

extension ConsoleState {
    /// The signature of the alert or group under the cursor, as it could be muted at its gateway; `nil` where there is none.
    var signatureToMute: SensorMuteDraft? {
        if place.depth == .event {
            guard let row = event?.row, let alert = row.alert else { return nil }
            return SensorMuteDraft(
                gid: alert.generatorID, sid: alert.signatureID, title: alert.signature ?? "", source: row.source,
                gateways: [row.gateway])
        }
        guard place.pane == .inbox, place.depth == .overview, let group = inbox.selected,
            case .signature(let generator, let number)? = group.key.subject
        else { return nil }
        return SensorMuteDraft(
            gid: generator, sid: number, title: group.title,
            source: group.sources.count == 1 ? group.sources.first.first : nil,
            gateways: group.gateways.first)
    }

    /// Which traffic, where?
    mutating func startSensorMuting() -> [Effect] {
        guard let draft = signatureToMute else {
            return remark("Only a signature is muted at its gateway; G groups by it")
        }
        pushes.draft = draft
        return open(Menu(.sensorMutePlace))
    }

    var sensorMutePlaceEntries: [MenuEntry] {
        (pushes.draft?.places ?? []).enumerated().map { index, place in
            MenuEntry(place.told, keys: index < 9 ? "\(index + 1)" : "", action: .sensorMutePlace(index))
        } + [
            MenuEntry(
                "Suricata will not tell of it: nothing is sent or stored. m hides it here only", action: .nothing,
                isHeading: true)
        ]
    }

    /// For how long?
    mutating func muteSensor(at index: Int) -> [Effect] {
        guard let place = pushes.draft?.places[safe: index] else { return [] }
        pushes.draft?.place = place
        return open(Menu(.sensorMuteLength))
    }

    var sensorMuteLengthEntries: [MenuEntry] {
        MuteDraft.lengths.enumerated().map { index, length in
            let end = now.advanced(byMicroseconds: length.microseconds)
            return MenuEntry(
                length.name, note: "until \(MomentText(zone: zone, now: now).short(end))", keys: "\(index + 1)",
                action: .sensorMuteLength(length.microseconds))
        }
    }

    /// Why?
    mutating func muteSensor(for length: Int64) -> [Effect] {
        guard pushes.draft != nil else { return [] }
        pushes.draft?.length = length
        editor = FilterEditor(.sensorMuteReason)
        return []
    }

    /// Does it.
    mutating func muteSensor(because reason: String) -> [Effect] {
        guard let draft = pushes.draft else { return closeEditor() }
        guard reason.contains(where: { !$0.isWhitespace }) else {
            return fail("A muting needs a reason: whoever finds it next month will want to know")
        }
        guard reason.utf8.count <= GatewayMute.reasonLimit else {
            return fail("The reason has \(reason.utf8.count) bytes, \(GatewayMute.reasonLimit) are allowed; shorten it")
        }
        pushes.draft = nil
        let end = now.advanced(byMicroseconds: draft.length).floored(toMicroseconds: 1_000_000)
        return closeEditor() + [
            .push(
                .mute(
                    gid: draft.gid, sid: draft.sid, draft.place.scope, gateway: draft.place.gateway, until: end,
                    reason: reason))
        ]
    }

    /// The mutings at gateways that hold; Enter ends one.
    var sensorMuteEntries: [MenuEntry] {
        guard let mutes = pushes.mutes, !mutes.isEmpty else {
            let none = pushes.mutes == nil ? "Reading…" : "Nothing is muted at a gateway"
            return [MenuEntry(pushes.mutesFailure ?? none, action: .nothing, isHeading: true)]
        }
        let moments = MomentText(zone: zone, now: now)
        return mutes.enumerated().map { index, mute in
            MenuEntry(
                "\(mute.told)\(mute.gateway.map { " at \($0)" } ?? " at all gateways")",
                note: "until \(moments.short(mute.expiry)), \(mute.person): \(mute.reason)",
                keys: index < 9 ? "\(index + 1)" : "", action: .endSensorMute(mute.number))
        }
    }
}
