// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Dispatch
internal import EVE
internal import Query
internal import Rules
internal import Station
internal import Synchronization

/// Asks the store on threads of its own, so that the console never waits.
///
/// The console asks one question a slot, so a handful run at most. Two run at a time: the machine is the station's too.
final class AnswerRunner: Sendable {
    private let answers: StoreAnswers
    var desk: RuleDesk { answers.desk }
    let inbox: Inbox
    let running = Mutex<[RequestID: Cancellation]>([:])
    /// The question for which rules are being measured.
    let measuring = Mutex<RequestID?>(nil)
    private let queue = DispatchQueue(label: "vedette.answers", qos: .userInitiated, attributes: .concurrent)
    private let places = DispatchSemaphore(value: 2)
    /// Questions for which another program runs.
    private let programs = DispatchGroup()

    init(_ answers: StoreAnswers, inbox: Inbox) {
        self.answers = answers
        self.inbox = inbox
    }

    /// How long a question runs before what is known so far is told; each further round gets four times as long, so that going
    /// over the same events again costs a third of the whole at the most.
    private static let firstRound = Duration.milliseconds(1500)
    private static let rounds = 4
    /// How long Suricata may think about a text that is being typed.
    private static let suricataPatience = Duration.seconds(10)

    /// Questions that a thread works on or will, those among them that nobody waits for any more.
    var openCount: Int { running.withLock { $0.count } }

    /// Whether a question of this id is one of them.
    func isOpen(_ id: RequestID) -> Bool { running.withLock { $0[id] != nil } }

    /// Asks; the answer comes by the inbox.
    func ask(_ id: RequestID, _ question: Question) {
        // Known before the thread begins, so that it can be cancelled at once.
        running.withLock { $0[id] = Cancellation() }
        if case .ruleCosts(let rules) = question { return measure(id, rules) }
        queue.async { [self] in
            places.wait()
            defer { places.signal() }
            defer { running.withLock { _ = $0.removeValue(forKey: id) } }
            do throws(QueryFailure) {
                try answer(id, question)
            } catch {
                inbox.send(.failed(id, error))
            }
        }
    }

    private func answer(_ id: RequestID, _ question: Question) throws(QueryFailure) {
        switch question {
        case .ruleDryRun(let wish): return try dryRun(id, wish)
        case .report: return try report(id, question)
        case .ruleProblems(let kind, let text, _) where desk.asksSuricata(kind):
            return try problems(id, question, kind, text)
        case .values:
            guard let cancellation = begin(id, until: ContinuousClock.now + Self.firstRound) else { return }
            let answer = try answers.answer(question, until: cancellation)
            return inbox.send(.answered(id, answer))
        default: break
        }
        var patience = Self.firstRound
        for round in 1...Self.rounds {
            let deadline = round < Self.rounds ? ContinuousClock.now + patience : nil
            guard let cancellation = begin(id, until: deadline) else { return }
            let answer = try answers.answer(question, until: cancellation)
            // One that is partial before its time lacks a damaged day, and will the next time, too.
            let isLate = deadline != nil && cancellation.isCancelled
            guard answer.isPartial, isLate, !isCancelled(id) else { return inbox.send(.answered(id, answer)) }
            inbox.send(.soFar(id, answer, reached: cancellation.reached))
            patience *= 4
        }
    }

    /// A dry run tells by itself what it knows so far.
    private func dryRun(_ id: RequestID, _ wish: DryRunWish) throws(QueryFailure) {
        guard let cancellation = begin(id, until: nil) else { return }
        let answer = try desk.dryRun(wish, until: cancellation) { inbox.send(.soFar(id, .ruleDryRun($0))) }
        if !cancellation.isSet { inbox.send(.answered(id, .ruleDryRun(answer))) }
    }

    /// Parts of a report are none.
    private func report(_ id: RequestID, _ question: Question) throws(QueryFailure) {
        guard let cancellation = begin(id, until: nil) else { return }
        let answer = try answers.answer(question, until: cancellation)
        if !cancellation.isSet { inbox.send(.answered(id, answer)) }
    }

    /// Our own word on a text first, as Suricata's takes a moment.
    private func problems(_ id: RequestID, _ question: Question, _ kind: RuleKind, _ text: String) throws(QueryFailure)
    {
        guard let cancellation = begin(id, until: .now + Self.suricataPatience) else { return }
        let answer = try answers.answer(question, until: cancellation)
        guard case .ruleProblems(let own) = answer else { return }
        inbox.send(.soFar(id, .ruleProblems(own)))
        programs.enter()
        defer { programs.leave() }
        let all = own + desk.suricataProblems(kind, text, until: cancellation)
        if !cancellation.isSet { inbox.send(.answered(id, .ruleProblems(all.sorted { $0.position < $1.position }))) }
    }

    /// A flag for one round; `nil` once the question is cancelled.
    func begin(_ id: RequestID, until deadline: ContinuousClock.Instant?) -> Cancellation? {
        running.withLock { running in
            guard let known = running[id], !known.isSet else { return nil }
            let next = Cancellation(deadline: deadline)
            running[id] = next
            return next
        }
    }

    func isCancelled(_ id: RequestID) -> Bool {
        running.withLock { $0[id]?.isSet ?? true }
    }

    /// Ends a question that nobody waits for.
    func cancel(_ id: RequestID) {
        running.withLock { $0[id]?.cancel() }
    }

    /// Ends all questions, and waits until programs that run for them are gone with their files, but for some seconds at the most.
    func end() {
        running.withLock { for cancellation in $0.values { cancellation.cancel() } }
        _ = programs.wait(timeout: .now() + .seconds(3))
    }
}
