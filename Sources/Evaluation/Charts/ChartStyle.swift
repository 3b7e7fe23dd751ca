/// The styles that all charts share.
enum ChartStyle {
    /// The number of colors for series; further series repeat them with dashes.
    static let colorCount = 6

    /// The CSS class of a series' line.
    static func line(_ series: Int) -> String { "fc-line fc-s\(series % colorCount) fc-d\(series / colorCount % 3)" }

    /// The CSS class of a series' area or dot.
    static func fill(_ series: Int) -> String { "fc-fill fc-s\(series % colorCount)" }

    /// Every rule applies only to charts, so that a page around an inline chart keeps its own style.
    static let css = """
        .fledge-chart{--fc-ink:var(--chart-ink,#1f2328);--fc-soft:var(--chart-soft,#59636e);\
        --fc-grid:var(--chart-grid,#d8dee4);--fc-0:var(--chart-0,#0969da);--fc-1:var(--chart-1,#bc4c00);\
        --fc-2:var(--chart-2,#1a7f37);--fc-3:var(--chart-3,#8250df);--fc-4:var(--chart-4,#bf3989);\
        --fc-5:var(--chart-5,#6e5a00);color:var(--fc-ink);max-width:100%;height:auto;\
        font:12px system-ui,-apple-system,"Segoe UI","Noto Sans","Liberation Sans",sans-serif}
        @media (prefers-color-scheme:dark){.fledge-chart{--fc-ink:var(--chart-ink,#e6edf3);\
        --fc-soft:var(--chart-soft,#9da7b1);--fc-grid:var(--chart-grid,#343b43);--fc-0:var(--chart-0,#58a6ff);\
        --fc-1:var(--chart-1,#f0883e);--fc-2:var(--chart-2,#3fb950);--fc-3:var(--chart-3,#bc8cff);\
        --fc-4:var(--chart-4,#ff7bc0);--fc-5:var(--chart-5,#d3b94c)}}
        .fledge-chart text{fill:currentColor}
        .fledge-chart .fc-title{font-size:15px;font-weight:600}
        .fledge-chart .fc-soft{fill:var(--fc-soft)}
        .fledge-chart .fc-grid{stroke:var(--fc-grid);stroke-width:1}
        .fledge-chart .fc-axis{stroke:var(--fc-soft);stroke-width:1}
        .fledge-chart .fc-guide{stroke:var(--fc-soft);stroke-width:1.5;stroke-dasharray:5 4;fill:none}
        .fledge-chart .fc-s0{color:var(--fc-0)} .fledge-chart .fc-s1{color:var(--fc-1)}
        .fledge-chart .fc-s2{color:var(--fc-2)} .fledge-chart .fc-s3{color:var(--fc-3)}
        .fledge-chart .fc-s4{color:var(--fc-4)} .fledge-chart .fc-s5{color:var(--fc-5)}
        .fledge-chart .fc-line{stroke:currentColor;stroke-width:1.75;fill:none;stroke-linejoin:round}
        .fledge-chart .fc-d1{stroke-dasharray:6 3} .fledge-chart .fc-d2{stroke-dasharray:2 3}
        .fledge-chart .fc-faint{stroke-opacity:0.5;stroke-width:1}
        .fledge-chart .fc-fill{fill:currentColor}
        .fledge-chart .fc-point{fill-opacity:0.55}
        .fledge-chart .fc-frame{fill:none;stroke:var(--fc-grid);stroke-width:1}
        """
}
