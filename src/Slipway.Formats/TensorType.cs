namespace Slipway.Formats;

/// <summary>How the values of a stored tensor are encoded. The numbers are GGUF's own type ids.</summary>
public enum TensorType
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    BF16 = 30,
}

/// <summary>Sizes of the encodings: values come in blocks, and a row is a whole number of blocks.</summary>
public static class TensorTypes
{
    public static bool IsKnown(TensorType type) => Layout(type).Length != 0;

    /// <summary>Values in one block.</summary>
    public static int BlockLength(TensorType type) => Layout(type).Length;

    /// <summary>Bytes of one block.</summary>
    public static int BlockBytes(TensorType type) => Layout(type).Bytes;

    /// <summary>Bytes of <paramref name="values"/> consecutive values, which must be whole blocks.</summary>
    public static long ByteLength(TensorType type, long values) => values / BlockLength(type) * BlockBytes(type);

    private static (int Length, int Bytes) Layout(TensorType type) => type switch
    {
        TensorType.F32 => (1, 4),
        TensorType.F16 => (1, 2),
        TensorType.BF16 => (1, 2),
        TensorType.Q4_0 => (32, 18),
        TensorType.Q4_1 => (32, 20),
        TensorType.Q5_0 => (32, 22),
        TensorType.Q5_1 => (32, 24),
        TensorType.Q8_0 => (32, 34),
        TensorType.Q2_K => (256, 84),
        TensorType.Q3_K => (256, 110),
        TensorType.Q4_K => (256, 144),
        TensorType.Q5_K => (256, 176),
        TensorType.Q6_K => (256, 210),
        _ => (0, 0),
    };
}
