using System.Diagnostics;
using System.Text;

void AppendRow(StringBuilder text, int row)
{
    text.Append("row ").Append(row).Append(": ").Append(row * 31 % 1009).Append(';');
    if (row % 8 == 0) text.Append($" [{row % 64}]");
    text.Append('\n');
}

int CountVowels(string text)
{
    var vowels = 0;
    foreach (var letter in text)
        if (letter is 'a' or 'e' or 'i' or 'o' or 'u') vowels++;
    return vowels;
}

string Build(int rows)
{
    var text = new StringBuilder();
    for (var row = 0; row < rows; row++) AppendRow(text, row);
    return text.ToString();
}

var watch = Stopwatch.StartNew();
var built = Build(4_000_000);
Console.WriteLine($"{(long)watch.Elapsed.TotalMicroseconds} {built.Length + CountVowels(built)}");
