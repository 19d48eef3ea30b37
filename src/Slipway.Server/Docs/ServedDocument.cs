using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Docs;

/// <summary>A document as this server serves it: whatever no route of its answers is left out, so that it promises nothing that isn't there.</summary>
internal static partial class ServedDocument
{
    public static Task<Failure?> AnswerAsync(Call call, string name)
    {
        using var source = ApiDocuments.Open(name);
        var document = JsonNode.Parse(source)!;
        var answered = call.Http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<ContractRoute>()).OfType<ContractRoute>()
            .Select(route => KeyOf(route.Method, route.Pattern)).ToHashSet();
        var paths = document["paths"]!.AsObject();
        foreach (var (path, item) in paths.ToList())
        {
            foreach (var (method, _) in item!.AsObject().ToList())
            {
                if (!answered.Contains(KeyOf(method, path)))
                    item.AsObject().Remove(method);
            }

            if (item.AsObject().Count == 0)
                paths.Remove(path);
        }

        return call.AnswerAsync(json => document.WriteTo(json));
    }

    /// <summary>Parameters' names differ between table and document; their places must not. A closing slash is the same path.</summary>
    public static string KeyOf(string method, string pattern) => $"{method.ToUpperInvariant()} {Parameter().Replace(pattern, "{}").TrimEnd('/')}";

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
