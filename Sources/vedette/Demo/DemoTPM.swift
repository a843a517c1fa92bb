// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// A TPM in software (`swtpm`) of the demo, on a Unix socket in its folder.
final class DemoTPM: Sendable {
    /// The way to it, in tpm2-tss's notation.
    let address: String
    private let socket: String
    private let process: DemoProcess

    /// Makes one and lets it run; `nil` where it cannot be.
    init?(program: String, folder: String) {
        let state = folder + "/state"
        socket = folder + "/tpm"
        address = "swtpm:path=\(socket)"
        // The longest path of a Unix socket.
        guard socket.utf8.count < 108 else { return nil }
        do {
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
            process = try DemoProcess(
                program,
                [
                    "socket", "--tpm2", "--tpmstate", "dir=\(state)", "--server", "type=unixio,path=\(socket)",
                    "--ctrl",
                    "type=unixio,path=\(socket).ctrl", "--flags", "not-need-init,startup-clear",
                ])
        } catch { return nil }
    }

    /// Ends it, as the loss of its power does.
    func end() { process.end() }

    /// Measures something into a register, as firmware does at a start; whether it did.
    ///
    /// - Parameter what: one of 256 things that can be measured.
    ///
    /// Source: TPM2_PCR_Extend, TPM 2.0 Library, part 3, section 22.2, with an empty password.
    func measure(_ what: UInt8, into register: UInt8) -> Bool {
        let authorization: [UInt8] = [0x40, 0, 0, 9, 0, 0, 0, 0, 0]
        let digest = [0, 0, 0, 1, 0, 0x0b] + (0..<32).map { what ^ UInt8($0) &* 37 }
        let body: [UInt8] = [0, 0, 0, register, 0, 0, 0, UInt8(authorization.count)] + authorization + digest
        let command: [UInt8] = [0x80, 2, 0, 0, 0, UInt8(10 + body.count), 0, 0, 1, 0x82] + body
        guard let answer = answer(to: command), answer.count >= 10 else { return false }
        return answer[6..<10].allSatisfy { $0 == 0 }
    }

    private func answer(to command: [UInt8]) -> [UInt8]? {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(socket.utf8)) }
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected, unsafe write(descriptor, command, command.count) == command.count else { return nil }
        var answer = [UInt8](repeating: 0, count: 512)
        let count = unsafe read(descriptor, &answer, answer.count)
        return count > 0 ? Array(answer.prefix(count)) : nil
    }
}
