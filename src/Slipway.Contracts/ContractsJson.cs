using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Contracts.Access;
using Slipway.Contracts.Generation;
using Slipway.Contracts.Models;
using Slipway.Contracts.Prompts;

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
[JsonSerializable(typeof(ModelInfo))]
[JsonSerializable(typeof(IReadOnlyList<ModelInfo>), TypeInfoPropertyName = "ModelInfoList")]
[JsonSerializable(typeof(ModelUploaded))]
[JsonSerializable(typeof(UploadRequest))]
[JsonSerializable(typeof(UploadState))]
[JsonSerializable(typeof(RegisterModelRequest))]
[JsonSerializable(typeof(ModelRegistered))]
[JsonSerializable(typeof(ModelVersions))]
[JsonSerializable(typeof(AliasRequest))]
[JsonSerializable(typeof(StageRequest))]
[JsonSerializable(typeof(ModelStaged))]
[JsonSerializable(typeof(RegisterPromptRequest))]
[JsonSerializable(typeof(PromptRegistered))]
[JsonSerializable(typeof(PromptInfo))]
[JsonSerializable(typeof(PromptNames))]
[JsonSerializable(typeof(PromptVersions))]
[JsonSerializable(typeof(PromptDifference))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
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
