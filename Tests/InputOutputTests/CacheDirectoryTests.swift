import InputOutput
import TestSupport
import Testing

@Suite struct CacheDirectoryTests {
    @Test(arguments: [
        (["HOME": "/home/ana"], "/home/ana/.cache/fledge"),
        (["HOME": "/home/ana", "XDG_CACHE_HOME": "/var/cache"], "/var/cache/fledge"),
        (["HOME": "/home/ana", "FLEDGE_CACHE": "/data"], "/data"),
        (["HOME": "/home/ana", "FLEDGE_CACHE": ""], "/home/ana/.cache/fledge"),
        (["HOME": "/home/ana", "FLEDGE_CACHE": "~/cache"], "/home/ana/cache"),
        (["HOME": "/home/ana", "FLEDGE_CACHE": "~"], "/home/ana"),
        (["HOME": "/home/ana", "FLEDGE_CACHE": "$HOME/c"], "/home/ana/c"),
        (["HOME": "/home/ana", "FLEDGE_CACHE": "c"], "c"),
        (["HOME": "/home/ana", "XDG_CACHE_HOME": "~/x"], "/home/ana/x/fledge"),
    ])
    func isFoundByTheEnvironment(environment: [String: String], expected: String) {
        #expect(CacheDirectory.path(environment: environment) == expected)
    }
}
