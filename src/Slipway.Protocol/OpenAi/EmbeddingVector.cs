using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

/// <summary>A vector, written as an array of numbers or as base64 of its little-endian floats.</summary>
[JsonConverter(typeof(EmbeddingVectorConverter))]
public sealed record EmbeddingVector(ReadOnlyMemory<float> Values, bool AsBase64 = false);
