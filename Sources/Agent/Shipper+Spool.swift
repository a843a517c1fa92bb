// SPDX-License-Identifier: Apache-2.0

internal import EVE

// What is done while no station takes anything.
//
// Logs wait where they are, and rotated ones are held open. Oldest first, only what has been removed goes into the spool, as it would be
// lost with this process; newest first, everything does, so that the newest can be sent without it.
extension Shipper {
    /// Goes over to the spool once windows have waited too long.
    mutating func noticeStall(_ now: Instant, _ ticks: Int64) {
        guard !isStowing, ticks - progressed > pace.stall else { return }
        if case .connected = link {
            // A pause of one's own, for the bandwidth, is no stall.
            guard flight.isAwaiting else { return }
            // It answers and takes nothing. What it was sent may yet be acknowledged, but not on another connection.
            uplink.disconnect()
            lost("it has taken nothing for a while", now, ticks)
        }
        guard !flight.isEmpty || !spool.isEmpty else { return }
        isStowing = true
        isAtEnd = false
    }

    /// Puts what must not wait into the spool.
    mutating func stow(_ now: Instant, _ ticks: Int64) {
        // What was read and had no room on the disk goes there before more is read.
        guard mustStow || readToStow(now, ticks) else { return }
        mustStow = true
        do throws(AgentProblem) {
            try stowFlight(ticks)
            try stowRead(ticks)
            mustStow = false
        } catch {
            tell(error.line)
            isAtEnd = true
            lookDue = ticks + pace.look
        }
        countLost()
    }

    /// Reads what must not wait; whether there is any.
    private mutating func readToStow(_ now: Instant, _ ticks: Int64) -> Bool {
        let budget = WindowBuilder.byteLimit
        guard configuration.order == .oldestFirst else {
            look(now, ticks) { log in log.read(budget, now: now) }
            return true
        }
        let before = held
        look(now, ticks) { log in log.readVanishing(budget, now: now) }
        // What is left is in files that are there.
        isAtEnd = held == before
        return !isAtEnd
    }

    /// Puts windows that wait into the spool: what comes behind them may be noted only if they are there.
    private mutating func stowFlight(_ ticks: Int64) throws(AgentProblem) {
        while let window = flight.first {
            if window.isSpooled {
                spool.untake()
            } else {
                try keep(window, ticks)
            }
            flight.removeFirst()
        }
    }

    private mutating func stowRead(_ ticks: Int64) throws(AgentProblem) {
        while true {
            for place in logs where !builder.isFull { place.log.pour(into: &builder, &book) }
            guard !builder.isEmpty else { return }
            let window = builder.finish()
            do throws(AgentProblem) {
                try keep(window, ticks)
            } catch {
                flight.add(window)
                throw error
            }
        }
    }

    private mutating func keep(_ window: Window, _ ticks: Int64) throws(AgentProblem) {
        if window.events > 0 { try spool.append(window) }
        pass(window, ticks)
    }

    /// Counts what the spool has lost, for good.
    mutating func countLost() {
        status.spoolBytes = UInt64(spool.bytes)
        guard spool.lostEvents > 0 else { return }
        book.lostEvents &+= UInt64(spool.lostEvents)
        status.lostEvents = book.lostEvents
        tell("\(spool.lostEvents) events are lost: the spool has its \(configuration.spoolBytes) bytes, or is damaged")
        spool.lostEvents = 0
        bookIsSaved = false
    }
}
