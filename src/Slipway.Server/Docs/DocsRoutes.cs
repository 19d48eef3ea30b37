using Slipway.Platform.Common;
using Slipway.Server.Http;
using Swashbuckle.AspNetCore.ReDoc;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Slipway.Server.Docs;

/// <summary>
/// <c>/docs</c>, <c>/redoc</c> and the documents that they show. The packages' middleware stands before routing and would look at every
/// request; their files are all that is taken from them.
/// </summary>
internal static class DocsRoutes
{
    private static readonly EmbeddedFiles Own = new(typeof(DocsRoutes).Assembly, ApiDocuments.ResourceOf(""));
    private static readonly EmbeddedFiles Swagger = new(typeof(SwaggerUIOptions).Assembly, "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.");
    private static readonly EmbeddedFiles ReDoc = new(typeof(ReDocOptions).Assembly, "Swashbuckle.AspNetCore.ReDoc.node_modules.redoc.bundles.");

    public static IEnumerable<ContractRoute> All()
    {
        yield return Get("/docs", call => Own.AnswerAsync(call, "docs.html"));
        yield return Get("/docs/{file}", call => AnswerAsync(call, "docs.js", Swagger));
        yield return Get("/redoc", call => Own.AnswerAsync(call, "redoc.html"));
        yield return Get("/redoc/{file}", call => AnswerAsync(call, "redoc.js", ReDoc));
        yield return Get("/openapi", IndexAsync);
        yield return Get("/openapi.json", call => ServedDocument.AnswerAsync(call, ApiDocuments.Standard));
        yield return Get("/openapi/{document}", DocumentAsync);
    }

    private static ContractRoute Get(string pattern, Handler handler) => new("GET", pattern, Http.Contracts.Plain, null, handler);

    /// <summary>What a page itself does is ours; the rest comes from its package.</summary>
    private static Task<Failure?> AnswerAsync(Call call, string own, EmbeddedFiles package) =>
        call.RouteValue("file") is var file && file == own ? Own.AnswerAsync(call, own) : package.AnswerAsync(call, file);

    private static Task<Failure?> DocumentAsync(Call call) => ApiDocuments.All.FirstOrDefault(known => known.Name == call.RouteValue("document")) is { } found
        ? ServedDocument.AnswerAsync(call, found.Name)
        : Task.FromResult<Failure?>(new Failure(FailureKind.NotFound, "there is no such document"));

    private static Task<Failure?> IndexAsync(Call call) => call.AnswerAsync(json =>
    {
        json.WriteStartArray();
        foreach (var document in ApiDocuments.All)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, document.Title);
            json.WriteString("url"u8, "/openapi/" + document.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
