using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Http;

/// <summary>The documents that this server answers for.</summary>
public static class Contracts
{
    public static readonly Contract Plain = new PlainContract("Slipway", withStatus: false);
    public static readonly Contract Generation = new PlainContract("LLM Inference System", withStatus: true);
    public static readonly Contract LlmOps = new PlainContract("LLMOps Manager", withStatus: false);
    public static readonly Contract OpenAi = new UnionContract();
    public static readonly Contract LlmManagement = new DetailContract();

    /// <summary>Whose words an unknown path gets.</summary>
    public static Contract OfPath(PathString path) =>
        path.StartsWithSegments("/v1") ? OpenAi : path.StartsWithSegments("/llm") ? LlmManagement : Plain;
}
