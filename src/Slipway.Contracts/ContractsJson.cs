using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Contracts.Generation;

namespace Slipway.Contracts;

/// <summary>Source-generated (de)serialization of the contracts' records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(GenerateRequest))]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(TaskResult))]
[JsonSerializable(typeof(TaskPage))]
[JsonSerializable(typeof(QueueAnswer))]
public sealed partial class ContractsJson : JsonSerializerContext
{
    /// <summary>Text leaves as it is: nothing but JSON's own escapes.</summary>
    public static ContractsJson Wire => Holder.Wire;

    /// <summary>Made on first use: the order in which a partial class's statics are made is nobody's to know.</summary>
    private static class Holder
    {
        internal static readonly ContractsJson Wire =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
