using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Slipway.Server.Http;

/// <summary>
/// Two documents have the same path; the credential says whose reader is calling, because each prescribes its own. A request with both
/// or neither gets the one of <c>X-API-Key</c>, whose route then refuses a caller without any.
/// </summary>
internal sealed class CredentialPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    // After the one that picks by method (-1000).
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(endpoint => SelectedBy(endpoint) is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var wanted = Credentials.ApiKey(httpContext.Request) is null && Credentials.Bearer(httpContext.Request) is not null
            ? Credential.Bearer
            : Credential.ApiKey;
        for (var index = 0; index < candidates.Count; index++)
        {
            if (candidates.IsValidCandidate(index) && SelectedBy(candidates[index].Endpoint) is { } by && by != wanted
                && HasPartner(candidates, index, wanted))
            {
                candidates.SetValidity(index, false);
            }
        }

        return Task.CompletedTask;
    }

    private static bool HasPartner(CandidateSet candidates, int index, Credential wanted)
    {
        for (var other = 0; other < candidates.Count; other++)
        {
            if (candidates.IsValidCandidate(other) && candidates[other].Score == candidates[index].Score
                && SelectedBy(candidates[other].Endpoint) == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private static Credential? SelectedBy(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ContractRoute>()?.SelectedBy;
}
