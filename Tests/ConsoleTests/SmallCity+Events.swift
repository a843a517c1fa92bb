// SPDX-License-Identifier: Apache-2.0

import EVE
import Query

extension SmallCity {
    /// What an alert of the small city says.
    private static let alerts: [(id: UInt32, severity: UInt8, text: String, category: String, share: Int)] = [
        (9_000_602, 1, "ET SCADA Modbus coil write from outside", "Targeted Malicious Activity was Detected", 1),
        (9_000_101, 2, "ET SCAN Telnet sweep with factory passwords", "Attempted Information Leak", 9),
        (9_000_301, 3, "ET POLICY MQTT CONNECT without a password", "Misc activity", 6),
        (2_200_074, 3, "SURICATA STREAM Retransmission out of window", "Generic Protocol Command Decode", 4),
    ]

    /// `count` events over the last day on three gateways, an alert among every five. The same for the same count.
    static func withEvents(_ count: Int) -> SmallCity {
        var city = SmallCity()
        let step = Instant.microsecondsPerDay / Int64(max(1, count))
        for index in 0..<count {
            let time = now.advanced(byMicroseconds: Int64(index - count) * step)
            city.store(index % 5 == 4 ? alert(index, at: time) : flow(index, at: time))
        }
        city.reports = ["gw-harbour", "gw-market", "gw-school-2"].enumerated().map { place, name in
            GatewayReport(
                gateway: name, events: count / 3, firstEvent: city.events.first?.row.time,
                lastEvent: place == 2
                    ? now.advanced(byMicroseconds: -7_500_000_000) : now.advanced(byMicroseconds: -2_000_000),
                lastArrival: now, rejected: place == 1 ? [.torn: 3, .notJSON: 1] : [:], duplicates: place,
                kernelDrops: place == 0 ? 118_612 : 0,
                counters: SensorCounters(
                    uptime: 4000, packets: 61_204_118, kernelDrops: 118_612, memoryUse: 304_000_000),
                countersTime: place == 2 ? nil : now.advanced(byMicroseconds: -6_000_000))
        }
        return city
    }

    static func flow(_ index: Int, at time: Instant) -> Stored {
        let types = ["dns", "flow", "mqtt", "tls"]
        let type = types[index % 4]
        let raw = """
            {"timestamp":"\(time.rfc3339)","flow_id":\(7_000 + index / 3),"in_iface":"eth0","event_type":"\(type)",\
            "src_ip":"10.20.3.\(index % 50)","src_port":\(40_000 + index % 999),"dest_ip":"10.20.0.53","dest_port":53,\
            "proto":"UDP","\(type)":{"type":"query","rrname":"time.lindhavn.test","tx_id":\(index)}}
            """
        return stored(raw, index, type: type, time: time, alert: nil, summary: "A time.lindhavn.test")
    }

    static func alert(_ index: Int, at time: Instant) -> Stored {
        let place = index % 20
        var rest = place
        let chosen =
            alerts.first {
                rest -= $0.share; return rest < 0
            } ?? alerts[0]
        let raw = """
            {"timestamp":"\(time.rfc3339)","flow_id":\(7_000 + index / 3),"event_type":"alert",\
            "src_ip":"203.0.113.\(index % 7)","src_port":50412,"dest_ip":"10.20.4.40","dest_port":502,"proto":"TCP",\
            "app_proto":"modbus","community_id":"1:pGk2rQv0yWb5dKzJt8MN0c4uOEs=",\
            "alert":{"action":"\(index % 35 == 4 ? "blocked" : "allowed")","gid":1,"signature_id":\(chosen.id),"rev":2,\
            "signature":"\(chosen.text)","category":"\(chosen.category)","severity":\(chosen.severity),\
            "metadata":{"created_at":["2026_01_01"]}},\
            "modbus":{"request":{"function_code":"Write Single Coil","unit_id":1,"address":12,"value":65280}},\
            "flow":{"pkts_toserver":12,"pkts_toclient":11},"payload":"ACoAAAAGAQUADP8A","stream":1}
            """
        let row = AlertRow(
            generatorID: 1, signatureID: chosen.id, revision: 2, severity: chosen.severity, signature: chosen.text,
            category: chosen.category, action: index % 35 == 4 ? "blocked" : "allowed")
        return stored(raw, index, type: "alert", time: time, alert: row, summary: chosen.text)
    }

    private static func stored(
        _ raw: String, _ index: Int, type: String, time: Instant, alert: AlertRow?, summary: String
    ) -> Stored {
        let gateways = ["gw-harbour", "gw-market", "gw-school-2"]
        let outside = IPAddress(v4: 0xCB00_7100 + UInt32(index % 7))
        let inside = IPAddress(v4: 0x0A14_0300 + UInt32(index % 50))
        let row = EventRow(
            id: EventID(day: time.day, row: Int64(index)), time: time, flags: [], gateway: gateways[index % 3],
            type: type, source: alert == nil ? inside : outside,
            destination: IPAddress(v4: alert == nil ? 0x0A14_0035 : 0x0A14_0428),
            sourcePort: alert == nil ? UInt16(40_000 + index % 999) : 50412, destinationPort: alert == nil ? 53 : 502,
            transport: alert == nil ? "UDP" : "TCP", appProtocol: alert == nil ? type : "modbus", sensor: nil,
            flowID: Int64(7_000 + index / 3), alert: alert, summary: summary)
        return Stored(row: row, raw: Array(raw.utf8))
    }
}
