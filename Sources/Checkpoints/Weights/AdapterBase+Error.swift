import InputOutput

extension AdapterBase {
    /// The error of a directory that holds adapters where a whole model is needed; `nil` for any other directory.
    static func error(in directory: String) -> FledgeError? {
        let file = directory.path(of: configurationName)
        guard FileSystemEntry.isFile(file) else { return nil }
        let settings = try? JSONValue(contentsOf: file)
        let base = settings?["base_model_name_or_path"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        return FledgeError(
            .noInput, at: directory, "the directory holds PEFT adapters and not a whole model",
            expected: "config.json and model.safetensors",
            found: "\(configurationName), for adapters of \(base ?? "a model that it does not name")",
            advice: "label, evaluate, embed and benchmark take it as it is; for anything else, merge it into its base "
                + "with PEFT (merge_and_unload and save_pretrained), or train with --lora-merge")
    }
}
