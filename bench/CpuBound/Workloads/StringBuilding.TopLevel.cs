using System.Diagnostics;
using System.Text;

var watch = Stopwatch.StartNew();
var text = new StringBuilder();
for (var row = 0; row < 4_000_000; row++)
{
    text.Append("row ").Append(row).Append(": ").Append(row * 31 % 1009).Append(';');
    if (row % 8 == 0) text.Append($" [{row % 64}]");
    text.Append('\n');
}

var built = text.ToString();
var vowels = 0;
foreach (var letter in built)
    if (letter is 'a' or 'e' or 'i' or 'o' or 'u') vowels++;
Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {built.Length + vowels}");
