// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension Shipper {
    /// Makes windows of what was read, and reads more of the logs if there is room for it; no more than one look.
    mutating func fill(_ now: Instant, _ ticks: Int64) {
        addHeartbeat(now, ticks)
        pour()
        if !builder.isFull && (!isAtEnd || lookDue <= ticks) {
            read(now, ticks)
            pour()
        }
        // A window that could have more waits for it only while there is more.
        if isAtEnd && !builder.isEmpty && flight.hasRoom { flight.add(builder.finish()) }
    }

    private mutating func pour() {
        repeat {
            if builder.isFull && flight.hasRoom { flight.add(builder.finish()) }
            for place in logs where !builder.isFull { place.log.pour(into: &builder, &book) }
        } while builder.isFull && flight.hasRoom
    }

    /// Looks at every log, and reads a window's worth of it.
    private mutating func read(_ now: Instant, _ ticks: Int64) {
        var behind: UInt64 = 0
        var missing: [String] = []
        for place in logs {
            for line in place.log.read(WindowBuilder.byteLimit, now: now) { tell(line) }
            behind &+= place.log.bytesBehind
            if !place.log.isPresent { missing.append(place.log.path) }
        }
        // The beginning of a line is behind, too, and nothing comes of it yet.
        let isStuck = behind == status.behindBytes && !logs.contains { $0.log.isHolding }
        isAtEnd = behind == 0 || isStuck
        status.behindBytes = behind
        status.missingLogs = missing
        lookDue = ticks + pace.look
    }

    private mutating func addHeartbeat(_ now: Instant, _ ticks: Int64) {
        guard heartbeatDue <= ticks else { return }
        heartbeatDue = ticks + pace.heartbeat
        writeStatus(now)
        // One that cannot go now is worth nothing later.
        guard case .connected = link, flight.hasRoom, !builder.isFull else { return }
        builder.add(own: Heartbeat.event(status))
    }

    /// Sends windows as far as the bound on bandwidth lets them.
    mutating func send(_ ticks: Int64) {
        guard case .connected = link else { return }
        while let window = flight.next, budget.wait(ticks) == 0 {
            // The time to answer runs from the first window that waits for an answer.
            if !flight.isAwaiting { link = .connected(heard: ticks) }
            uplink.send(window.bytes)
            budget.spend(window.bytes.count, ticks)
            flight.noteSent()
        }
    }

    /// Writes the bookmarks if they have moved and it is time.
    mutating func save(_ now: Instant, _ ticks: Int64) {
        guard !bookIsSaved, saveDue <= ticks else { return }
        saveDue = ticks + pace.save
        saveBook()
    }

    mutating func saveBook() {
        guard !bookIsSaved else { return }
        do throws(AgentProblem) {
            try AgentFile.replace(folder.bookmarks, by: book.text, isDurable: true)
            bookIsSaved = true
        } catch {
            tell(error.line)
        }
    }

    mutating func writeStatus(_ now: Instant) {
        status.time = now
        do throws(AgentProblem) {
            try AgentFile.replace(folder.state, by: status.json, isDurable: false)
        } catch {
            tell(error.line)
        }
    }
}
