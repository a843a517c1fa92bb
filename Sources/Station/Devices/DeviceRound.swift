// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import AttesterProtocol
internal import Collector
internal import Devices
internal import EVE
internal import Identifier
internal import Intake
internal import Store
internal import Synchronization
internal import Verifier

/// What the process that listens does about devices, time after time: notes what gateways tell, enrols, asks, judges, keeps, and has the news go
/// among the events. One thread uses it.
struct DeviceRound {
    private let store: AttestationStore
    private let book: AttestersBook
    private let queue: CollectedQueue
    private let options: DeviceOptions
    private var identifier: Identifier
    private var issuer: PseudonymIssuer
    private var verifier: Verifier
    private var token: Int64?
    /// What gateways told and is not noted yet.
    private var told: [String: AttesterHello] = [:]
    /// What they told last, and is noted.
    private var noted: [String: [AttesterHello.Device]] = [:]
    private var waiting: [AttestersBook.Answer] = []
    /// Those that are for the issuer, if for anybody.
    private var unissued: [AttestersBook.Answer] = []
    /// Wishes that were taken and that nothing has become of yet.
    private var begun: Set<Int> = []
    private var answers: [(Int, DeviceWish.Answer)] = []
    private let sent = SentNews()
    private var nextThinning = 0.0

    /// Seconds for which an enrolment waits for its device to come.
    private static let patience: Int64 = 30_000_000

    init(
        _ options: DeviceOptions, directory: String, store: AttestationStore, book: AttestersBook,
        queue: CollectedQueue, seconds: Double
    ) {
        self.options = options
        self.store = store
        self.book = book
        self.queue = queue
        identifier = Identifier(options, store: store)
        issuer = PseudonymIssuer(options, directory: directory, store: store)
        verifier = Verifier(options, store: store, seconds: seconds)
    }

    /// Does what is to be done now; the answer is what could not be, in one line, empty if all was.
    ///
    /// - Parameter seconds: monotonic.
    mutating func run(now: Instant, seconds: Double) -> String {
        let (new, news) = book.take()
        waiting += new
        for one in news {
            if let hello = one.hello { told[one.gateway] = hello }
            issuer.tell(one.gateway, one.hello)
        }
        do throws(AttestationFailure) { try attend(now: now, seconds: seconds) } catch {
            verifier.hinder(seconds: seconds)
            return "devices: \(error.message)"
        }
        do throws(AttestationFailure) {
            try sendNews()
            try thin(now: now, seconds: seconds)
            return issuer.trouble.isEmpty ? "" : "devices: \(issuer.trouble)"
        } catch {
            return "devices: \(error.message)"
        }
    }

    /// Judges what came, keeps it, and asks again; where it throws nobody was asked.
    private mutating func attend(now: Instant, seconds: Double) throws(AttestationFailure) {
        if token == nil { try store.bringForward() }
        try tell(at: now)
        try look(now: now, seconds: seconds)
        try takeAnswers(now: now, seconds: seconds)
        verifier.hush(now: now, seconds: seconds)
        try keep()
        // By what is kept of devices now: verdicts that came with the same answers count.
        try issuer.withdraw(at: now)
        try issue(now: now, seconds: seconds)
        try issuer.deliver(book, now: now, seconds: seconds)
        // Quotes first: they find places on the lines where many want pseudonyms.
        verifier.ask(book, seconds: seconds)
        try issuer.ask(book, now: now, seconds: seconds)
    }

    /// Has the issuer take what devices answered it.
    private mutating func issue(now: Instant, seconds: Double) throws(AttestationFailure) {
        while let answer = unissued.first {
            _ = try issuer.take(answer, now: now, seconds: seconds)
            unissued.removeFirst()
        }
    }

    private mutating func tell(at now: Instant) throws(AttestationFailure) {
        // They tell the same each minute.
        let new = told.filter { noted[$0.key] != $0.value.devices }
        try store.tell(
            new.mapValues { hello in hello.devices.map { (name: $0.name, fault: $0.fault) } }, at: now)
        for (gateway, hello) in new { noted[gateway] = hello.devices }
        told.removeAll()
    }

    /// Takes over what people did, and begins what they wish.
    private mutating func look(now: Instant, seconds: Double) throws(AttestationFailure) {
        let newest = try store.orderToken()
        if newest != token {
            try verifier.reload(now: now, seconds: seconds)
            token = newest
        } else if begun.isEmpty, !hasWaitingWishes {
            return
        }
        hasWaitingWishes = false
        let open = try store.openWishes()
        // Enrolments end with what they do, and not by an answer of this round's.
        begun.formIntersection(open.map(\.number))
        for wish in open where !answers.contains(where: { $0.0 == wish.number }) {
            let isLate = now.microseconds - wish.time.microseconds > Self.patience
            switch wish.kind {
            case .quote where begun.contains(wish.number): follow(wish, isLate: isLate)
            case .quote:
                begun.insert(wish.number)
                if let answer = verifier.take(wish) { answers.append((wish.number, answer)) }
            case .enrol where begun.contains(wish.number): break
            case .enrol: try begin(wish, isLate: isLate)
            }
        }
    }

    /// Ends a wish that cannot come to an end by itself.
    private mutating func follow(_ wish: DeviceWish, isLate: Bool) {
        switch verifier.progress(of: wish) {
        case .asked: break
        case .waiting where isLate:
            verifier.giveUp(wish)
            answers.append((wish.number, Self.unreachable(wish)))
        case .waiting: break
        case .lost: answers.append((wish.number, .init(isDone: false, words: Verifier.lost(wish.device))))
        }
    }

    private static func unreachable(_ wish: DeviceWish) -> DeviceWish.Answer {
        .init(
            isDone: false,
            words:
                "no gateway that is connected answers for \(wish.device); 'vedette attest status' shows those that do")
    }

    /// Whether an enrolment waits for its device.
    private var hasWaitingWishes = false

    private mutating func begin(_ wish: DeviceWish, isLate: Bool) throws(AttestationFailure) {
        switch try identifier.begin(wish, book) {
        case .success(true): begun.insert(wish.number)
        case .success(false):
            hasWaitingWishes = true
            if isLate { answers.append((wish.number, Self.unreachable(wish))) }
        case .failure(let refused): answers.append((wish.number, .init(isDone: false, words: refused.words)))
        }
    }

    private mutating func takeAnswers(now: Instant, seconds: Double) throws(AttestationFailure) {
        var ended: [(Int, DeviceWish.Answer)] = []
        // What ended has, also where a later answer cannot be taken now.
        defer { answers += ended }
        while let answer = waiting.first {
            if try !verifier.take(answer, now: now, seconds: seconds, finish: { ended.append(($0, $1)) }),
                try !identifier.take(answer, book, now: now, finish: { ended.append(($0, $1)) })
            {
                unissued.append(answer)
            }
            waiting.removeFirst()
        }
    }

    private mutating func keep() throws(AttestationFailure) {
        var ended: [(Int, DeviceWish.Answer)] = []
        try verifier.keep { ended.append(($0, $1)) }
        answers += ended
        while let (wish, answer) = answers.first {
            try store.finish(wish, answer)
            begun.remove(wish)
            answers.removeFirst()
        }
    }

    // MARK: News

    /// Numbers of news that are on their way, and of those that are among the events.
    private final class SentNews: Sendable {
        struct Content {
            var under: Set<Int> = []
            var done: [Int] = []
        }

        let content = Mutex(Content())
    }

    /// Puts news among what gateways sent; they are forgotten once they are stored.
    private func sendNews() throws(AttestationFailure) {
        let done = sent.content.withLock { content in
            defer { content.done.removeAll() }
            return content.done
        }
        do throws(AttestationFailure) { try store.dropNews(done) } catch {
            sent.content.withLock { $0.done += done }
            throw error
        }
        sent.content.withLock { $0.under.subtract(done) }
        for news in try store.news() {
            guard sent.content.withLock({ $0.under.insert(news.number).inserted }) else { continue }
            var lines = ShippedLines()
            lines.add(news.line)
            let sent = sent
            queue.put(
                CollectedBatch(gateway: news.gateway, lines: lines) {
                    sent.content.withLock { $0.done.append(news.number) }
                })
        }
    }

    /// Lets go of what is older than it is to be kept, a part with each round until there is no more, and looks again each hour.
    private mutating func thin(now: Instant, seconds: Double) throws(AttestationFailure) {
        guard seconds >= nextThinning else { return }
        func old(_ days: Int) -> Instant { now.advanced(byMicroseconds: -Int64(days) * 86_400_000_000) }
        var count = 0
        if let days = options.evidenceDays { count += try store.thin(before: old(days), at: now) }
        if let days = options.readingDays { count += try store.dropReadings(before: old(days)) }
        if count == 0 { nextThinning = seconds + 3600 }
    }
}
