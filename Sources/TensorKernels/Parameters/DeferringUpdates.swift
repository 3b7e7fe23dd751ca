/// An optimizer that defers updates of table rows until they are read.
package protocol DeferringUpdates: AnyObject {
    /// Applies the updates that these rows of a table have missed.
    func bringUpToDate(_ table: ParameterLayout.Index, rows: [Int32])
    /// Applies the missed updates of all rows of a table.
    func bringUpToDate(_ table: ParameterLayout.Index)
    /// Applies the missed updates of all tables.
    func bringAllUpToDate()
}
