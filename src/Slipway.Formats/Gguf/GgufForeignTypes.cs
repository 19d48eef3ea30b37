namespace Slipway.Formats.Gguf;

/// <summary>Names of the tensor types that GGUF has and Slipway does not read, so that an error can say more than a number.</summary>
internal static class GgufForeignTypes
{
    /// <summary>The name in brackets behind a space, or nothing.</summary>
    public static string Name(int type) => type switch
    {
        9 => " (Q8_1)",
        15 => " (Q8_K)",
        16 => " (IQ2_XXS)",
        17 => " (IQ2_XS)",
        18 => " (IQ3_XXS)",
        19 => " (IQ1_S)",
        20 => " (IQ4_NL)",
        21 => " (IQ3_S)",
        22 => " (IQ2_S)",
        23 => " (IQ4_XS)",
        24 => " (I8)",
        25 => " (I16)",
        26 => " (I32)",
        27 => " (I64)",
        28 => " (F64)",
        29 => " (IQ1_M)",
        34 => " (TQ1_0)",
        35 => " (TQ2_0)",
        39 => " (MXFP4)",
        40 => " (NVFP4)",
        _ => "",
    };
}
