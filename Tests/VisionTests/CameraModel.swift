// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A camera that speaks RTSP over one TCP connection, and sends a clip's pictures as RTP packets in between (RFC 2326, section 10.12; RFC 6184).
final class CameraModel: Sendable {
    let port: UInt16
    private let server: OneConnection

    /// - Parameter clip: an MP4 of ours, H.264 without B-frames at 25 frames a second.
    init(clip: [UInt8], width: Int, height: Int) throws {
        let server = try OneConnection()
        self.server = server
        port = server.port
        let pictures = Self.pictures(of: clip)
        let sets = Self.parameterSets(of: clip)
        server.serve { server in Self.talk(server, pictures: pictures, sets: sets) }
    }

    private static func talk(_ server: OneConnection, pictures: [[[UInt8]]], sets: [[UInt8]]) {
        var text = ""
        while true {
            let bytes = server.receive()
            guard !bytes.isEmpty else { return }
            text += String(decoding: bytes, as: UTF8.self)
            while let end = text.range(of: "\r\n\r\n") {
                let request = String(text[..<end.lowerBound])
                text = String(text[end.upperBound...])
                answer(request, server, sets)
                guard request.hasPrefix("PLAY") else { continue }
                for (frame, units) in pictures.enumerated() { send(units, frame: frame, server) }
                return
            }
        }
    }

    private static func answer(_ request: String, _ server: OneConnection, _ sets: [[UInt8]]) {
        let sequence = request.split(separator: "\r\n").first { $0.hasPrefix("CSeq:") } ?? "CSeq: 0"
        var lines = ["RTSP/1.0 200 OK", String(sequence)]
        var body = ""
        switch request.prefix(while: { $0 != " " }) {
        case "OPTIONS": lines.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
        case "DESCRIBE":
            let parameters = sets.map { Data($0).base64EncodedString() }.joined(separator: ",")
            body =
                "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
                + "a=rtpmap:96 H264/90000\r\na=framerate:25\r\n"
                + "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=\(parameters)\r\na=control:track1\r\n"
            lines += ["Content-Type: application/sdp", "Content-Length: \(body.utf8.count)"]
        case "SETUP": lines += ["Session: 1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"]
        default: lines.append("Session: 1")
        }
        server.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
    }

    /// One packet for each unit; the last one of a picture is marked.
    private static func send(_ units: [[UInt8]], frame: Int, _ server: OneConnection) {
        for (index, unit) in units.enumerated() {
            let isLast: UInt8 = index == units.count - 1 ? 0x80 : 0
            let sequence = UInt16(truncatingIfNeeded: frame * 64 + index)
            let time = UInt32(frame * 3600)
            var packet: [UInt8] = [0x80, 96 | isLast, UInt8(sequence >> 8), UInt8(sequence & 0xff)]
            packet += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: time >> $0) }
            packet += [0, 0, 0, 1] + unit
            server.send([0x24, 0, UInt8(packet.count >> 8), UInt8(packet.count & 0xff)] + packet)
        }
    }

    /// The units of each picture, which stand in the data with their lengths before them.
    private static func pictures(of clip: [UInt8]) -> [[[UInt8]]] {
        guard let data = Containers.place(of: "mdat", in: clip) else { return [] }
        let size = number(clip, at: data - 4)
        var place = data + 4
        var pictures: [[[UInt8]]] = []
        var units: [[UInt8]] = []
        while place + 4 <= data - 4 + size {
            let length = number(clip, at: place)
            let unit = Array(clip[(place + 4)..<(place + 4 + length)])
            place += 4 + length
            units.append(unit)
            // A slice ends a picture: type 1 or 5 (H.264, table 7-1).
            guard [1, 5].contains(unit[0] & 0x1f) else { continue }
            pictures.append(units)
            units = []
        }
        return pictures
    }

    /// ISO/IEC 14496-15, section 5.3.3: behind five bytes, how many sets there are, each with its length in two bytes; twice.
    private static func parameterSets(of clip: [UInt8]) -> [[UInt8]] {
        guard let record = Containers.place(of: "avcC", in: clip) else { return [] }
        var place = record + 4 + 5
        var sets: [[UInt8]] = []
        for _ in 0..<2 {
            let count = Int(clip[place] & 0x1f)
            place += 1
            for _ in 0..<count {
                let length = Int(clip[place]) << 8 | Int(clip[place + 1])
                sets.append(Array(clip[(place + 2)..<(place + 2 + length)]))
                place += 2 + length
            }
        }
        return sets
    }

    private static func number(_ bytes: [UInt8], at place: Int) -> Int {
        bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
}
