/// The settings: those that differ from the defaults, and all of them collapsed.
extension ReportPage {
    var recipe: [HTML] {
        let settings = RecipeSetting.all(of: report.recipe, usual: report.customary.settled(TrainingRecipe()))
        var changed = HTMLTable(["setting", "value", "default"], wordColumns: 3)
        for setting in settings where setting.differs {
            changed.add(["\(setting.name)", "<b>\(setting.value)</b>", "\(setting.customary)"])
        }
        var all = HTMLTable(["setting", "value"], wordColumns: 2)
        for setting in settings { all.add(["\(setting.name)", "\(setting.value)"]) }
        return [
            changed.isEmpty ? .paragraph("Every setting is the default.") : changed.html,
            .folded("All \(settings.count) settings", all.html),
        ]
    }
}
