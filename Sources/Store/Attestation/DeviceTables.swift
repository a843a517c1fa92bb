// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Devices
internal import EVE
internal import GRDB

/// Devices, their keys and their states in `attest.db`, in one transaction.
struct DeviceTables {
    let database: Database

    // MARK: Enrolments

    private static let enrolmentColumns = """
        SELECT number, device, gateway, class, endorsement, certificate, fingerprint, attestation, name, qualified, sensor, sensor_name,
            sensor_attest, sensor_signature, sensor_nonce, person, time FROM enrolment
        """

    func add(_ enrolment: DeviceEnrolment) throws(StoreError) -> Int64 {
        let add = try Statement(database, "INSERT INTO enrolment VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        add.bind([
            .text(enrolment.device), .text(enrolment.gateway), .text(enrolment.deviceClass),
            .bytes(enrolment.endorsementArea), .bytes(enrolment.certificate), .bytes(enrolment.fingerprint),
            .bytes(enrolment.attestationArea), .bytes(enrolment.attestationName),
        ])
        if let name = enrolment.qualifiedName { add.bind(9, name) }
        if let sensor = enrolment.sensor {
            let columns = [sensor.area, sensor.name, sensor.attest, sensor.signature, sensor.nonce]
            for (index, bytes) in columns.enumerated() { add.bind(Int32(10 + index), bytes) }
        }
        add.bind(15, enrolment.person)
        add.bind(16, enrolment.time.microseconds)
        return try add.insert()
    }

    func enrolment(_ number: Int64) throws(StoreError) -> DeviceEnrolment? {
        let find = try Statement(database, Self.enrolmentColumns + " WHERE number = ?")
        find.bind(1, number)
        return try find.step() ? Self.enrolment(find) : nil
    }

    /// The keys that devices have now.
    func currentEnrolments() throws(StoreError) -> [DeviceEnrolment] {
        let rows = try Statement(
            database, Self.enrolmentColumns + " WHERE number IN (SELECT enrolment FROM device) ORDER BY number")
        var all: [DeviceEnrolment] = []
        while try rows.step() { all.append(Self.enrolment(rows)) }
        return all
    }

    private static func enrolment(_ rows: borrowing Statement) -> DeviceEnrolment {
        var enrolment = DeviceEnrolment(
            device: rows.text(1), gateway: rows.text(2), deviceClass: rows.text(3), endorsementArea: rows.bytes(4),
            certificate: rows.bytes(5), fingerprint: rows.bytes(6), attestationArea: rows.bytes(7),
            attestationName: rows.bytes(8), qualifiedName: rows.isNull(9) ? nil : rows.bytes(9), sensor: nil,
            person: rows.text(15), time: Instant(microseconds: rows.integer(16)))
        if !rows.isNull(10) {
            enrolment.sensor = DeviceEnrolment.Sensor(
                area: rows.bytes(10), name: rows.bytes(11), attest: rows.bytes(12), signature: rows.bytes(13),
                nonce: rows.bytes(14))
        }
        enrolment.number = Int(rows.integer(0))
        return enrolment
    }

    /// Which device, not revoked, has the TPM of an endorsement key.
    func device(ofEndorsementKey fingerprint: [UInt8]) throws(StoreError) -> String? {
        let find = try Statement(
            database,
            """
            SELECT d.name FROM device d JOIN enrolment e ON e.number = d.enrolment
            WHERE e.fingerprint = ? AND d.state <> 'revoked' ORDER BY d.name
            """)
        find.bind([.bytes(fingerprint)])
        return try find.step() ? find.text(0) : nil
    }

    // MARK: Devices

    private static let deviceColumns = """
        SELECT name, gateway, class, enrolment, state, reason, since, evidence, evidence_time, policy, clock, held, failed FROM device
        """

    func device(_ name: String) throws(StoreError) -> DeviceStanding? {
        let find = try Statement(database, Self.deviceColumns + " WHERE name = ?")
        find.bind(1, name)
        return try find.step() ? try Self.device(find) : nil
    }

    /// All that were enrolled, and those that gateways tell of, by name.
    func devices() throws(StoreError) -> [DeviceStanding] {
        var all: [String: DeviceStanding] = [:]
        let rows = try Statement(database, Self.deviceColumns)
        while try rows.step() {
            let device = try Self.device(rows)
            all[device.name] = device
        }
        let told = try Statement(database, "SELECT gateway, device, fault, since FROM told ORDER BY gateway")
        while try told.step() {
            let (gateway, name, fault) = (told.text(0), told.text(1), told.text(2))
            if all[name] == nil {
                all[name] = DeviceStanding(
                    name: name, gateway: gateway, since: Instant(microseconds: told.integer(3)))
            }
            // Only its own gateway has a say in how an enrolled device is.
            if all[name]?.gateway == gateway { all[name]?.fault = fault }
        }
        return all.values.sorted { $0.name < $1.name }
    }

    private static func device(_ rows: borrowing Statement) throws(StoreError) -> DeviceStanding {
        var device = DeviceStanding(
            name: rows.text(0), gateway: rows.text(1), since: Instant(microseconds: rows.integer(6)))
        device.deviceClass = rows.text(2)
        device.enrolment = Int(rows.integer(3))
        guard let state = DeviceState(word: rows.text(4), reason: rows.text(5)) else {
            throw PartTable.damage("\(rows.text(0)) is in no known state")
        }
        device.state = state
        device.evidence = rows.optional(7).map { Int($0) }
        device.evidenceTime = rows.instant(8)
        device.policyVersion = Int(rows.integer(9))
        device.clock = rows.isNull(10) ? nil : try EvidenceCoding.value(TPMClock.self, rows.bytes(10))
        device.held = Int(rows.integer(11))
        device.failed = Int(rows.integer(12))
        return device
    }

    func put(_ device: DeviceStanding) throws(StoreError) {
        let put = try Statement(database, "INSERT OR REPLACE INTO device VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)")
        put.bind([
            .text(device.name), .text(device.gateway), .text(device.deviceClass),
            .integer(Int64(device.enrolment ?? 0)), .text(device.state.word),
            .text(device.state.reason?.rawValue ?? ""), .integer(device.since.microseconds),
        ])
        put.bind(8, device.evidence.map { Int64($0) })
        put.bind(9, device.evidenceTime?.microseconds)
        put.bind(10, Int64(device.policyVersion))
        if let clock = device.clock { put.bind(11, EvidenceCoding.json(clock)) }
        put.bind(12, Int64(device.held))
        put.bind(13, Int64(device.failed))
        try put.run()
    }

    /// Puts a device into a state, and notes from when on where it was in another one. The answer is whether it was.
    func turn(_ device: inout DeviceStanding, to state: DeviceState, at time: Instant, entry: Int64?) throws(StoreError)
        -> Bool
    {
        guard device.state != state else { return false }
        device.state = state
        device.since = time
        let add = try Statement(database, "INSERT INTO moment VALUES (NULL, ?, ?, ?, ?, ?)")
        add.bind([
            .text(device.name), .integer(time.microseconds), .text(state.word), .text(state.reason?.rawValue ?? ""),
        ])
        add.bind(5, entry)
        try add.run()
        return true
    }

    private static let momentColumns = "SELECT device, time, state, reason, entry FROM moment"

    /// All states, by device, oldest first.
    func moments() throws(StoreError) -> [(String, DeviceDetail.Moment)] {
        let rows = try Statement(database, Self.momentColumns + " ORDER BY device, time, number")
        var all: [(String, DeviceDetail.Moment)] = []
        while try rows.step() { if let moment = Self.moment(rows) { all.append((rows.text(0), moment)) } }
        return all
    }

    /// States of a device since `time`, oldest first; before them the one that it was in by then.
    func moments(of device: String, since time: Instant) throws(StoreError) -> [DeviceDetail.Moment] {
        let rows = try Statement(
            database,
            Self.momentColumns
                + " WHERE device = ?1 AND (time >= ?2 OR number = ("
                + "SELECT number FROM moment WHERE device = ?1 AND time < ?2 ORDER BY time DESC, number DESC LIMIT 1)) "
                + "ORDER BY time, number")
        rows.bind([.text(device), .integer(time.microseconds)])
        var all: [DeviceDetail.Moment] = []
        while try rows.step() { if let moment = Self.moment(rows) { all.append(moment) } }
        return all
    }

    private static func moment(_ rows: borrowing Statement) -> DeviceDetail.Moment? {
        DeviceState(word: rows.text(2), reason: rows.text(3)).map {
            DeviceDetail.Moment(
                time: Instant(microseconds: rows.integer(1)), state: $0, evidence: rows.optional(4).map { Int($0) })
        }
    }

    // MARK: What gateways tell

    /// Notes all devices that a gateway tells of, in place of those that it told of before.
    func tell(_ gateway: String, _ devices: [(name: String, fault: String)], at time: Instant) throws(StoreError) {
        let remove = try Statement(
            database,
            "DELETE FROM told WHERE gateway = ?1 AND device NOT IN (SELECT value FROM json_each(?2))")
        remove.bind([.text(gateway), .text(JSONValue.array(devices.map { .string($0.name) }).text)])
        try remove.run()
        let put = try Statement(
            database,
            """
            INSERT INTO told VALUES (?, ?, ?, ?)
            ON CONFLICT (gateway, device) DO UPDATE SET fault = excluded.fault
            """)
        for device in devices {
            put.bind([.text(gateway), .text(device.name), .text(device.fault), .integer(time.microseconds)])
            try put.run()
        }
    }

    /// The gateways that tell of a device.
    func gateways(tellingOf device: String) throws(StoreError) -> [String] {
        let rows = try Statement(database, "SELECT gateway FROM told WHERE device = ? ORDER BY gateway")
        rows.bind(1, device)
        var all: [String] = []
        while try rows.step() { all.append(rows.text(0)) }
        return all
    }

    /// Gives the devices of a gateway to its new name.
    func rename(_ gateway: String, to new: String) throws(StoreError) {
        for sql in [
            "UPDATE device SET gateway = ?2 WHERE gateway = ?1", "DELETE FROM told WHERE gateway = ?2",
            "UPDATE told SET gateway = ?2 WHERE gateway = ?1", "UPDATE pseudonym SET gateway = ?2 WHERE gateway = ?1",
        ] {
            let set = try Statement(database, sql)
            if sql.contains("?1") { set.bind(1, gateway) }
            set.bind(2, new)
            try set.run()
        }
    }

    // MARK: Policies

    private static let policyColumns = "SELECT class, version, registers, comment, person, time FROM policy"

    /// The newest edition of a class, or the one of a number.
    func policy(of deviceClass: String, version: Int? = nil) throws(StoreError) -> DevicePolicy? {
        let find = try Statement(
            database,
            Self.policyColumns + " WHERE class = ?1 AND (?2 IS NULL OR version = ?2) ORDER BY version DESC LIMIT 1")
        find.bind(1, deviceClass)
        if let version { find.bind(2, Int64(version)) }
        return try find.step() ? try Self.policy(find) : nil
    }

    /// All editions, by class, the newest first.
    func policies() throws(StoreError) -> [DevicePolicy] {
        let rows = try Statement(database, Self.policyColumns + " ORDER BY class, version DESC")
        var all: [DevicePolicy] = []
        while try rows.step() { all.append(try Self.policy(rows)) }
        return all
    }

    private static func policy(_ rows: borrowing Statement) throws(StoreError) -> DevicePolicy {
        DevicePolicy(
            deviceClass: rows.text(0), version: Int(rows.integer(1)),
            registers: try EvidenceCoding.value([DevicePolicy.Register].self, rows.bytes(2)), comment: rows.text(3),
            person: rows.text(4), time: Instant(microseconds: rows.integer(5)))
    }

    func add(_ policy: DevicePolicy) throws(StoreError) {
        let add = try Statement(database, "INSERT INTO policy VALUES (?, ?, ?, ?, ?, ?)")
        add.bind([
            .text(policy.deviceClass), .integer(Int64(policy.version)), .text(EvidenceCoding.json(policy.registers)),
            .text(policy.comment), .text(policy.person), .integer(policy.time.microseconds),
        ])
        try add.run()
    }
}

extension JSONValue {
    /// It as a text.
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
