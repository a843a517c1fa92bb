// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import Crypto
package import EVE
internal import Enrolment
internal import Glibc
internal import Intake

/// The agent at work: follows the logs, sends their lines in windows to a station, and notes what has been sent for good.
///
/// The logs are the first buffer: no more is read than fits into two windows that wait for acknowledgements and one that fills. Every
/// event arrives at least once; what comes twice the station tells by its place.
///
/// One thread calls `step`. It never waits; `AgentLoop` does.
package struct Shipper: ~Copyable {
    let configuration: AgentConfiguration
    let folder: AgentFolder
    let pace: AgentPace
    let say: (String) -> Void
    /// What is known of Suricata; `nil` where nobody looks.
    let desk: SensorDesk?
    let uplink = Uplink()
    var logs: [LogPlace] = []
    var book: BookmarkBook
    var builder: WindowBuilder
    var flight = WindowsInFlight()
    var choice: StationChoice
    var budget: SendBudget
    var status = AgentStatus()
    var link = Link.idle
    var random = SystemRandomNumberGenerator()
    /// When to look at the logs, to tell how things stand, to write the bookmarks; ticks.
    var lookDue: Int64 = 0
    var heartbeatDue: Int64 = 0
    var saveDue: Int64 = 0
    var bookIsSaved = true
    var spool: Spool
    /// When a window was last acknowledged, or came to wait where none did; ticks.
    var progressed: Int64 = 0
    /// Whether no station takes anything, and the spool does.
    var isStowing = false
    /// Whether something that was read has no room on the disk, and waits for it.
    var mustStow = false
    /// Whether the last look read all that could be read.
    var isAtEnd = false
    private var lastSaid = ""

    /// How the connection stands.
    enum Link: Hashable {
        case idle
        case connecting
        /// Connected; the last sign of life was then. Ticks.
        case connected(heard: Int64)
    }

    /// A log with room in an array; one shipper owns it.
    final class LogPlace {
        var log: FollowedLog

        init(_ log: consuming FollowedLog) { self.log = log }
    }

    /// An agent that goes on where the bookmarks of its folder say; nothing is connected or read yet.
    ///
    /// - Parameter say: takes lines for a person.
    package init(
        _ configuration: AgentConfiguration, pace: AgentPace = AgentPace(), desk: SensorDesk? = nil,
        say: @escaping (String) -> Void
    ) throws(AgentProblem) {
        let folder = configuration.folder
        // Read here once to tell what is wrong before anything begins, and with each connection for a renewed certificate.
        let context = try folder.context()
        let book = try Self.book(folder.bookmarks, say)
        let builder = try Self.builder(configuration)
        let spool = try Spool(folder: folder.spool, bound: configuration.spoolBytes)
        self.configuration = configuration
        self.pace = pace
        self.desk = desk
        self.say = say
        self.folder = folder
        self.book = book
        self.builder = builder
        self.spool = spool
        choice = StationChoice(configuration.stations, pace)
        budget = SendBudget(rate: configuration.bandwidth)
        for path in configuration.logs {
            let options = TailOptions(limits: ReadLimits(line: FollowedLog.lineLimit, block: 256 << 10))
            logs.append(LogPlace(FollowedLog(path, book, options: options)))
        }
        status.station = choice.station.description
        status.lostEvents = book.lostEvents
        status.spoolBytes = UInt64(self.spool.bytes)
        status.since = AgentClock.now
        status.pid = getpid()
        status.key = context.keyPlace.map(\.description) ?? ""
    }

    private static func builder(_ configuration: AgentConfiguration) throws(AgentProblem) -> WindowBuilder {
        do throws(ZlibError) {
            return try WindowBuilder(eventLimit: configuration.batchEvents, level: configuration.compression)
        } catch {
            throw AgentProblem(.environment, "there is no memory for zlib; free some")
        }
    }

    /// The bookmarks of a file. A damaged one is put aside: all that is still there is sent again, and the station knows it.
    private static func book(_ path: String, _ say: (String) -> Void) throws(AgentProblem) -> BookmarkBook {
        guard let text = try AgentFile.read(path, limit: BookmarkBook.textLimit) else { return BookmarkBook() }
        if let book = BookmarkBook(text: text) { return book }
        try AgentFile.replace(path + ".damaged", by: text, isDurable: false)
        say("\(path) is damaged; it is kept as \(path).damaged, and the logs are sent again from their beginning")
        return BookmarkBook()
    }

    /// What to wait for until it is readable.
    package var descriptor: Int32 { uplink.signal.descriptor }

    /// Does what can be done now, and tells after how many microseconds there is more to do.
    package mutating func step(now: Instant, ticks: Int64) -> Int64 {
        if progressed == 0 { progressed = ticks }
        hear(now, ticks)
        tend(now, ticks)
        noticeStall(now, ticks)
        fill(now, ticks)
        send(ticks)
        save(now, ticks)
        return wait(ticks)
    }

    /// Writes what is known, and lets go of the connection. What is not acknowledged is sent again by the next agent.
    package mutating func end(now: Instant) {
        saveBook()
        status.isConnected = false
        status.lastError = "the agent was ended"
        writeStatus(now)
        uplink.end()
    }

    /// Tells a person something, unless it was the last thing told.
    mutating func tell(_ line: String) {
        guard line != lastSaid else { return }
        lastSaid = line
        say(PlainText.line(line))
    }

    private func wait(_ ticks: Int64) -> Int64 {
        var next = [heartbeatDue - ticks]
        switch link {
        case .idle: next.append(choice.due - ticks)
        case .connecting: break
        case .connected: if flight.next != nil { next.append(budget.wait(ticks)) }
        }
        if !bookIsSaved { next.append(saveDue - ticks) }
        // With a window full and no room for it, it is the uplink that there is to wait for.
        let isReading = isStowing || !builder.isFull && (configuration.order == .newestFirst || spool.isEmpty)
        next.append(isReading && !isAtEnd ? 0 : lookDue - ticks)
        return max(0, min(next.min() ?? 0, pace.look))
    }
}
