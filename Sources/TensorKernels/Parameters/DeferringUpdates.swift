/// An optimiser that updates the rows of a table when they are read.
package protocol DeferringUpdates: AnyObject {
    /// Makes up for the updates that these rows of a table have missed.
    func bringUpToDate(_ table: ParameterLayout.Index, rows: [Int32])
    /// The same for all its rows.
    func bringUpToDate(_ table: ParameterLayout.Index)
    /// The same for all tables.
    func bringAllUpToDate()
}
