using System.Text.Json;

namespace Slipway.Server.Docs;

/// <summary>The OpenAPI documents, one for each contract, as they lie beside this file.</summary>
public static class ApiDocuments
{
    /// <summary>What <c>/openapi.json</c> answers: the document of the contract that promises <c>/docs</c>.</summary>
    public const string Standard = "llm-inference-system.json";

    private const string Prefix = "Slipway.Server.Docs.";

    private static readonly Lazy<IReadOnlyList<ApiDocument>> Found = new(() =>
    [
        .. typeof(ApiDocuments).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .OrderByDescending(name => name == Standard).ThenBy(name => name, StringComparer.Ordinal)
            .Select(name => new ApiDocument(name, TitleOf(name))),
    ]);

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<ApiDocument> All => Found.Value;

    public static string ResourceOf(string name) => Prefix + name;

    public static Stream Open(string name) => typeof(ApiDocuments).Assembly.GetManifestResourceStream(ResourceOf(name))!;

    public static JsonDocument Read(string name)
    {
        using var stream = Open(name);
        return JsonDocument.Parse(stream);
    }

    private static string TitleOf(string name)
    {
        using var document = Read(name);
        return document.RootElement.GetProperty("info").GetProperty("title").GetString()!;
    }
}
