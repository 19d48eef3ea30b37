using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Tensors.Lanes;

/// <summary>The meaning of each operation, one float after another: what the other implementations are compared with.</summary>
[InlineArray(16)]
internal unsafe struct ScalarLanes : ILanes<ScalarLanes>
{
    private float _first;

    public static int Registers => 1;

    public static ScalarLanes Broadcast(float value)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        ((Span<float>)result).Fill(value);
        return result;
    }

    public static void Store(ScalarLanes value, float* target)
    {
        for (var i = 0; i < 16; i++)
            target[i] = value[i];
    }

    public static void StoreHalf(ScalarLanes value, ushort* target)
    {
        for (var i = 0; i < 16; i++)
            target[i] = HalfBits.Write(value[i]);
    }

    public static ScalarLanes Load(float* source)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = source[i];
        return result;
    }

    public static ScalarLanes LoadHalf(ushort* source)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = HalfBits.Read(source[i]);
        return result;
    }

    public static ScalarLanes LoadBFloat16(ushort* source)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = BitConverter.Int32BitsToSingle(source[i] << 16);
        return result;
    }

    public static ScalarLanes FromBytes(Vector128<sbyte> bytes)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = bytes[i];
        return result;
    }

    public static ScalarLanes Add(ScalarLanes a, ScalarLanes b)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = a[i] + b[i];
        return result;
    }

    public static ScalarLanes Subtract(ScalarLanes a, ScalarLanes b)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = a[i] - b[i];
        return result;
    }

    public static ScalarLanes Multiply(ScalarLanes a, ScalarLanes b)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = a[i] * b[i];
        return result;
    }

    public static ScalarLanes Divide(ScalarLanes a, ScalarLanes b)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = a[i] / b[i];
        return result;
    }

    public static ScalarLanes MultiplyAdd(ScalarLanes a, ScalarLanes b, ScalarLanes c)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = MathF.FusedMultiplyAdd(a[i], b[i], c[i]);
        return result;
    }

    public static ScalarLanes Max(ScalarLanes a, ScalarLanes b)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = a[i] > b[i] ? a[i] : b[i];
        return result;
    }

    public static ScalarLanes Min(ScalarLanes a, ScalarLanes b)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = a[i] < b[i] ? a[i] : b[i];
        return result;
    }

    public static ScalarLanes SelectLess(ScalarLanes a, ScalarLanes b, ScalarLanes then, ScalarLanes otherwise)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = a[i] < b[i] ? then[i] : otherwise[i];
        return result;
    }

    public static ScalarLanes PowerOfTwo(ScalarLanes shifted)
    {
        Unsafe.SkipInit(out ScalarLanes result);
        for (var i = 0; i < 16; i++)
            result[i] = BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(shifted[i]) << 23) + (127 << 23));
        return result;
    }

    public static float Sum(ScalarLanes value)
    {
        for (var distance = 8; distance > 0; distance /= 2)
        {
            for (var i = 0; i < distance; i++)
                value[i] += value[i + distance];
        }
        return value[0];
    }

    public static ScalarLanes SumEach(float* sixteen)
    {
        var sums = stackalloc float[16];
        for (var i = 0; i < 16; i++)
            sums[i] = Sum(Load(sixteen + 16 * i));
        return Load(sums);
    }

    public static float Largest(ScalarLanes value)
    {
        for (var i = 1; i < 16; i++)
            value[0] = value[i] > value[0] ? value[i] : value[0];
        return value[0];
    }
}
