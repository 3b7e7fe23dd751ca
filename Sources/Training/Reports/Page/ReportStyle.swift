import Evaluation

/// The style sheet of a report page, for light and dark mode, print and small screens.
enum ReportStyle {
    static let css = colors + layout + tables + media + InlineChart.css

    private static let colors = """
        :root{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--page:#ffffff;--pane:#f6f8fa;--edge:#d8dee4;\
        --link:#0550ae;--good:#dafbe1;--alarm:#fff1e5;--chart-ink:var(--ink);--chart-soft:var(--soft);\
        --chart-grid:var(--edge)}
        @media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b1;--page:#0d1117;--pane:#161b22;\
        --edge:#343b43;--link:#79b8ff;--good:#12361f;--alarm:#3d2415}}

        """

    private static let layout = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:980px;padding:24px 20px 48px;background:var(--page);color:var(--ink);\
        font:16px/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans","Liberation Sans",sans-serif;\
        overflow-wrap:break-word}
        h1{font-size:1.75rem;line-height:1.25;margin:0 0 8px}
        h2{font-size:1.3rem;line-height:1.3;margin:44px 0 12px;padding-bottom:6px;border-bottom:1px solid var(--edge)}
        h3{font-size:1.02rem;margin:24px 0 8px}
        p{margin:8px 0}
        a{color:var(--link)}
        code{font:0.86em ui-monospace,"SF Mono","DejaVu Sans Mono","Liberation Mono",monospace;overflow-wrap:anywhere}
        .lead{font-size:1.08rem}
        .note,footer{color:var(--soft);font-size:0.92rem}
        .warning{background:var(--alarm);border-radius:8px;padding:10px 14px}
        nav ul{list-style:none;margin:16px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:4px 18px;font-size:0.92rem}
        footer{margin-top:48px;border-top:1px solid var(--edge);padding-top:8px}
        dl{margin:12px 0}
        dd{margin:0}
        .facts>div{display:grid;grid-template-columns:11em 1fr;gap:2px 16px;padding:3px 0}
        .facts dt{color:var(--soft)}
        .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:12px}
        .figures>div{background:var(--pane);border:1px solid var(--edge);border-radius:8px;padding:10px 14px}
        .figures dt{color:var(--soft);font-size:0.9rem}
        .figures b{display:block;font-size:1.45rem;line-height:1.35;font-variant-numeric:tabular-nums}
        .figures span{display:block;font-size:0.86rem;line-height:1.4;color:var(--soft)}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:12px;margin:12px 0}
        figure{margin:0;overflow-x:auto}
        details{margin:10px 0}
        summary{cursor:pointer;color:var(--link);width:fit-content}
        .text{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
        .text summary{display:inline;white-space:normal}
        .text details{margin:0}

        """

    private static let tables = """
        .table{overflow-x:auto;margin:10px 0}
        table{border-collapse:collapse;font-size:0.92rem}
        th,td{padding:5px 14px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--edge)}
        th{font-weight:500}
        thead th{color:var(--soft);font-size:0.86rem;white-space:nowrap}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        td details{margin:0;white-space:normal}
        td>code{display:inline-block;min-width:9em}
        .kept{white-space:nowrap}
        tr.best{background:var(--good)}
        tr.sum th,tr.sum td{color:var(--soft)}
        .mistakes{list-style:none;padding:0;margin:12px 0}
        .mistakes>li{border-bottom:1px solid var(--edge);padding:10px 0}
        .mistakes p{margin:0 0 4px;font-size:0.88rem;color:var(--soft)}
        .mistakes p b{color:var(--ink);font-weight:600}

        """

    private static let media = """
        @media (max-width:600px){body{padding:16px 14px 40px;font-size:15px}h1{font-size:1.4rem}\
        .facts>div{grid-template-columns:1fr;gap:0;padding:5px 0}\
        .figures{grid-template-columns:repeat(auto-fill,minmax(150px,1fr))}th,td{padding-right:10px}}
        @media print{body{max-width:none;padding:0;font-size:11pt}nav,summary,.text summary{display:none}h2,h3{break-after:avoid}\
        figure,tr,.figures>div,.mistakes>li{break-inside:avoid}figure,.table{overflow:visible}\
        details::details-content{content-visibility:visible;display:block}a{color:inherit;text-decoration:none}}

        """
}
