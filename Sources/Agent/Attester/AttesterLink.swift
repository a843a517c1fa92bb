// SPDX-License-Identifier: Apache-2.0

/// The line on which the station asks the TPMs: it says which there are, takes questions and gives answers.
final class AttesterLink: Sendable {
    private let line: StationLine<AttesterConnection.Asked>
    private let desk: AttesterDesk

    /// Begins to connect.
    init(folder: AgentFolder, pace: AgentPace, desk: AttesterDesk, say: @escaping @Sendable (String) -> Void) {
        self.desk = desk
        line = StationLine(
            folder: folder, pace: pace, subject: "questions for TPMs",
            listener: .init(
                take: { asked in
                    desk.ask(asked.question, done: asked.reply)
                    return true
                }, stand: { desk.link = $0 }, say: say)
        ) { tell in
            AttesterConnection(hello: { desk.hello }, interval: pace.report, pause: pace.telling, tell: tell)
        }
        desk.listen { [line] in line.fire(AttesterConnection.HelloChanged()) }
        line.begin()
    }

    /// Ends the connection; nothing is said of it.
    func end() {
        desk.listen {}
        line.end()
    }
}
