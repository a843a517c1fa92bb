// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import JobWork
internal import Jobs
internal import Models
internal import Processes
internal import Query
internal import Station

/// Has the worker test models: the program that runs networks, and nothing else does.
struct ModelTester {
    private let program: WorkerProgram
    private let version: String

    /// What a test may use: SSD512 and GLCIC take most, some seconds of all processors and 500 MiB.
    private static let limits = LimitedProcess.Limits(processorSeconds: 600, memoryBytes: 2 << 30)
    private static let silentSeconds = 300.0

    /// - Throws: where the worker is not installed or does not run.
    init(_ configuration: StationConfiguration) throws(UserMessage) {
        guard let program = WorkerProgram.find(configured: configuration.anonymizer.worker, beside: ProgramPath.current)
        else {
            throw UserMessage(
                .environment, "\(WorkerProgram.name) is not installed, so no model can be tested.",
                help: "Install it beside vedette, or say where it is by 'anonymizer: worker:'.")
        }
        let end = ContinuousClock.now + .seconds(20)
        guard let version = program.version(while: { ContinuousClock.now < end }) else {
            throw UserMessage(
                .environment, "\(program.path) does not say its version.",
                help: "Install the one that belongs to vedette.")
        }
        self.program = program
        self.version = version
    }

    /// Tests one model in a process of its own.
    ///
    /// - Throws: where that says nothing of the model: the call is interrupted, or the worker cannot be started, was killed, crashed or was silent.
    func test(_ model: UsedModel, until cancellation: Cancellation) throws(UserMessage) -> ModelRecord.Test {
        var refusal: String??
        let run = WorkerRun(program, limits: Self.limits, silentSeconds: Self.silentSeconds)
        let ending = run.run(.selfTest([model]), while: { !cancellation.isCancelled }) { message in
            if case .tested(model.name, let answer) = message { refusal = .some(answer) }
        }
        switch ending {
        case .cancelled: throw UserMessage(.environment, "interrupted.")
        case .failed(let failure, _) where failure.kind == .worker:
            throw UserMessage(
                .environment, "the model \(model.name) could not be tested: \(failure.line).",
                help: "Nothing is noted of it; try again.")
        case .failed(let failure, _): refusal = .some(failure.line)
        case .said, .succeeded: break
        }
        guard let refusal else {
            throw UserMessage(
                .environment, "\(program.path) says nothing of the model.",
                help: "Install the one that belongs to vedette.")
        }
        return ModelRecord.Test(program: version, time: .now, refusal: refusal)
    }
}
