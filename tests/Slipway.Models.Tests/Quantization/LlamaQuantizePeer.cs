using System.Runtime.InteropServices;
using Slipway.Testing;

namespace Slipway.Models.Tests.Quantization;

/// <summary>llama.cpp's own quantizing of files, called in the library that the npm peer carries.</summary>
internal static unsafe class LlamaQuantizePeer
{
    private static readonly string Path = Repository.PathOf(
        "tests", "peers", "node_modules", "@node-llama-cpp", "linux-x64", "bins", "linux-x64", "libllama.v0.5.0.so");

    private static readonly Lazy<nint> Library = new(() =>
    {
        var library = NativeLibrary.Load(Path);
        var log = (delegate* unmanaged<delegate* unmanaged<int, byte*, void*, void>, void*, void>)NativeLibrary.GetExport(library, "llama_log_set");
        log(&Ignore, null);
        return library;
    });

    public static void Quantize(string source, string target, int fileType, bool importance = false, bool pure = false)
    {
        Assert.SkipUnless(File.Exists(Path), "the npm package @node-llama-cpp/linux-x64 is not installed");
        var defaults = (delegate* unmanaged<Parameters>)NativeLibrary.GetExport(Library.Value, "llama_model_quantize_default_params");
        var quantize = (delegate* unmanaged<byte*, byte*, Parameters*, uint>)NativeLibrary.GetExport(Library.Value, "llama_model_quantize");
        var parameters = defaults();
        parameters.FileType = fileType;
        parameters.Threads = 1;
        parameters.Pure = pure ? (byte)1 : (byte)0;
        // An empty matrix makes it choose types as it does with one, and then find no weights for any tensor.
        Importance nothing = default;
        parameters.Importance = importance ? &nothing : null;
        nint from = Marshal.StringToCoTaskMemUTF8(source), to = Marshal.StringToCoTaskMemUTF8(target);
        Assert.Equal(0u, quantize((byte*)from, (byte*)to, &parameters));
        Marshal.FreeCoTaskMem(from);
        Marshal.FreeCoTaskMem(to);
    }

    [UnmanagedCallersOnly]
    private static void Ignore(int level, byte* text, void* data)
    {
    }

    private struct Importance
    {
        public byte* Name;
        public float* Data;
        public nuint Size;
    }

    private struct Parameters
    {
        public int Threads, FileType, OutputType, EmbeddingType;
        public byte AllowRequantize, QuantizeOutput, OnlyCopy, Pure, KeepSplit, DryRun;
        public Importance* Importance;
        public void* Overrides, TensorOverrides, PrunedLayers;
        public nuint BufferSize;
    }
}
