// SPDX-License-Identifier: Apache-2.0

internal import Agent
internal import Prover

/// `vedette-agent tpm`: takes the TPMs of the configuration into use, and shows each step as it is done.
enum TPMCommand {
    static func run(_ arguments: [String]) throws(AgentProblem) -> Int32 {
        let options = try CallOptions(arguments, values: ["--config", "--device"], flags: ["--new"])
        let configuration = try AgentConfiguration.read(options["--config"] ?? AgentConfiguration.usualPath)
        let devices = try DeviceTPM.all(of: configuration).filter {
            options["--device"] == nil || $0.name == options["--device"]
        }
        guard !devices.isEmpty else {
            throw AgentProblem(
                .wrongUse,
                "no such TPM is in the configuration; write 'tpm: device:/dev/tpmrm0', or 'tpm-device:' and below it '- NAME TPM'"
            )
        }
        // The keys of all the others would be lost with it.
        guard !options.has("--new") || devices.count == 1 else {
            let names = devices.map(\.name).joined(separator: ", ")
            throw AgentProblem(
                .wrongUse, "--new: name the one device that gets new keys, by --device; there are \(names)")
        }
        var outcome: Int32 = 0
        for device in devices {
            do throws(AgentProblem) {
                try take(device.tpm, device.name, isNew: options.has("--new"), configuration)
            } catch {
                Output.error("vedette-agent: \(device.name): \(error.line)")
                outcome = max(outcome, error.outcome.rawValue)
            }
        }
        return outcome
    }

    private static func take(
        _ tpm: DeviceTPM, _ name: String, isNew: Bool, _ configuration: AgentConfiguration
    ) throws(AgentProblem) {
        let kept = isNew ? nil : try tpm.kept()
        // Keys are made by one process at a time: an agent that runs has its own in memory.
        let lock = kept == nil ? try FolderLock(configuration.folder.lock) : nil
        Output.print("\(name): \(tpm.address)\n")
        let keys = try tpm.provision(kept) { step in Output.print(PlainText.line("  \(step)") + "\n") }
        Output.print("  Attestation key \(keys.attestationText)\n  Sensor key \(keys.sensorText)\n")
        Output.print(
            kept == nil ? "  new keys; what is kept of them is in \(tpm.file)\n" : "  the keys that were there\n")
        if tpm.isPseudonymous {
            Output.print("  readings are also signed under pseudonyms, which the running agent has in memory only\n")
        }
        lock?.release()
    }
}
