using System.Reflection;
using Distribute.Contracts.Images;
using Distribute.Contracts.Isolates;
using Distribute.Contracts.Outcomes;
using Distribute.Contracts.Runtime;
using Distribute.Sandbox.Ranks;
using Distribute.Sandbox.State;

namespace Distribute.Sandbox.Properties.State;

/// <summary>A rank's variables without the rank: real slots, copied by what real ranks copy with.</summary>
internal sealed class LooseRank
{
    private readonly SlotTable _slots;

    public LooseRank(int number, ITypeNames? names = null)
    {
        _slots = new SlotTable(new RankInfo { Rank = number, Pool = "laws" });
        Variables = new RankVariables(_slots, names ?? TypeNames.Instance, (_, _) => new MimeBundle(new Dictionary<string, string>()), () => { });
    }

    public RankVariables Variables { get; }

    /// <summary>Declares a variable, with a value unless told otherwise.</summary>
    public void Declare(int id, Type type, object? value, bool hasValue = true)
    {
        var slot = _slots.Bind(typeof(Slot<>).MakeGenericType(type), new SlotBinding(id, Name(id)));
        if (hasValue) slot.Boxed = value;
    }

    public bool HasValue(int id) => _slots.Find(id) is { HasValue: true };

    public object? this[int id] => _slots.Find(id)!.Boxed;

    public Type TypeOf(int id) => _slots.Find(id)!.Type;

    /// <summary>The shape of some variables.</summary>
    public string Shaped(IEnumerable<int> ids) => Shape.Of(ids.Select(id => _slots.Find(id) is { HasValue: true } slot ? slot.Boxed : "none"));

    public static string Name(int id) => $"v{id}";
}

/// <summary>Names types by their assembly, those of this project as if a cell had declared them.</summary>
internal sealed class TypeNames : ITypeNames
{
    private const string Image = "cell";
    private static readonly Assembly Own = typeof(TypeNames).Assembly;

    /// <summary>One that knows everything and tells nobody.</summary>
    public static TypeNames Instance { get; } = new();

    /// <summary>Called with each type that is asked for; throws to have it missing.</summary>
    public Action<Type>? Asked { get; init; }

    public (string? Image, string Name) NameOf(Type type) =>
        type.Assembly == Own ? (Image, type.FullName!) : (null, $"{type.FullName}, {type.Assembly.GetName().Name}");

    public Type Resolve(string? image, string name)
    {
        var type = image switch
        {
            null => Type.GetType(name, throwOnError: false),
            Image => Own.GetType(name),
            _ => null,
        };
        if (type is null) throw new IsolateException($"There is no type {name} here.");
        Asked?.Invoke(type);
        return type;
    }
}
