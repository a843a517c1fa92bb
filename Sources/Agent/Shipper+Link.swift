// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EVE
internal import Enrolment

extension Shipper {
    /// Takes what has happened on the connection.
    mutating func hear(_ now: Instant, _ ticks: Int64) {
        for event in uplink.takeEvents() {
            switch event {
            case .connected:
                link = .connected(heard: ticks)
                isStowing = false
                mustStow = false
                progressed = ticks
                status.isConnected = true
                status.since = now
                tell("connected to \(choice.station)")
                heartbeatDue = ticks
            case .acknowledged(let sequence): acknowledged(sequence, now, ticks)
            case .ended(let reason): lost(reason, now, ticks)
            }
        }
    }

    private mutating func acknowledged(_ sequence: UInt32, _ now: Instant, _ ticks: Int64) {
        guard case .connected = link else { return }
        link = .connected(heard: ticks)
        do throws(WindowsInFlight.UnknownSequence) {
            guard let window = try flight.acknowledge(sequence) else { return }
            choice.succeeded(ticks)
            status.acknowledgedEvents &+= UInt64(window.events)
            status.lastAcknowledged = now
            progressed = ticks
            if window.isSpooled { spool.done() }
            pass(window, ticks)
        } catch {
            uplink.disconnect()
            lost("it acknowledges event \(error.sequence), which it was not sent", now, ticks)
        }
    }

    /// Notes that a window is where nothing of it can be lost.
    mutating func pass(_ window: Window, _ ticks: Int64) {
        for mark in window.marks { book.advance(mark) }
        guard bookIsSaved, !window.marks.isEmpty else { return }
        bookIsSaved = false
        saveDue = ticks + pace.save
    }

    /// Notes that the connection is gone.
    mutating func lost(_ reason: String, _ now: Instant, _ ticks: Int64) {
        let line = "station \(choice.station): \(reason)"
        tell(line)
        status.lastError = PlainText.line(line)
        if status.isConnected { status.since = now }
        status.isConnected = false
        link = .idle
        flight.restart()
        choice.failed(ticks, using: &random)
        status.station = choice.station.description
        writeStatus(now)
    }

    /// Begins a connection that is due, and gives up one on which nothing is heard.
    mutating func tend(_ now: Instant, _ ticks: Int64) {
        switch link {
        case .idle:
            guard choice.due <= ticks else { return }
            connect(now, ticks)
        case .connecting: break
        case .connected(let heard):
            if flight.isAwaiting && ticks - heard > pace.patience {
                uplink.disconnect()
                lost("it acknowledges nothing and gives no sign of life", now, ticks)
            } else if flight.isEmpty && choice.wantsFirst(ticks) {
                uplink.disconnect()
                link = .idle
                choice.goBack(ticks)
                status.station = choice.station.description
            }
        }
    }

    private mutating func connect(_ now: Instant, _ ticks: Int64) {
        do throws(AgentProblem) {
            // Read anew each time: the certificate may have been renewed.
            let context = try folder.context()
            status.key = context.keyPlace.map(\.description) ?? ""
            uplink.connect(to: choice.station, context, timeout: pace.connect)
            link = .connecting
        } catch {
            lost(error.line, now, ticks)
        }
    }
}
