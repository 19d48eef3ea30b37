using System.Collections.Concurrent;
using System.IO.Compression;
using System.Reflection;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Docs;

/// <summary>Answers files that lie in an assembly. Read when they are first asked for, so a start pays nothing for them.</summary>
internal sealed class EmbeddedFiles(Assembly assembly, string prefix)
{
    // Nothing from elsewhere is loaded; the styles that the pages write themselves and their search worker are allowed.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; child-src blob:; base-uri 'none'; frame-ancestors 'none'";

    private readonly ConcurrentDictionary<string, byte[]> _read = [];

    public async Task<Failure?> AnswerAsync(Call call, string name)
    {
        if (Find(name) is not { } content)
            return new Failure(FailureKind.NotFound, "there is nothing at this path");
        var response = call.Http.Response;
        // Packages carry their larger files compressed.
        if (content is [0x1f, 0x8b, ..])
        {
            if (call.Header("Accept-Encoding")?.Contains("gzip", StringComparison.OrdinalIgnoreCase) == true)
                response.Headers.ContentEncoding = "gzip";
            else
                content = Inflate(content);
        }

        response.ContentType = TypeOf(name);
        response.ContentLength = content.Length;
        response.Headers.CacheControl = "no-cache";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        await response.BodyWriter.WriteAsync(content, call.Gone).ConfigureAwait(false);
        return null;
    }

    private byte[]? Find(string name)
    {
        if (_read.TryGetValue(name, out var known))
            return known;
        using var stream = assembly.GetManifestResourceStream(prefix + name);
        if (stream is null)
            return null;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return _read[name] = content;
    }

    private static byte[] Inflate(byte[] compressed)
    {
        using var source = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        source.CopyTo(whole);
        return whole.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json",
        ".png" => "image/png",
        _ => "text/plain; charset=utf-8",
    };
}
