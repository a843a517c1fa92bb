// SPDX-License-Identifier: Apache-2.0

internal import Intake
internal import Pushes
internal import Synchronization

/// What the agent's threads leave for each other about Suricata and its rules: orders one way, reports the other.
package final class SensorDesk: Sendable {
    private struct State {
        var order: PushOrder?
        var report: PushReport
        var health: SensorHealth?
        var link = LinkState.none
        var clock: ClockSkew?
        var listener: (@Sendable () -> Void)?
        var attester: (@Sendable () -> AttesterStanding)?
        var cameras: (@Sendable () -> String)?
    }

    /// How the line of orders stands.
    enum LinkState: Sendable, Hashable {
        /// There is nobody to call.
        case none
        case connected
        /// Why it is not, for a person.
        case broken(String)

        /// In words; empty where there is nobody to call.
        var words: String {
            switch self {
            case .none: ""
            case .connected: "connected"
            case .broken(let why): why
            }
        }
    }

    /// Set while there is an order that nobody has taken.
    let signal = WakeSignal()
    private let state: Mutex<State>

    init(_ report: PushReport) {
        state = Mutex(State(report: report))
    }

    /// Leaves an order; one that nobody has taken yet is void then.
    func put(_ order: PushOrder) {
        state.withLock { $0.order = order }
        signal.set()
    }

    /// Takes the order that was left.
    func takeOrder() -> PushOrder? {
        signal.clear()
        return state.withLock { state in
            defer { state.order = nil }
            return state.order
        }
    }

    var report: PushReport { state.withLock { $0.report } }
    var health: SensorHealth? { state.withLock { $0.health } }

    var link: LinkState {
        get { state.withLock { $0.link } }
        set { state.withLock { $0.link = newValue } }
    }

    /// How far this machine's clock is from the station's, as was found last.
    var clock: ClockSkew? {
        get { state.withLock { $0.clock } }
        set { state.withLock { $0.clock = newValue } }
    }

    /// How the TPMs stand; `nil` where there are none.
    var attester: AttesterStanding? { state.withLock { $0.attester }?() }

    /// Has `ask` be asked how the TPMs stand.
    func attester(_ ask: @escaping @Sendable () -> AttesterStanding) { state.withLock { $0.attester = ask } }

    /// How the cameras are looked after; `nil` where there are none.
    var cameras: String? { state.withLock { $0.cameras }?() }

    /// Has `ask` be asked how the cameras are looked after.
    func cameras(_ ask: @escaping @Sendable () -> String) { state.withLock { $0.cameras = ask } }

    /// Leaves how things stand; whoever listens is called where the report is another one.
    func put(_ report: PushReport, _ health: SensorHealth?) {
        let listener = state.withLock { state -> (@Sendable () -> Void)? in
            state.health = health
            guard state.report != report else { return nil }
            state.report = report
            return state.listener
        }
        listener?()
    }

    /// Has `listener` called with each new report, on the thread of whoever leaves it.
    func listen(_ listener: @escaping @Sendable () -> Void) { state.withLock { $0.listener = listener } }
}
