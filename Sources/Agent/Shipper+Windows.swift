// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension Shipper {
    /// Makes windows of what was read or lies in the spool, and reads more of the logs if there is room for it; no more than one look.
    mutating func fill(_ now: Instant, _ ticks: Int64) {
        addHeartbeat(now, ticks)
        if isStowing {
            if !isAtEnd || lookDue <= ticks { stow(now, ticks) }
            return
        }
        // What is in the spool is older than what is in the logs.
        let isDraining = configuration.order == .oldestFirst && !spool.isEmpty
        pour(ticks)
        if builder.isFull || isDraining {
            if lookDue <= ticks { look(now, ticks) { log in log.readVanishing(0, now: now) } }
        } else if !isAtEnd || lookDue <= ticks {
            look(now, ticks) { log in log.read(WindowBuilder.byteLimit, now: now) }
            pour(ticks)
        }
        // A window that could have more waits for it only while there is more.
        if isAtEnd || isDraining, !builder.isEmpty, builder.hasEvents || flight.isEmpty, flight.hasRoom {
            fly(builder.finish(), ticks)
        }
        while flight.hasRoom, isDraining || isAtEnd, case .connected = link,
            let window = spool.take(configuration.order)
        {
            fly(window, ticks)
        }
        countLost()
    }

    private mutating func pour(_ ticks: Int64) {
        while true {
            for place in logs where !builder.isFull { place.log.pour(into: &builder, &book) }
            guard builder.isFull && flight.hasRoom else { return }
            fly(builder.finish(), ticks)
        }
    }

    private mutating func fly(_ window: Window, _ ticks: Int64) {
        // Blank lines alone: nobody acknowledges them, and there is nothing before them to wait for.
        if window.events == 0, flight.isEmpty { return pass(window, ticks) }
        if flight.isEmpty { progressed = ticks }
        flight.add(window)
    }

    /// How many blocks of lines have been read that are in no window.
    var held: Int { logs.reduce(0) { $0 + $1.log.held } }

    /// Looks at every log by `read`, which gives news.
    mutating func look(_ now: Instant, _ ticks: Int64, _ read: (inout FollowedLog) -> [String]) {
        var behind: UInt64 = 0
        var missing: [String] = []
        for place in logs {
            for line in read(&place.log) { tell(line) }
            behind &+= place.log.bytesBehind
            if !place.log.isPresent { missing.append(place.log.path) }
        }
        // The beginning of a line is behind, too, and nothing comes of it yet.
        let isStuck = behind == status.behindBytes && held == 0
        isAtEnd = behind == 0 || isStuck
        status.behindBytes = behind
        status.missingLogs = missing
        lookDue = ticks + pace.look
    }

    private mutating func addHeartbeat(_ now: Instant, _ ticks: Int64) {
        guard heartbeatDue <= ticks else { return }
        heartbeatDue = ticks + pace.heartbeat
        noteSurroundings()
        writeStatus(now)
        // One that cannot go now is worth nothing later.
        guard case .connected = link, flight.hasRoom, !builder.isFull else { return }
        builder.add(own: Heartbeat.event(status))
    }

    /// Notes how Suricata, its rules and the disk stand.
    private mutating func noteSurroundings() {
        status.disk = DiskRoom(log: configuration.logs[0], spool: folder.path)
        guard let desk else { return }
        status.sensor = desk.health
        status.rules = desk.report
        status.clock = desk.clock
        status.orders = desk.link.words
        status.attester = desk.attester
        status.cameras = desk.cameras
    }

    /// Sends windows as far as the bound on bandwidth lets them.
    mutating func send(_ ticks: Int64) {
        guard case .connected = link else { return }
        while let window = flight.next, budget.wait(ticks) == 0 {
            // The time to answer runs from the first window that waits for an answer.
            if !flight.isAwaiting {
                link = .connected(heard: ticks)
                progressed = ticks
            }
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
