// SPDX-License-Identifier: Apache-2.0

import Enrolment
import Foundation
import Glibc
import Testing

extension ProgramTests.FaultTests {
    /// A gateway whose clock is wrong, as the agent's program sees it.
    @Suite("A gateway's clock")
    struct ClockProgramTests {
        @Test("an hour off either way, it enrols and sends, and is told how far off it is", arguments: [3600, -3600])
        func hour(seconds: Int64) throws {
            let room = try Room()
            let configuration = try room.write(
                "data: \(room.data)\ncollector: {listen: \"127.0.0.1:0\", enrol: \"127.0.0.1:0\"}\n", to: "config.yaml")
            func vedette(_ arguments: String...) throws -> Program.Result {
                try Program.run(arguments + ["--config", configuration], in: room)
            }
            let station = try Running(Program.path, ["serve", "--config", configuration], in: room)
            func port(_ lead: String) -> Substring? {
                station.errors.split(separator: "\n").first { $0.contains(lead) }?.split(separator: " ").last
            }
            try #require(eventually { port("gateways enrol on port") != nil })
            let token = try vedette("gateways", "invite", "gw-a").text.split(separator: "\n").first ?? ""
            let shim = try FaultShim(room)
            shim[.clock] = seconds * 1_000_000
            let enrolled = try Running(
                Program.path + "-agent",
                [
                    "enroll", "--station", "127.0.0.1:\(port("gateways enrol on port") ?? "")", "--token", "\(token)",
                    "--state", room.file("state"),
                ], in: room, environment: shim.environment
            ).result()
            #expect(enrolled.code == 0 && enrolled.text.hasPrefix("enrolled as gw-a"), "\(enrolled.errors)")
            let log = try room.write(
                #"{"timestamp":"2026-11-24T10:00:00.000000+0000","event_type":"flow"}"# + "\n", to: "eve.json")
            let settings = try room.write(
                """
                stations:
                  - 127.0.0.1:\(port("gateways are listened to on port") ?? "")
                logs:
                  - \(log)
                state: \(room.file("state"))

                """, to: "agent.yaml")
            let agent = try Running(
                Program.path + "-agent", ["run", "--config", settings], in: room, environment: shim.environment)
            func listed() throws -> [String: Any]? {
                let output = try vedette("gateways", "--json").output
                return try (JSONSerialization.jsonObject(with: output) as? [[String: Any]])?.first
            }
            #expect(
                try eventually {
                    let gateway = try listed()
                    return gateway?["clock_skew_seconds"] is Double && gateway?["events"] as? Int ?? 0 > 0
                }, "\(agent.errors)")
            let gateway = try #require(try listed())
            let skew = try #require(gateway["clock_skew_seconds"] as? Double)
            let within = try #require(gateway["clock_skew_within_seconds"] as? Double)
            #expect(abs(skew - Double(seconds)) <= within && within > 0)
            #expect(gateway["clock_skew_told"] is String)
            #expect(try vedette("gateways").text.contains("  clock \(seconds < 0 ? "-3" : "+3")"))
            agent.send(SIGTERM)
            #expect(try agent.result().code == 0)
            station.send(SIGTERM)
            #expect(try station.result().code == 0)
        }

        @Test("years off, the agent says in its line that a clock is wrong", arguments: [-3 * 365, 30 * 365])
        func years(days: Int64) throws {
            let room = try Room()
            let configuration = try room.write(
                "data: \(room.data)\ncollector: {listen: \"127.0.0.1:0\", enrol: \"127.0.0.1:0\"}\n", to: "config.yaml")
            let station = try Running(Program.path, ["serve", "--config", configuration], in: room)
            func port(_ lead: String) -> Substring? {
                station.errors.split(separator: "\n").first { $0.contains(lead) }?.split(separator: " ").last
            }
            try #require(eventually { port("gateways enrol on port") != nil })
            let invitation = try Program.run(["gateways", "invite", "gw-a", "--config", configuration], in: room)
            let token = invitation.text.split(separator: "\n").first ?? ""
            let shim = try FaultShim(room)
            shim[.clock] = days * 86_400_000_000
            // The token names the station by its certificate: no clock is asked.
            let enrolled = try Running(
                Program.path + "-agent",
                [
                    "enroll", "--station", "127.0.0.1:\(port("gateways enrol on port") ?? "")", "--token", "\(token)",
                    "--state", room.file("state"),
                ], in: room, environment: shim.environment
            ).result()
            #expect(enrolled.code == 0, "\(enrolled.errors)")
            let log = try room.write("", to: "eve.json")
            let settings = try room.write(
                """
                stations:
                  - 127.0.0.1:\(port("gateways are listened to on port") ?? "")
                logs:
                  - \(log)
                state: \(room.file("state"))

                """, to: "agent.yaml")
            let agent = try Running(
                Program.path + "-agent", ["run", "--config", settings], in: room, environment: shim.environment)
            #expect(
                eventually {
                    agent.errors.contains(
                        days < 0
                            ? "the other side's certificate is not valid yet, or this machine's clock is wrong"
                            : "the other side's certificate has expired, or this machine's clock is wrong")
                }, "\(agent.errors)")
            agent.send(SIGTERM)
            #expect(try agent.result().code == 0)
            station.send(SIGTERM)
            #expect(try station.result().code == 0)
        }
    }
}
