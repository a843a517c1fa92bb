// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Dispatch
internal import Query
internal import Synchronization

/// Asks the store on threads of its own, so that the console never waits.
///
/// The console asks one question a slot, so a handful run at most. Two run at a time: the machine is the station's too.
final class AnswerRunner: Sendable {
    private let store: any EventStore
    private let inbox: Inbox
    private let running = Mutex<[RequestID: Cancellation]>([:])
    private let queue = DispatchQueue(label: "vedette.answers", qos: .userInitiated, attributes: .concurrent)
    private let places = DispatchSemaphore(value: 2)

    init(store: any EventStore, inbox: Inbox) {
        self.store = store
        self.inbox = inbox
    }

    /// Asks; the answer comes by the inbox.
    func ask(_ id: RequestID, _ question: Question) {
        let cancellation = Cancellation()
        running.withLock { $0[id] = cancellation }
        queue.async { [self] in
            places.wait()
            defer { places.signal() }
            defer { running.withLock { _ = $0.removeValue(forKey: id) } }
            guard !cancellation.isCancelled else { return }
            do throws(QueryFailure) {
                inbox.send(.answered(id, try StoreAnswers.answer(question, by: store, until: cancellation)))
            } catch {
                inbox.send(.failed(id, error))
            }
        }
    }

    /// Ends a question that nobody waits for.
    func cancel(_ id: RequestID) {
        running.withLock { $0[id]?.cancel() }
    }

    /// Ends all questions.
    func cancelAll() {
        running.withLock { for cancellation in $0.values { cancellation.cancel() } }
    }
}

/// The one place where the console's questions meet the store's calls.
enum StoreAnswers {
    static func answer(
        _ question: Question, by store: any EventStore, until cancellation: Cancellation
    ) throws(QueryFailure) -> Answer {
        switch question {
        case .alertsOverview(let request):
            .alertsOverview(try store.alertsOverview(request, until: cancellation))
        case .eventsOverview(let request):
            .eventsOverview(try store.eventsOverview(request, until: cancellation))
        case .page(let request): .page(try store.page(request, until: cancellation))
        case .detail(let id): .detail(try store.detail(id))
        case .count(let request): .count(try store.count(request, until: cancellation))
        case .gateways: .gateways(try store.gateways())
        case .extent: .extent(try store.extent())
        }
    }
}
