// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Canvas
import EVE
import Query

@testable import Console

/// A console with a store in memory behind it: keys go in, questions are answered, effects are collected.
struct Desk {
    var state: ConsoleState
    var city: SmallCity
    /// Every effect but questions and their cancelling.
    var effects: [Effect] = []
    /// Questions not answered yet, while `answers` is false.
    var open: [(id: RequestID, question: Question)] = []
    /// Every question so far.
    var asked: [Question] = []
    /// Whether questions are answered at once.
    var answers = true

    init(
        _ city: SmallCity = .withEvents(600), columns: Int = 120, rows: Int = 40, settings: Settings = Settings(),
        look: Look = Look(usesTextures: true), answers: Bool = true
    ) {
        self.city = city
        self.answers = answers
        state = ConsoleState(
            site: "lindhavn", localZone: DisplayZone(name: "CET", offset: 3600), themes: ["dark", "light", "mono"],
            settings: settings, size: Size(columns: columns, rows: rows), look: look, now: SmallCity.now)
        state.assets = city.assets
        send(.tick(SmallCity.now))
        send(
            .ingest(
                IngestStatus(
                    rate: 38, stored: 1000, drops: 118_612, rejected: 4,
                    gateways: [
                        .init(name: "gw-harbour", rate: 6.8, lag: 500_000, lastEvent: SmallCity.now, state: .dropping),
                        .init(name: "gw-market", rate: 3.8, lag: 400_000, lastEvent: SmallCity.now, state: .live),
                        .init(name: "gw-school-2", rate: 0, lastEvent: nil, state: .silent),
                    ], heard: SmallCity.now, devices: city.deviceTally,
                    jobs: city.jobs.jobs.isEmpty ? nil : city.board(JobQuery(limit: IngestStatus.jobsTold)))))
    }

    mutating func send(_ message: Message) {
        take(state.update(message))
    }

    private mutating func take(_ wished: [Effect]) {
        for effect in wished {
            switch effect {
            case .ask(let id, let question):
                asked.append(question)
                open.append((id, question))
            case .cancel(let id): open.removeAll { $0.id == id }
            default: effects.append(effect)
            }
        }
        if answers { answerAll() }
    }

    /// Answers what is open, and what is asked upon that.
    mutating func answerAll() {
        var rounds = 0
        while !open.isEmpty, rounds < 50 {
            rounds += 1
            let (id, question) = open.removeFirst()
            let wished: [Effect]
            if let failure = city.failure {
                wished = state.update(.failed(id, failure))
            } else {
                wished = state.update(.answered(id, city.answer(question)))
            }
            for effect in wished {
                switch effect {
                case .ask(let id, let question):
                    asked.append(question)
                    open.append((id, question))
                case .cancel(let id): open.removeAll { $0.id == id }
                default: effects.append(effect)
                }
            }
        }
    }

    /// Presses keys in notation: single characters stand for themselves, other keys in angle brackets, `2jj<Enter>`.
    mutating func run(_ script: String) {
        for key in Self.keys(script) { send(.input(.key(key))) }
    }

    static func keys(_ script: String) -> [Key] {
        var keys: [Key] = []
        var rest = script[...]
        while let character = rest.first {
            if character == "<", let end = rest.firstIndex(of: ">"), end > rest.index(after: rest.startIndex) {
                let name = String(rest[rest.index(after: rest.startIndex)..<end])
                if let key = try? Key(notation: name) {
                    keys.append(key)
                    rest = rest[rest.index(after: end)...]
                    continue
                }
            }
            keys.append(character == " " ? Key(.space) : Key(.character(character)))
            rest = rest.dropFirst()
        }
        return keys
    }

    /// Lets time pass.
    mutating func wait(seconds: Int64) {
        send(.tick(state.now.advanced(byMicroseconds: seconds * 1_000_000)))
    }

    var surface: Surface { Console.draw(state, size: state.size) }
    var text: String { surface.plainText() }

    /// One row of the screen, from 0.
    func row(_ index: Int) -> String {
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        return rows.indices.contains(index) ? String(rows[index]) : ""
    }
}
