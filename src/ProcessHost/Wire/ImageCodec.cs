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
        writer.Write(image.ReadPdb());
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

    public static CellImage[] ReadAll(ref MessagePackReader reader)
    {
        var images = new CellImage[reader.ReadArrayHeader()];
        for (var at = 0; at < images.Length; at++) images[at] = Read(ref reader);
        return images;
    }

    public static CellImage Read(ref MessagePackReader reader) => new()
    {
        Name = ValueCodec.ReadText(ref reader),
        Pe = ReadBytes(ref reader),
        Pdb = ReadBytes(ref reader),
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

    public static ResolvedReferences ReadReferences(ref MessagePackReader reader)
    {
        var assemblies = new AssemblyFile[reader.ReadArrayHeader()];
        for (var at = 0; at < assemblies.Length; at++) assemblies[at] = new AssemblyFile(ValueCodec.ReadText(ref reader), null, reader.ReadString());
        return new ResolvedReferences(assemblies, ValueCodec.ReadTexts(ref reader), []);
    }

    private static SlotBinding[] ReadSlots(ref MessagePackReader reader)
    {
        var slots = new SlotBinding[reader.ReadArrayHeader()];
        for (var at = 0; at < slots.Length; at++) slots[at] = new SlotBinding(reader.ReadInt32(), ValueCodec.ReadText(ref reader));
        return slots;
    }

    private static byte[] ReadBytes(ref MessagePackReader reader)
    {
        var bytes = reader.ReadBytes() ?? throw new FrameException("bytes are missing");
        var copy = new byte[bytes.Length];
        var at = 0;
        foreach (var piece in bytes)
        {
            piece.Span.CopyTo(copy.AsSpan(at));
            at += piece.Length;
        }

        return copy;
    }
}
