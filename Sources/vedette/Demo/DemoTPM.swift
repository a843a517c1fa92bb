// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Sockets

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
        let control = socket + ".ctrl"
        guard control.utf8.count <= UnixListener.pathLimit else { return nil }
        do {
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
            process = try DemoProcess(
                program,
                [
                    "socket", "--tpm2", "--tpmstate", "dir=\(state)", "--server", "type=unixio,path=\(socket)",
                    "--ctrl",
                    "type=unixio,path=\(control)", "--flags", "not-need-init,startup-clear",
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

    /// How long its socket may take for anything, in milliseconds: the agent may be asking it meanwhile.
    private static let patience: Int32 = 10_000

    private func answer(to command: [UInt8]) -> [UInt8]? {
        do throws(SocketFailure) {
            let connection = try UnixConnection.connect(to: socket, milliseconds: Self.patience)
            try connection.send(command)
            let answer = try connection.receive()
            return answer.isEmpty ? nil : answer
        } catch {
            return nil
        }
    }
}
