// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Query
import Testing

@testable import Station

@Suite("Doctor")
struct DoctorTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func examine(_ configuration: String, data: String? = nil) throws -> [String: Doctor.Finding] {
        let path = try folder.write(configuration, to: "config.yaml")
        let findings = Doctor.examine(configurationPath: path, dataDirectory: data ?? folder.path + "/data", own: "")
        #expect(Set(findings.map(\.subject)).count == findings.count)
        // What is not good says what to do, what is good has nothing to say.
        for finding in findings { #expect((finding.state == .good) == finding.advice.isEmpty, "\(finding.line)") }
        return Dictionary(uniqueKeysWithValues: findings.map { ($0.subject, $0) })
    }

    @Test("a fresh station is well but for its gateways")
    func fresh() throws {
        let findings = try examine("site: x")
        #expect(findings["gateways"]?.state == .warn)
        #expect(findings["data directory"]?.state == .good)
        #expect(findings["data directory"]?.found == folder.path + "/data")
        #expect(findings["store"]?.found == "no events yet")
        #expect(findings["models"]?.state == .warn)
        #expect(findings["free space"] != nil)
        for subject in ["terminal", "locale", "colours", "suricata", "swtpm"] { #expect(findings[subject] != nil) }
    }

    @Test("programs and files of signatures that an event's page needs are looked for")
    func events() throws {
        try folder.write("", to: "rules/a.rules")
        let findings = try examine(
            """
            rules: {signature-files: [\(folder.path)/rules/*.rules, /no/such.rules]}
            commands: {W: {run: [no-such-program-here]}, T: {run: [sh], title: shell}}
            """)
        #expect(findings["signature files"]?.found == "1 of 2 can be read")
        #expect(findings["command no-such-program-here"]?.state == .warn)
        #expect(findings["command shell"]?.state == .good)
    }

    @Test("it tells how many assets there are, and whether something is wrong with their file")
    func assets() throws {
        #expect(try examine("site: x")["assets"] == nil)
        let path = try folder.write("- {name: a, addresses: 10.0.0.1}\n", to: "assets.yaml")
        let good = try examine("assets: \(path)")["assets"]
        #expect(good?.state == .good && good?.found == "1 in \(path)")
        try folder.write("- {name: a, addresses: [10.0.0.1, x]}\n- b\n", to: "assets.yaml")
        let bad = try examine("assets: \(path)")["assets"]
        #expect(bad?.state == .warn && bad?.found == "1 in \(path), 2 problems")
        #expect(try examine("assets: /no/such.yaml")["assets"]?.state == .warn)
    }

    @Test("databases of places are told with what they hold and their date; a wrong one is a line with what to do")
    func places() throws {
        #expect(try examine("site: x")["geo"]?.found == "no database of places")
        let good = folder.path + "/geo.mmdb"
        try Data(SampleGeography.bytes).write(to: URL(filePath: good))
        let bad = try folder.write("no database", to: "bad.mmdb")
        let findings = try examine("geo: [\(good), \(bad), /no/such.mmdb]")
        #expect(
            findings["geo \(good)"]?.found
                == "countries, cities, networks, made 2026-11-20, 'Vedette-Sample-City-ASN'")
        #expect(findings["geo \(bad)"]?.state == .bad)
        #expect(findings["geo \(bad)"]?.found == "is no .mmdb file, or not all of one")
        #expect(findings["geo /no/such.mmdb"]?.found == "there is no such file")
    }

    @Test("configured gateways and the span of what is stored are told")
    func used() throws {
        let file = try folder.write(flowLines(0..<3), to: "gw-a/eve.json")
        _ = try Importer(configuration: folder.configuration, gateway: "gw-a").run([file]) { _ in }
        let findings = try examine("gateways: {a: /x/eve.json, b: [/y, /z]}\npatterns: ['/srv/{gateway}/eve.json']")
        #expect(findings["gateways"]?.state == .good)
        #expect(findings["gateways"]?.found == "2 named, 1 patterns")
        #expect(
            findings["store"]?.found == "events from 2026-11-24T10:10:00.000000Z to 2026-11-24T10:10:02.000001Z")
    }

    @Test(
        "a pattern or a gateway's name that nothing can be followed by is told",
        arguments: ["patterns: /srv/eve.json", "gateways: {a/b: /x}"])
    func unusablePattern(configuration: String) throws {
        let findings = try examine(configuration)
        #expect(findings["gateways"]?.state == .bad || findings["configuration"]?.state == .bad)
    }

    @Test("the directory that is made is its owner's alone, and models and jobs are those of the one that was named")
    func directory() throws {
        try folder.write("{}", to: "other/models/bad/model.json")
        let findings = try examine("data: \(folder.path)/other")
        #expect(findings["model bad"] == nil && findings["data directory"]?.found == folder.path + "/data")
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/data")[.posixPermissions] as? Int
        #expect(mode == 0o700)
        let bad = try examine("data: /nowhere", data: folder.path + "/other")["model bad"]
        #expect(bad?.state == .bad && bad?.found.contains("is damaged") == true)
    }

    @Test("outputs of a watch folder may lie as deep as they are made, but not in a file")
    func outputs() throws {
        let file = try folder.write("", to: "file")
        func finding(_ output: String) throws -> Doctor.Finding? {
            try examine("anonymizer: {watch: [{camera: a, folder: \(folder.path), output: \(output)}]}")["watch a"]
        }
        #expect(try finding(folder.path + "/none/deeper/out") == nil)
        #expect(try finding(file + "/deeper/out")?.found == "\(file)/deeper/out cannot be written")
    }

    @Test("a broken configuration is told with its place, and the rest is looked at all the same")
    func broken() throws {
        let findings = try examine("site: x\nwhat: y")
        #expect(findings["configuration"]?.state == .bad)
        #expect(findings["configuration"]?.found == "\(folder.path)/config.yaml:2:1: unknown key 'what'.")
        #expect(findings["store"]?.state == .good)
    }

    @Test("a data directory that cannot be made, and a store that cannot be read, are bad")
    func unusable() throws {
        let file = try folder.write("no directory", to: "file")
        let none = try examine("site: x", data: file + "/data")
        #expect(none["data directory"]?.state == .bad)
        #expect(none["store"] == nil)
        try folder.write("this is no database, whatever it is called, and longer than a header", to: "data/station.db")
        let store = try examine("site: x")["store"]
        #expect(store?.state == .bad)
        #expect(store?.found.contains("station.db") == true)
    }

    @Test("findings are one line for a person and one object for a program")
    func forms() {
        let finding = Doctor.Finding(subject: "s", state: .warn, found: "f", advice: "Do this")
        #expect(finding.line == "note  s: f. Do this")
        #expect(
            String(decoding: finding.json.bytes, as: UTF8.self)
                == #"{"subject":"s","state":"warn","found":"f","advice":"Do this"}"#)
        #expect(Doctor.Finding(subject: "s", state: .bad, found: "f", advice: "").line == "BAD   s: f")
    }
}
