namespace Slipway.Formats.Safetensors;

/// <summary>What a safetensors header says of one tensor; offsets count from the end of the header.</summary>
internal readonly record struct SafetensorsEntry(string Name, string Dtype, long[] Shape, long Begin, long End);
