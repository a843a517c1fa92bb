// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import SuricataRules

@testable import Console

extension SmallCity {
    /// A few events, the newest an alert with its packet and a payload in Base64.
    static func withPacket(payload: String = "ACoAAAAGAQUADP8A") -> SmallCity {
        var city = SmallCity.withEvents(40)
        let time = now.advanced(byMicroseconds: -1_000_000)
        let raw = """
            {"timestamp":"\(time.rfc3339)","flow_id":9001,"event_type":"alert","src_ip":"198.51.100.23","src_port":50412,\
            "dest_ip":"10.20.4.40","dest_port":502,"proto":"TCP","alert":{"action":"allowed","gid":1,"signature_id":9000602,\
            "rev":2,"signature":"ET SCADA Modbus coil write from outside","category":"Targeted Malicious Activity was \
            Detected","severity":1},"payload":"\(payload)","stream":0,"packet":"AgAAAAABAgAAAAACCABFAABAEjRAAD0G8v3GM2QXCh\
            QEKMTsAfYAABAAAAAgAIAYAfUSNAAAAQEICgAAAAcAAAAJACoAAAAGAQUADP8A","packet_info":{"linktype":1}}
            """
        let alert = AlertRow(
            generatorID: 1, signatureID: 9_000_602, revision: 2, severity: 1,
            signature: "ET SCADA Modbus coil write from outside", category: "Targeted Malicious Activity was Detected",
            action: "allowed")
        let row = EventRow(
            id: EventID(day: time.day, row: 0), time: time, flags: [], gateway: "gw-waterworks", type: "alert",
            source: IPAddress("198.51.100.23"), destination: IPAddress("10.20.4.40"), sourcePort: 50412,
            destinationPort: 502, transport: "TCP", appProtocol: "modbus", sensor: nil, flowID: 9001, alert: alert,
            summary: "ET SCADA Modbus coil write from outside")
        city.store(Stored(row: row, raw: Array(raw.utf8)))
        return city
    }

    /// What is known of signatures.
    static func signature(_ name: SignatureName, _ revision: UInt32) -> FiredSignature? {
        guard name.sid == 9_000_602 else { return nil }
        let text = """
            alert modbus !$CITY_NET any -> $PLC_NET 502 (msg:"ET SCADA Modbus coil write from outside"; modbus: function 5; \
            flow:established,to_server; reference:url,lindhavn.test/plc; reference:cve,2021-44228; \
            classtype:targeted-activity; metadata: mitre_technique_id T0855, deployment Perimeter; sid:9000602; rev:3;)
            """
        return SignatureFile.parse(text).rules.first.map {
            FiredSignature($0, wanted: revision, place: "local-ot.rules:118")
        }
    }
}
