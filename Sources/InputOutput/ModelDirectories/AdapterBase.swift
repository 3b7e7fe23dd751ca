/// The base model of the adapters in a directory.
package enum AdapterBase {
    /// The file that identifies a directory of adapters.
    package static let configurationName = "adapter_config.json"
    /// The key, in the member `fledge` of config.json, of the base's path relative to the adapters.
    package static let relativePathKey = "adapter_base"

    /// Returns the directory of the base, if it is on this machine.
    ///
    /// These are tried in order: the name as a path; as a path relative to the adapters or their parent directory; the
    /// relative path in the member `fledge` of config.json, so that adapters and base can be moved together; the name
    /// of a model of the hub in the cache.
    ///
    /// - Parameters:
    ///   - name: The value of `base_model_name_or_path`.
    ///   - revision: The value of `revision`.
    ///   - directory: The directory of the adapters.
    package static func directory(named name: String, revision: String?, of directory: String) -> String? {
        guard !name.isEmpty else { return nil }
        var candidates = [name]
        if !name.hasPrefix("/") {
            candidates.append(directory.path(of: name))
            candidates.append(directory.path(of: "../\(name)"))
        }
        let configuration = try? JSONValue(contentsOf: directory.path(of: "config.json"))
        if let relative = configuration?["fledge"]?[relativePathKey]?.stringValue, !relative.hasPrefix("/") {
            candidates.append(directory.path(of: relative))
        }
        let own = OutputPath.resolved(directory)
        return candidates.first { FileSystemEntry.isDirectory($0) && OutputPath.resolved($0) != own }
            ?? HubCacheLayout.snapshot(of: name, revision: revision)
    }

    /// Returns the directory of the base of the adapters in a directory; `nil` if there are none, or their base is not
    /// here.
    package static func directory(of directory: String) -> String? {
        let file = directory.path(of: configurationName)
        guard FileSystemEntry.isFile(file), let settings = try? JSONValue(contentsOf: file),
            let name = settings["base_model_name_or_path"]?.stringValue
        else { return nil }
        return self.directory(named: name, revision: settings["revision"]?.stringValue, of: directory)
    }
}
