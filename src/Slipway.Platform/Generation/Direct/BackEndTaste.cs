using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Protocol.Json;

namespace Slipway.Platform.Generation.Direct;

/// <summary>Parameters beside OpenAI's own, which not every back end takes: one that would be dropped is refused by its name.</summary>
internal static class BackEndTaste
{
    public static Failure? Refuses(GenerationParameters parameters, EngineDialect dialect)
    {
        if (dialect is EngineDialect.Slipway or EngineDialect.Vllm)
            return null;
        List<FieldError> refused = [];
        void Look(string name, bool given)
        {
            if (given)
                refused.Add(new FieldError($"parameters.{name}", "is not taken by this model's back end"));
        }

        Look("top_k", parameters.TopK is not null);
        Look("min_p", parameters.MinP is not null);
        Look("repetition_penalty", parameters.RepetitionPenalty is not null);
        return refused.Count > 0 ? Failure.Invalid(refused) : null;
    }
}
