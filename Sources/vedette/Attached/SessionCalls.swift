// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import Anonymizer
internal import Console
internal import ConsoleProtocol
internal import Query
internal import Station

/// What one console calls for: done where its role may, and refused in the call's own way where not.
struct SessionCalls {
    private let session: AttachedSession
    private let station: LocalStation
    private let writer: FrameWriter
    private var refused = 0
    private var edited: String?

    init(_ session: AttachedSession, _ station: LocalStation, _ writer: FrameWriter) {
        self.session = session
        self.station = station
        self.writer = writer
    }

    /// Does or refuses one call. Deeds under way have a bound; where it is reached, this waits until one is done.
    mutating func take(_ frame: ConsoleFrame) throws(SessionEnd) {
        if let right = frame.right, !session.role.may(right) { return refuse(frame, right) }
        switch frame {
        case .hello: throw .wrong("it greets twice")
        case .ask(let id, let question): ask(id, question)
        case .cancel(let id): station.cancel(id)
        case .changeRule(let deed):
            writer.beginDeed()
            station.changeRule(deed)
        case .triage(let wish):
            writer.beginDeed()
            station.triage(wish)
        case .push(let deed):
            writer.beginDeed()
            station.push(deed)
        case .device(let deed):
            writer.beginDeed()
            station.device(deed)
        case .job(let deed):
            writer.beginDeed()
            station.job(deed)
        case .editingRule(let id):
            guard id != edited else { return }
            edited = id
            station.editingRule(id)
            // It has no answer that could be counted, so it is waited for.
            station.settleRules()
        }
    }

    private func ask(_ id: RequestID, _ question: Question) {
        // Where a console lost the station and is back at once, it may ask once more what it had asked just then.
        guard !station.isOpen(id) else { return }
        guard station.openCount < AttachedSession.questionsMost else {
            let reason = "\(AttachedSession.questionsMost) questions of this console are open already"
            return writer.inbox.send(.failed(id, .storage(path: "the station", reason: reason)))
        }
        station.ask(id, question)
    }

    private mutating func refuse(_ frame: ConsoleFrame, _ right: Right) {
        let reason = session.configuration.consoles.access.refusal(of: right, to: session.role)
        switch frame {
        case .hello: break
        case .ask(let id, _): writer.inbox.send(.failed(id, .storage(path: "the station", reason: reason)))
        // Who may not change rules is in nobody's way, and is not told so with each text that is opened.
        case .cancel, .editingRule: return
        case .changeRule:
            writer.beginDeed()
            writer.inbox.send(.rule(.refused("Not done: \(reason)")))
        case .push:
            writer.beginDeed()
            writer.inbox.send(.push(.refused("Not done: \(reason)")))
        case .device:
            writer.beginDeed()
            writer.inbox.send(.device(.refused("Not done: \(reason)")))
        case .job:
            writer.beginDeed()
            writer.inbox.send(.job(.refused("Not done: \(reason)")))
        case .triage:
            writer.beginDeed()
            writer.inbox.send(.triage(.refused("Not done: \(reason)")))
        }
        refused += 1
        session.tellRefused(reason, count: refused)
    }
}
