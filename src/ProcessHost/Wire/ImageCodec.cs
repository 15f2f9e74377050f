using Distribute.Contracts.Images;
using Distribute.Contracts.References;
using MessagePack;

namespace Distribute.ProcessHost.Wire;

/// <summary>Images and references on their way to a rank's process: what it needs to load and run, and no names of scopes.</summary>
internal static class ImageCodec
{
    public static void Write(ref MessagePackWriter writer, CellImage image)
    {
        writer.Write(image.Name);
        writer.Write(image.Pe);
        // Lines that are made later are asked for by who needs them.
        if (image.MakePdb is null) writer.Write(image.Pdb);
        else writer.WriteNil();
        writer.Write(image.EntryTypeName);
        writer.Write(image.IsAsync);
        writer.Write(image.IsHot);
        writer.Write(image.IsReentrant);
        writer.Write(image.HasEntry);
        writer.Write(image.AsksRank);
        writer.WriteArrayHeader(image.Slots.Count);
        foreach (var slot in image.Slots)
        {
            writer.Write(slot.Id);
            writer.Write(slot.Name);
        }

        ValueCodec.Write(ref writer, image.Dependencies);
        ValueCodec.Write(ref writer, image.TypeNames);
    }

    /// <summary>Writes those that are not loaded yet.</summary>
    public static void Write(ref MessagePackWriter writer, IReadOnlyList<CellImage> images, IReadOnlySet<string> loaded)
    {
        var missing = images.Where(image => !loaded.Contains(image.Name)).ToList();
        writer.WriteArrayHeader(missing.Count);
        foreach (var image in missing) Write(ref writer, image);
    }

    /// <summary>Reads several.</summary>
    /// <param name="reader">The frame's.</param>
    /// <param name="askLines">Asks for the PDB of an image that comes without, by its name.</param>
    public static CellImage[] ReadAll(ref FrameReader reader, Func<string, byte[]> askLines)
    {
        var images = new CellImage[reader.ReadArrayHeader()];
        for (var at = 0; at < images.Length; at++) images[at] = Read(ref reader, askLines);
        return images;
    }

    /// <summary>Reads one.</summary>
    /// <param name="reader">The frame's.</param>
    /// <param name="askLines">Asks for the PDB of an image, by its name. Not called again once it has answered.</param>
    public static CellImage Read(ref FrameReader reader, Func<string, byte[]> askLines)
    {
        var name = ValueCodec.ReadText(ref reader);
        var pe = reader.ReadBytes().ToArray();
        var comesLater = reader.TryReadNil();
        var pdb = comesLater ? [] : reader.ReadBytes().ToArray();
        var lines = comesLater ? new Lazy<byte[]>(() => askLines(name), LazyThreadSafetyMode.PublicationOnly) : null;
        return Read(ref reader, name, pe, pdb) with { MakePdb = lines is null ? null : () => lines.Value };
    }

    private static CellImage Read(ref FrameReader reader, string name, byte[] pe, byte[] pdb) => new()
    {
        Name = name,
        Pe = pe,
        Pdb = pdb,
        EntryTypeName = ValueCodec.ReadText(ref reader),
        IsAsync = reader.ReadBoolean(),
        IsHot = reader.ReadBoolean(),
        IsReentrant = reader.ReadBoolean(),
        HasEntry = reader.ReadBoolean(),
        AsksRank = reader.ReadBoolean(),
        Slots = ReadSlots(ref reader),
        Dependencies = ValueCodec.ReadTexts(ref reader),
        TypeNames = ValueCodec.ReadMap(ref reader),
        Declares = [],
        Uses = [],
        Assigns = [],
        Usings = [],
    };

    public static void Write(ref MessagePackWriter writer, ResolvedReferences references)
    {
        writer.WriteArrayHeader(references.Assemblies.Count);
        foreach (var assembly in references.Assemblies)
        {
            writer.Write(assembly.Name);
            writer.Write(assembly.RuntimePath);
        }

        ValueCodec.Write(ref writer, references.NativeFiles);
    }

    public static ResolvedReferences ReadReferences(ref FrameReader reader)
    {
        var assemblies = new AssemblyFile[reader.ReadArrayHeader()];
        for (var at = 0; at < assemblies.Length; at++) assemblies[at] = new AssemblyFile(ValueCodec.ReadText(ref reader), null, reader.ReadString());
        return new ResolvedReferences(assemblies, ValueCodec.ReadTexts(ref reader), []);
    }

    private static SlotBinding[] ReadSlots(ref FrameReader reader)
    {
        var slots = new SlotBinding[reader.ReadArrayHeader()];
        for (var at = 0; at < slots.Length; at++) slots[at] = new SlotBinding(reader.ReadInt32(), ValueCodec.ReadText(ref reader));
        return slots;
    }
}
