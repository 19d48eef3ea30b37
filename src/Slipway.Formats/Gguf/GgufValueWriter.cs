using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Formats.Gguf;

/// <summary>Encodes metadata values; the .NET type decides the stored type.</summary>
internal static class GgufValueWriter
{
    /// <summary>The stored type that a .NET value gets.</summary>
    /// <exception cref="ArgumentException">It gets none.</exception>
    public static GgufValueType TypeOf(Type type)
    {
        if (!type.IsArray)
            return TypeOfOne(type);
        TypeOf(type.GetElementType()!);
        return GgufValueType.Array;
    }

    public static void Write(Stream output, object value)
    {
        switch (value)
        {
            case string text: WriteText(output, text); break;
            case byte v: WriteFixed(output, v); break;
            case sbyte v: WriteFixed(output, v); break;
            case ushort v: WriteFixed(output, v); break;
            case short v: WriteFixed(output, v); break;
            case uint v: WriteFixed(output, v); break;
            case int v: WriteFixed(output, v); break;
            case ulong v: WriteFixed(output, v); break;
            case long v: WriteFixed(output, v); break;
            case float v: WriteFixed(output, v); break;
            case double v: WriteFixed(output, v); break;
            case bool v: WriteFixed(output, v); break;
            case Array array: WriteArray(output, array); break;
        }
    }

    public static void WriteText(Stream output, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        WriteFixed(output, (ulong)utf8.Length);
        output.Write(utf8);
    }

    public static void WriteFixed<T>(Stream output, T value) where T : unmanaged =>
        output.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    private static void WriteArray(Stream output, Array array)
    {
        var element = array.GetType().GetElementType()!;
        WriteFixed(output, TypeOf(element));
        WriteFixed(output, (ulong)array.Length);
        if (element == typeof(string) || element.IsArray)
            foreach (var item in array)
                Write(output, item);
        else
            output.Write(MemoryMarshal.CreateReadOnlySpan(
                ref MemoryMarshal.GetArrayDataReference(array), array.Length * GgufValueTypes.Size(TypeOf(element))));
    }

    private static GgufValueType TypeOfOne(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => GgufValueType.UInt8,
        TypeCode.SByte => GgufValueType.Int8,
        TypeCode.UInt16 => GgufValueType.UInt16,
        TypeCode.Int16 => GgufValueType.Int16,
        TypeCode.UInt32 => GgufValueType.UInt32,
        TypeCode.Int32 => GgufValueType.Int32,
        TypeCode.UInt64 => GgufValueType.UInt64,
        TypeCode.Int64 => GgufValueType.Int64,
        TypeCode.Single => GgufValueType.Float32,
        TypeCode.Double => GgufValueType.Float64,
        TypeCode.Boolean => GgufValueType.Bool,
        TypeCode.String => GgufValueType.String,
        _ => throw new ArgumentException($"GGUF has no value type for {type}"),
    };
}
