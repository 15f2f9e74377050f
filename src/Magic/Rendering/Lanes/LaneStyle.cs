namespace Distribute.Magic.Rendering.Lanes;

/// <summary>
/// The style sheet of the lanes. It takes the page's own text colour, so it is as dark or light as the page; the colours of
/// states have at least 3:1 against white and black, and a word stands beside each.
/// </summary>
internal static class LaneStyle
{
    public const string Sheet =
        "<style>"
        + ".dst{border:1px solid rgba(128,128,128,.35);border-radius:6px;font-size:13px;line-height:1.45;max-width:100%;overflow:hidden}"
        + ".dst-head,.dst summary{display:flex;flex-wrap:wrap;gap:.2em .7em;align-items:baseline;padding:.3em .8em}"
        + ".dst-head progress{width:9em;height:.6em}"
        + ".dst details{border-top:1px solid rgba(128,128,128,.25)}"
        + ".dst summary{cursor:pointer;list-style:none}.dst summary::-webkit-details-marker{display:none}"
        + ".dst summary::before{content:\"\\25B8\";width:.7em;opacity:.6}.dst details[open]>summary::before{content:\"\\25BE\"}"
        + ".dst summary:focus-visible{outline:2px solid currentColor;outline-offset:-2px}"
        + ".dst-dot{align-self:center;width:.65em;height:.65em;border-radius:50%;flex:none;background:#8b8b8b}"
        + ".dst-ok{background:#2a9d4f}.dst-bad{background:#d93f3f}.dst-late{background:#b7791f}.dst-run{background:#2f81f7}"
        + ".dst-time{opacity:.7;font-variant-numeric:tabular-nums}"
        + ".dst-preview{opacity:.7;flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;background:none}"
        + ".dst details[open]>summary .dst-preview{display:none}"
        + ".dst-body{padding:0 .8em .5em 2.2em;max-height:32em;overflow:auto}"
        + ".dst-body pre{margin:0;padding:0;border:0;background:none;color:inherit;font:12px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}"
        + ".dst-body pre.dst-stderr{border-left:3px solid #b7791f;padding-left:.6em}"
        + ".dst-body pre.dst-error{border-left:3px solid #d93f3f;padding-left:.6em;margin-top:.3em}.dst-body pre.dst-error.dst-stopped{border-color:#b7791f}"
        + ".dst-body img{max-width:100%}.dst-rich{overflow-x:auto}"
        + ".dst-note{padding:.1em .8em;opacity:.75}"
        + "@media print{.dst-body{max-height:none}}"
        + "</style>";
}
