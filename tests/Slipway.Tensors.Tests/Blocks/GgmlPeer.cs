using System.Runtime.InteropServices;
using Slipway.Formats;
using Slipway.Testing;

namespace Slipway.Tensors.Tests.Blocks;

/// <summary>llama.cpp's own encoders and decoders, called in the library that the npm peer carries.</summary>
internal static unsafe class GgmlPeer
{
    private static readonly string Path = Repository.PathOf(
        "tests", "peers", "node_modules", "@node-llama-cpp", "linux-x64", "bins", "linux-x64", "libggml-base.so");

    private static readonly Lazy<nint> Library = new(() => NativeLibrary.Load(Path));

    public static byte[] Encode(TensorType type, float[] values, int columns, float[]? importance)
    {
        RequirePeer();
        var encode = (delegate* unmanaged<int, float*, void*, long, long, long, float*, nuint>)
            NativeLibrary.GetExport(Library.Value, "ggml_quantize_chunk");
        var target = new byte[TensorTypes.ByteLength(type, values.Length)];
        fixed (float* source = values, weights = importance)
        fixed (byte* bytes = target)
            Assert.Equal((nuint)target.Length, encode((int)type, source, bytes, 0, values.Length / columns, columns, weights));
        return target;
    }

    public static float[] Decode(TensorType type, byte[] source)
    {
        RequirePeer();
        var symbol = type switch
        {
            TensorType.F16 => "ggml_fp16_to_fp32_row",
            TensorType.BF16 => "ggml_bf16_to_fp32_row",
            TensorType.Q2_K or TensorType.Q3_K or TensorType.Q4_K or TensorType.Q5_K or TensorType.Q6_K => $"dequantize_row_{type}"
                .Replace("_Q", "_q", StringComparison.Ordinal),
            _ => $"dequantize_row_{type}".ToLowerInvariant(),
        };
        var decode = (delegate* unmanaged<byte*, float*, long, void>)NativeLibrary.GetExport(Library.Value, symbol);
        var values = new float[source.Length / TensorTypes.BlockBytes(type) * TensorTypes.BlockLength(type)];
        fixed (byte* bytes = source)
        fixed (float* target = values)
            decode(bytes, target, values.Length);
        return values;
    }

    private static void RequirePeer() => Assert.SkipUnless(File.Exists(Path), "the npm package @node-llama-cpp/linux-x64 is not installed");
}
