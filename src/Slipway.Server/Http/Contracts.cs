using Microsoft.AspNetCore.Http;
using Slipway.Server.Limits;

namespace Slipway.Server.Http;

/// <summary>The documents that this server answers for.</summary>
public static class Contracts
{
    public static readonly Contract Plain = new PlainContract("Slipway", withStatus: false);
    public static readonly Contract Generation = new PlainContract("LLM Inference System", withStatus: true) { Group = LimitGroup.Generation, IsManaged = false };
    public static readonly Contract LlmOps = new PlainContract("LLMOps Manager", withStatus: false) { Group = LimitGroup.LlmOps };
    public static readonly Contract AiDeploy = new PlainContract("AI Deploy Platform", withStatus: false) { Group = LimitGroup.AiDeploy };
    public static readonly Contract OpenAi = new UnionContract("OpenAI") { Group = LimitGroup.OpenAi, IsManaged = false };

    /// <summary>Its limits differ from section to section, so each of its routes names its group.</summary>
    public static readonly Contract MlInfrastructure = new UnionContract("ML Infrastructure");
    public static readonly Contract LlmManagement = new DetailContract { Group = LimitGroup.LlmManagement };

    /// <summary>Whose words an unknown path gets.</summary>
    public static Contract OfPath(PathString path) =>
        path.StartsWithSegments("/v1") ? OpenAi : path.StartsWithSegments("/llm") ? LlmManagement : Plain;
}
