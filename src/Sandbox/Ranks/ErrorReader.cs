using System.Diagnostics;
using System.Reflection;
using System.Text;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;

namespace Distribute.Sandbox.Ranks;

/// <summary>
/// Tells an exception of a cell's code as the person would: in the cells' own lines and names, without the machinery's
/// frames. One for each run. Runs code of the exception's type (its message).
/// </summary>
internal sealed class ErrorReader(RunRequest request, RankNames names)
{
    /// <summary>Sequence points that the compiler hides have this line.</summary>
    private const int HiddenLine = 0xFEEFEE;

    /// <summary>Deepest chain of inner exceptions that is told; more is a loop or a mistake.</summary>
    private const int MaxDepth = 20;

    /// <summary>Frames told of a stack's top and of its bottom: an endless recursion has thousands.</summary>
    private const int MaxFrames = 60;

    private static readonly string[] MachineryNamespaces =
    [
        "Distribute", "System.Threading", "System.Reflection", "System.Runtime.CompilerServices", "System.Runtime.ExceptionServices",
        "Internal.Runtime",
    ];

    /// <summary>Reads an exception with its inner ones.</summary>
    public RankError Read(Exception exception) => Read(Unwrap(exception), 0);

    private RankError Read(Exception exception, int depth)
    {
        var frames = new List<CellFrame>();
        int? line = null;
        var stack = new StringBuilder();
        var (told, repeats, last) = (0, 0, "");
        var all = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        foreach (var frame in all)
        {
            if (Describe(frame, frames, ref line, told == 0 ? exception : null) is not { } text) continue;
            if (text == last)
            {
                repeats++;
                continue;
            }

            Repeated(stack, ref repeats, told);
            last = text;
            if (++told <= MaxFrames) stack.Append("   at ").Append(text).Append('\n');
        }

        Repeated(stack, ref repeats, told);
        if (told > MaxFrames) stack.Append("   ... and ").Append(told - MaxFrames).Append(" more\n");
        var inner = depth < MaxDepth ? [.. InnerOf(exception).Select(one => Read(Unwrap(one), depth + 1))] : Array.Empty<RankError>();
        foreach (var one in inner)
        {
            stack.Append(" ---> ").Append(one.Type).Append(": ").Append(one.Message).Append('\n').Append(one.Stack);
            if (one.Stack.Length > 0) stack.Append('\n');
            line ??= one.Line;
        }

        return new(TypeText.Qualified(exception.GetType()), MessageOf(exception), line, stack.ToString().TrimEnd('\n'),
            frames.Count > MaxFrames ? frames[..MaxFrames] : frames, inner);
    }

    // An endless recursion is one line and a number, and not the same line sixty times.
    private static void Repeated(StringBuilder stack, ref int repeats, int told)
    {
        if (repeats > 0 && told <= MaxFrames) stack.Append("   (").Append(repeats).Append(repeats == 1 ? " more like this)\n" : " more like these)\n");
        repeats = 0;
    }

    // Thrown is the exception when the frame is the topmost that is told.
    private string? Describe(StackFrame frame, List<CellFrame> frames, ref int? line, Exception? thrown)
    {
        if (frame.GetMethod() is not { } method) return null;
        var type = method.DeclaringType;
        if (type is null || CellAssembly.Of(type) is not { } cell)
        {
            return IsMachinery(type) ? null : names.Clean(MethodText.Of(method, null));
        }

        var at = CellLines.LineOf(frame, method, cell);
        var name = MethodText.Of(method, cell.EntryTypeName);
        if (thrown is not null && cell.IsOptimized && FaultLines.IsKnown(thrown) && FaultLines.Find(method, cell.Pdb, thrown, frame.GetILOffset()) is { } lines)
        {
            at = lines.Count == 1 ? lines[0] : 0;
            if (lines.Count is 2 or 3 && CountOf(cell.Image) is > 0 and var one)
                return $"{(name.Length == 0 ? "" : name + " in ")}cell {one}, line {string.Join(", ", lines.SkipLast(1))} or {lines[^1]}";
        }

        if (at is 0 or HiddenLine)
        {
            if (name.Length == 0 && method.Name == CellImage.RunMethod && CountOf(cell.Image) is > 0 and var its) return $"cell {its}";
            return name.Length == 0 || MethodText.IsHolder(type) ? null : name;
        }

        if (cell.Image == request.Image) line ??= at;
        var count = CountOf(cell.Image);
        if (count == 0) return name.Length == 0 ? null : name;
        frames.Add(new CellFrame(count, at, name));
        return name.Length == 0 ? $"cell {count}, line {at}" : $"{name} in cell {count}, line {at}";
    }

    private int CountOf(string image) =>
        image == request.Image ? request.ExecutionCount : request.Cells.TryGetValue(image, out var count) ? count : 0;

    private string MessageOf(Exception exception)
    {
        try
        {
            return FrameText.Clean(exception.Message, request, names);
        }
        catch (Exception failed) when (failed is not (Contracts.Runtime.CellStoppedException or ThreadInterruptedException))
        {
            return $"(its Message threw {failed.GetType().Name})";
        }
    }

    private static IEnumerable<Exception> InnerOf(Exception exception) => exception switch
    {
        AggregateException many => many.InnerExceptions,
        ReflectionTypeLoadException loads => loads.LoaderExceptions.OfType<Exception>(),
        { InnerException: { } inner } => [inner],
        _ => [],
    };

    private static Exception Unwrap(Exception exception)
    {
        while (true)
        {
            var inner = exception switch
            {
                TargetInvocationException { InnerException: { } cause } => cause,
                AggregateException { InnerExceptions: [var only] } => only,
                TypeInitializationException { InnerException: { } cause } init when IsGeneratedName(init.TypeName) => cause,
                _ => null,
            };
            if (inner is null) return exception;
            exception = inner;
        }
    }

    private static bool IsGeneratedName(string typeName)
    {
        var start = typeName.LastIndexOfAny(['.', '+']) + 1;
        return typeName.AsSpan(start).StartsWith("__") || typeName.AsSpan(start).StartsWith("<");
    }

    private static bool IsMachinery(Type? type)
    {
        if (type is null) return true;
        if (type == typeof(RuntimeMethodHandle)) return true;
        var space = type.Namespace ?? "";
        return Array.Exists(MachineryNamespaces, one => space == one || (space.StartsWith(one, StringComparison.Ordinal) && space[one.Length] == '.'));
    }
}
