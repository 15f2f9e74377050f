using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Distribute.Notebooks.Documents;

/// <summary>Turns a file's bytes into a document: finds out which form it has, and says in one line what is wrong with it.</summary>
internal static class NotebookParser
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="NotebookFormatException">The bytes are not a C# notebook.</exception>
    public static NotebookDocument Parse(ReadOnlyMemory<byte> bytes, string path)
    {
        if (bytes.Span.StartsWith(ByteOrderMark)) bytes = bytes[ByteOrderMark.Length..];
        var start = bytes.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0) throw new NotebookFormatException(path, "the file is empty");
        if (!Utf8.IsValid(bytes.Span)) throw new NotebookFormatException(path, "not valid UTF-8 text");

        var document = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".dib" => DibReader.Read(Encoding.UTF8.GetString(bytes.Span), path),
            ".ipynb" => IpynbReader.Read(ReadJson(bytes, path), path),
            _ when bytes.Span[start] == (byte)'{' => IpynbReader.Read(ReadJson(bytes, path), path),
            _ => throw new NotebookFormatException(path, "not a notebook: .ipynb and .dib files can be read"),
        };
        RequireCSharp(document);
        return document;
    }

    private static void RequireCSharp(NotebookDocument document)
    {
        var language = Languages.OfNotebook(document.Raw);
        if (language == Languages.CSharp || document.Cells.Any(cell => cell.IsCSharp)) return;
        throw new NotebookFormatException(document.Path, $"a notebook in {language}; only C# notebooks can be run");
    }

    private static JsonElement ReadJson(ReadOnlyMemory<byte> bytes, string path)
    {
        try
        {
            return NotebookJson.Parse(bytes);
        }
        catch (JsonException error)
        {
            var (line, column) = Place(bytes.Span, error);
            var what = IsCutOff(bytes.Span) ? "the file ends in the middle of its JSON" : "not valid JSON";
            throw new NotebookFormatException(path, $"{what}, at line {line}, column {column}: {Reason(error)}", error);
        }
    }

    private static (long Line, long Column) Place(ReadOnlySpan<byte> bytes, JsonException error)
    {
        var line = error.LineNumber ?? 0;
        for (var skipped = 0L; skipped < line; skipped++)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0) break;
            bytes = bytes[(end + 1)..];
        }

        var length = (int)Math.Min(error.BytePositionInLine ?? 0, bytes.Length);
        return (line + 1, Encoding.UTF8.GetCharCount(bytes[..length]) + 1);
    }

    // A reader that may hope for more input fails on wrong JSON and runs out on JSON that was cut off.
    private static bool IsCutOff(ReadOnlySpan<byte> bytes)
    {
        var options = new JsonReaderOptions { MaxDepth = NotebookJson.MaxDepth };
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(options));
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) return false;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The library appends its own position, counted in bytes from 0.
    private static string Reason(JsonException error)
    {
        var at = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var path = error.Message.IndexOf(" Path:", StringComparison.Ordinal);
        var end = Math.Min(at < 0 ? int.MaxValue : at, path < 0 ? int.MaxValue : path);
        return end == int.MaxValue ? error.Message : error.Message[..end];
    }
}
