// Prints the figures of bench/README.md about copying variables, one command for each row of its table:
//     dotnet run -c Release --project bench/State -- all
using System.Globalization;
using Distribute.Bench.Measuring;
using Distribute.Bench.State.Rows;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
IRow[] rows = [new BlockRow(), new RecordsRow(), new OneIntRow()];
var quick = args.Contains("--quick");
var asked = rows.Where(row => args.Length > 0 && args[0] is var name && (name == "all" || name == row.Name)).ToArray();
if (asked.Length == 0)
{
    await Console.Error.WriteLineAsync($"usage: distribute-bench-state {string.Join('|', rows.Select(row => row.Name))}|all [--quick]").ConfigureAwait(false);
    return 2;
}

Console.WriteLine(Figure.Head);
var code = 0;
foreach (var row in asked)
{
    await foreach (var figure in row.MeasureAsync(quick).ConfigureAwait(false))
    {
        Console.WriteLine(figure.ToMarkdown());
        if (figure.Verdict == Verdict.Misses) code = 1;
    }

    GC.Collect();
}

return code;
