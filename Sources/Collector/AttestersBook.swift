// SPDX-License-Identifier: Apache-2.0

package import AttesterProtocol
package import Crypto
internal import NIOCore
internal import Synchronization

/// The lines on which gateways' agents answer for their devices' TPMs: who has one, what devices it tells of, what is asked and was answered.
/// Threads share it.
package final class AttestersBook: Sendable {
    /// A line that is open.
    package struct Line: Sendable {
        package var gateway: String
        package var hello: AttesterHello
        /// Devices that a question is open of.
        package var asked: Set<String>
    }

    /// What came of a question.
    package struct Answer: Sendable {
        package var gateway: String
        package var device: String
        /// The number that `ask` gave.
        package var ticket: Int
        /// `nil` where none came in time, or the line was closed.
        package var content: AttesterAnswer.Content?
        /// Seconds from the question to the answer.
        package var age: Double
    }

    /// That a gateway told of its devices, or that its line was closed.
    package struct News: Sendable {
        package var gateway: String
        /// `nil` where the line was closed.
        package var hello: AttesterHello?
    }

    private struct Question {
        var number: Int
        var ticket: Int
        var asked: NIODeadline
    }

    private struct Entry {
        var channel: any Channel
        var connection: NIOLoopBound<AttesterConnection>
        var certificate: Certificate
        var hello: AttesterHello?
        /// The devices that it tells of.
        var names: Set<String> = []
        /// By device.
        var open: [String: Question] = [:]
        /// Numbers of questions on this line.
        var next = 1
    }

    private struct Content {
        var entries: [String: Entry] = [:]
        var answers: [Answer] = []
        var news: [String: News] = [:]
        var nextTicket = 1
        var partialBytes = 0
        var status = CollectorStatus()
    }

    private let content = Mutex(Content())
    let limits: AttestersLimits
    let identify: @Sendable (Certificate) -> String?

    /// - Parameter gateway: the gateway of a certificate that is good by itself; `nil` where it is of none, or was revoked. Asked on threads
    ///   of the network; it may read a file.
    package init(
        _ limits: AttestersLimits = AttestersLimits(), gateway: @escaping @Sendable (Certificate) -> String?
    ) {
        self.limits = limits
        identify = gateway
    }

    /// How many lines are open.
    package var count: Int { content.withLock { $0.entries.count } }

    /// Who was turned away.
    package var status: CollectorStatus { content.withLock { $0.status } }

    /// The lines that are open and on which devices were told.
    package func lines() -> [Line] {
        content.withLock { content in
            content.entries.compactMap { gateway, entry in
                entry.hello.map { Line(gateway: gateway, hello: $0, asked: Set(entry.open.keys)) }
            }
        }
    }

    /// What was answered, and not, since the last call, in order; and who told of devices.
    package func take() -> (answers: [Answer], news: [News]) {
        content.withLock { content in
            defer {
                content.answers.removeAll()
                content.news.removeAll()
            }
            return (content.answers, content.news.values.sorted { $0.gateway < $1.gateway })
        }
    }

    /// Asks a device of a gateway; the answer is a number by which it is known, `nil` where it cannot be asked now: the gateway has no line or does not
    /// tell of it, a question of it is open, or too many are.
    ///
    /// - Parameter leavesHalf: whether half of the questions that may be open on the line are left to others.
    package func ask(
        _ question: AttesterQuestion.Content, of device: String, at gateway: String, leavesHalf: Bool = false
    ) -> Int? {
        typealias Sent = (ticket: Int, connection: NIOLoopBound<AttesterConnection>, line: [UInt8])
        let sent = content.withLock { content -> Sent? in
            guard canAsk(device, at: gateway, leavesHalf, content), var entry = content.entries[gateway] else {
                return nil
            }
            let ticket = content.nextTicket
            let line = AttesterQuestion(number: entry.next, device: device, question).line
            entry.open[device] = Question(number: entry.next, ticket: ticket, asked: .now())
            entry.next += 1
            content.nextTicket += 1
            content.entries[gateway] = entry
            return (ticket, entry.connection, line)
        }
        guard let sent else { return nil }
        let connection = sent.connection
        let line = sent.line
        connection.eventLoop.execute { connection.value.send(line) }
        return sent.ticket
    }

    /// Whether a device can be asked now.
    package func canAsk(_ device: String, at gateway: String, leavesHalf: Bool = false) -> Bool {
        content.withLock { canAsk(device, at: gateway, leavesHalf, $0) }
    }

    private func canAsk(_ device: String, at gateway: String, _ leavesHalf: Bool, _ content: Content) -> Bool {
        guard let entry = content.entries[gateway] else { return false }
        let most = leavesHalf ? max(1, limits.openQuestions / 2) : limits.openQuestions
        return entry.names.contains(device) && entry.open[device] == nil
            && entry.open.count < most && content.answers.count < limits.waitingAnswers
    }

    /// Closes the lines whose certificates are not, or not any more, those of their gateways.
    package func close(unless isGood: (Crypto.Fingerprint, String) -> Bool) {
        let entries = content.withLock { $0.entries }
        for (gateway, entry) in entries where !isGood(entry.certificate.fingerprint, gateway) {
            refuse(entry.channel.remoteAddress, "\(gateway) was revoked or renamed")
            entry.channel.close(promise: nil)
        }
    }

    // MARK: Connections

    /// Notes whose line it is; false where there are too many. An older one of the gateway is closed: it may be dead without knowing.
    func enter(
        _ connection: AttesterConnection, _ channel: any Channel, of gateway: String, _ certificate: Certificate
    ) -> Bool {
        let bound = NIOLoopBound(connection, eventLoop: channel.eventLoop)
        let (isIn, old) = content.withLock { content -> (Bool, (any Channel)?) in
            let old = content.entries[gateway]
            guard old != nil || content.entries.count < limits.connections else { return (false, nil) }
            if let old { Self.giveUp(old, gateway, &content) }
            content.entries[gateway] = Entry(channel: channel, connection: bound, certificate: certificate)
            return (true, old?.channel)
        }
        old?.close(promise: nil)
        return isIn
    }

    /// Notes that a line is closed.
    func leave(_ channel: any Channel, of gateway: String) {
        content.withLock { content in
            guard let entry = content.entries[gateway], entry.channel === channel else { return }
            content.entries[gateway] = nil
            Self.giveUp(entry, gateway, &content)
            content.news[gateway] = News(gateway: gateway, hello: nil)
        }
    }

    /// What is open on a line will not be answered.
    private static func giveUp(_ entry: Entry, _ gateway: String, _ content: inout Content) {
        let now = NIODeadline.now()
        for (device, question) in entry.open {
            content.answers.append(
                Answer(
                    gateway: gateway, device: device, ticket: question.ticket, content: nil,
                    age: seconds(now - question.asked)))
        }
    }

    /// Notes the devices that a gateway tells of.
    func told(_ hello: AttesterHello, on channel: any Channel, of gateway: String) {
        content.withLock { content in
            guard content.entries[gateway]?.channel === channel else { return }
            content.entries[gateway]?.hello = hello
            content.entries[gateway]?.names = Set(hello.devices.map(\.name))
            content.news[gateway] = News(gateway: gateway, hello: hello)
        }
    }

    /// What an answer is.
    enum Timeliness {
        case taken, late, unasked
    }

    /// Takes an answer, if it is one to a question that is open.
    func answered(_ answer: AttesterAnswer, on channel: any Channel, of gateway: String) -> Timeliness {
        content.withLock { content in
            guard var entry = content.entries[gateway], entry.channel === channel else { return .late }
            guard let (device, question) = entry.open.first(where: { $0.value.number == answer.number }) else {
                return answer.number > 0 && answer.number < entry.next ? .late : .unasked
            }
            entry.open[device] = nil
            content.entries[gateway] = entry
            content.answers.append(
                Answer(
                    gateway: gateway, device: device, ticket: question.ticket, content: answer.content,
                    age: Self.seconds(.now() - question.asked)))
            return .taken
        }
    }

    /// Gives up questions that were not answered in time.
    func expire(on channel: any Channel, of gateway: String, at now: NIODeadline) {
        content.withLock { content in
            guard var entry = content.entries[gateway], entry.channel === channel else { return }
            for (device, question) in entry.open where now - question.asked > .seconds(limits.answerSeconds) {
                entry.open[device] = nil
                content.answers.append(
                    Answer(
                        gateway: gateway, device: device, ticket: question.ticket, content: nil,
                        age: Self.seconds(now - question.asked)))
            }
            content.entries[gateway] = entry
        }
    }

    /// Whether a question is open on a line, so that a long line may come.
    func isAsked(on channel: any Channel, of gateway: String) -> Bool {
        content.withLock { content in
            content.entries[gateway].map { $0.channel === channel && !$0.open.isEmpty } ?? false
        }
    }

    /// Counts bytes of lines that are not whole; false where there are too many.
    func hold(_ bytes: Int) -> Bool {
        content.withLock { content in
            content.partialBytes += bytes
            return content.partialBytes <= limits.partialBytes
        }
    }

    func refuse(_ address: SocketAddress?, _ reason: String) {
        content.withLock { $0.status.refuse(address.hostText, "devices: \(reason)") }
    }

    private static func seconds(_ amount: TimeAmount) -> Double { Double(amount.nanoseconds) / 1e9 }
}
