using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Distribute.Contracts.Runtime;

namespace Distribute.Sandbox.Output;

/// <summary>The text of values that need no formatting library: the same text that it would give, without its start-up cost.</summary>
internal static class PlainText
{
    /// <summary>What null looks like.</summary>
    public const string Null = "<null>";

    /// <summary>Gives the text of a simple value, the same in every culture.</summary>
    public static bool TryGet(object? value, [NotNullWhen(true)] out string? text)
    {
        text = value switch
        {
            null => Null,
            string s => s,
            bool or char => value.ToString(),
            int or long or double or decimal or float or byte or sbyte or short or ushort or uint or ulong or nint or nuint
                or Int128 or UInt128 or Half or System.Numerics.BigInteger or TimeSpan or Guid
                => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
            DateTime or DateTimeOffset => ((IFormattable)value).ToString("u", CultureInfo.InvariantCulture),
            DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
            Enum => value.ToString(),
            { } shape and not Array when shape.GetType().Namespace?.StartsWith("__cells.Shape_", StringComparison.Ordinal) == true => shape.ToString()!,
            HtmlText html => html.Content,
            MimeText mime => mime.Content,
            _ => null,
        };
        return text is not null;
    }
}
