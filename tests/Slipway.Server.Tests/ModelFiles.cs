using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Slipway.Formats;
using Slipway.Models.Synthesis;
using Slipway.Testing;

namespace Slipway.Server.Tests;

/// <summary>Small files such as people upload.</summary>
internal static class ModelFiles
{
    private static readonly Lazy<byte[]> Made = new(() =>
    {
        using var folder = new TempDirectory();
        RandomModel.Write(folder.File("m.gguf"), new RandomModelShape(1, 32, 2, 2, 64) { Vocabulary = 512, ContextLength = 128 }, seed: 1, TensorType.F16);
        return File.ReadAllBytes(folder.File("m.gguf"));
    });

    public static byte[] Gguf => Made.Value;

    /// <summary>One tensor of two numbers.</summary>
    public static byte[] Safetensors
    {
        get
        {
            var header = Encoding.UTF8.GetBytes("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""");
            return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. new byte[8]];
        }
    }

    public static byte[] Tar(bool gzipped, params (string Name, byte[] Content)[] files)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        if (!gzipped)
            return tar.ToArray();
        var output = new MemoryStream();
        using (var zipped = new GZipStream(output, CompressionLevel.Fastest))
            zipped.Write(tar.ToArray());
        return output.ToArray();
    }

    public static byte[] TarWithLink(string target)
    {
        var output = new MemoryStream();
        using (var writer = new TarWriter(output, leaveOpen: true))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "model.safetensors") { LinkName = target });
        return output.ToArray();
    }
}
