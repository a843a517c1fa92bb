// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import EnrolmentClient
import Foundation
import Testing

@testable import Collector
@testable import Station
@testable import Store

@Suite("Listening for gateways") struct CollectorServiceTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func service(enrolment: Bool = true) throws -> CollectorService {
        let place = StationConfiguration.CollectorOptions.Place(host: "127.0.0.1", port: 0)
        var configuration = folder.configuration
        configuration.collector = .init(host: "127.0.0.1", port: 0, enrolment: enrolment ? place : nil)
        return try #require(CollectorService(configuration))
    }

    private func enrol(_ name: String, at service: CollectorService) throws -> GatewayCredentials {
        let now = SystemClock.now
        let data = folder.configuration.dataDirectory
        let keys = try StationKeys.load(directory: data, now: now)
        let secret = [UInt8](repeating: UInt8(name.utf8.count), count: 20)
        try GatewayRegistry(directory: data).invite(
            name, secretHash: SHA256.digest(of: secret), until: now.advanced(byMicroseconds: 3_600_000_000), by: "ada",
            at: now)
        let token = try #require(EnrolmentToken(secret: secret, station: keys.certificate.fingerprint.bytes))
        let place = try #require(StationAddress(host: "127.0.0.1", port: service.enrolmentPort ?? 0))
        return try EnrolmentClient(directory: folder.path + "/" + name).enrol(with: token, at: place).credentials
    }

    /// A connection for events.
    private func connect(_ credentials: GatewayCredentials) throws -> IdleConnection {
        let context = try TLSContext(
            clientOf: .authorities([credentials.authority], name: nil), identity: credentials.identity)
        return try IdleConnection(port: credentials.collector.port, context)
    }

    @Test("a registry that cannot be read is told")
    func unreadable() throws {
        let service = try service()
        defer { service.end() }
        service.tend(now: SystemClock.now, seconds: 0)
        _ = try enrol("gw-a", at: service)
        service.tend(now: SystemClock.now, seconds: 10)
        #expect(service.trouble.isEmpty)
        let file = folder.configuration.dataDirectory + "/gateways.db"
        for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + ending) }
        try FileManager.default.removeItem(atPath: file)
        try Data("no database at all".utf8).write(to: URL(filePath: file))
        service.tend(now: SystemClock.now, seconds: 20)
        #expect(service.trouble.contains("gateways.db"))
    }

    @Test("keys are made though a run that was killed left a file of theirs")
    func leftover() throws {
        let keys = folder.configuration.dataDirectory + "/keys"
        try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
        try Data("half".utf8).write(to: URL(filePath: "\(keys)/authority.pem.\(getpid()).new"))
        _ = try StationKeys.load(directory: folder.configuration.dataDirectory, now: SystemClock.now)
    }

    @Test("an enrolled gateway is let in where the answer said, and ended at once when it is revoked")
    func revoking() throws {
        let service = try service()
        defer { service.end() }
        service.tend(now: SystemClock.now, seconds: 0)
        #expect(service.trouble.isEmpty && service.port != nil)
        let first = try enrol("gw-a", at: service)
        let second = try enrol("gw-bb", at: service)
        #expect(first.collector.port == service.port)
        let (a, b) = (try connect(first), try connect(second))
        #expect(eventually { service.status?.gateways.keys.sorted() == ["gw-a", "gw-bb"] })
        let registry = GatewayRegistry(directory: folder.configuration.dataDirectory)
        try registry.revoke("gw-a", by: "ada", at: SystemClock.now)
        service.tend(now: SystemClock.now, seconds: 10)
        a.waitForEnd()
        #expect(b.isOpen)
        #expect(eventually { service.status?.gateways.keys.sorted() == ["gw-bb"] })
        let again = try connect(first)
        again.waitForEnd()
        let refusals = service.status?.refusals ?? []
        #expect(refusals.contains("127.0.0.1: gw-a was revoked or renamed"), "\(refusals)")
        #expect(eventually { service.status?.refusals.contains { $0.contains("is of no gateway") } ?? false })
        #expect(service.status?.admissions.count == 2)
    }

    @Test("without a place to enrol nobody is listened to for that")
    func without() throws {
        let service = try service(enrolment: false)
        defer { service.end() }
        service.tend(now: SystemClock.now, seconds: 0)
        #expect(service.port != nil && service.enrolmentPort == nil && service.trouble.isEmpty)
    }

    @Test("news tell each port, each enrolment and each refusal once")
    func news() {
        var news = FollowNews()
        var status = FollowStatus()
        status.collectorPort = 5044
        status.enrolmentPort = 5045
        #expect(
            news.lines(about: status) == ["gateways are listened to on port 5044", "gateways enrol on port 5045"])
        var collector = CollectorStatus()
        collector.admit("192.0.2.1", "gw-a enrolled")
        collector.refuse("192.0.2.2", "no")
        status.collector = collector
        #expect(news.lines(about: status) == ["gw-a enrolled, from 192.0.2.1", "turned away 192.0.2.2: no"])
        #expect(news.lines(about: status).isEmpty)
    }
}
