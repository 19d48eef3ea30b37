using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;
using Slipway.Protocol.Json;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy;

/// <summary>The upload form, read as it comes: the file has gone to a scratch path of the store.</summary>
internal sealed record ModelForm(string Name, string Framework, string Version, string Metadata, string Scratch, Blob Blob)
{
    private const int LongestName = 256;
    private const int LongestMetadata = 1 << 20;

    private static readonly string[] Texts = ["name", "framework", "version", "metadata"];

    public static async Task<Result<ModelForm>> ReadAsync(Call call, IBlobStore blobs)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Http.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return new Failure(FailureKind.WrongMediaType, "the Content-Type must be multipart/form-data with a boundary");
        }

        call.AllowLargeBody();
        var scratch = blobs.Scratch();
        var kept = false;
        try
        {
            var read = await ReadAsync(call, new MultipartReader(boundary, call.Http.Request.Body), blobs, scratch).ConfigureAwait(false);
            kept = read.Succeeded;
            return read;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not Microsoft.AspNetCore.Connections.ConnectionResetException && !call.Gone.IsCancellationRequested)
        {
            return Failure.Invalid("", $"the form can't be read: {exception.Message}");
        }
        finally
        {
            if (!kept)
                blobs.Discard(scratch);
        }
    }

    private static async Task<Result<ModelForm>> ReadAsync(Call call, MultipartReader reader, IBlobStore blobs, string scratch)
    {
        var texts = new Dictionary<string, string>();
        Blob? blob = null;
        while (await reader.ReadNextSectionAsync(call.Gone).ConfigureAwait(false) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (name == "file" && blob is null)
            {
                var written = await blobs.AppendAsync(section.Body, scratch, call.Gone).ConfigureAwait(false);
                if (!written.Succeeded)
                    return written.Failure;
                blob = written.Value;
            }
            else if (Texts.Contains(name))
            {
                using var text = new StreamReader(section.Body, Encoding.UTF8, leaveOpen: true);
                var buffer = new char[LongestMetadata + 1];
                texts[name] = new string(buffer, 0, await text.ReadBlockAsync(buffer, call.Gone).ConfigureAwait(false));
            }
        }

        return Check(texts, blob, scratch);
    }

    private static Result<ModelForm> Check(Dictionary<string, string> texts, Blob? blob, string scratch)
    {
        var errors = new List<FieldError>();
        string Name(string field)
        {
            var value = texts.GetValueOrDefault(field, "").Trim();
            if (value.Length == 0)
                errors.Add(new FieldError(field, texts.ContainsKey(field) ? "must not be empty" : Fields.Required));
            else if (value.Length > LongestName || value.Any(char.IsControl))
                errors.Add(new FieldError(field, $"must have at most {LongestName} characters and no control characters"));
            return value;
        }

        var (name, framework, version) = (Name("name"), Name("framework").ToLowerInvariant(), Name("version"));
        if (blob is null)
            errors.Add(new FieldError("file", Fields.Required));
        else if (blob.Size == 0)
            errors.Add(new FieldError("file", "must not be empty"));
        var metadata = texts.GetValueOrDefault("metadata", "").Trim() is { Length: > 0 } given ? given : "{}";
        if (!IsObject(metadata))
            errors.Add(new FieldError("metadata", "must be a JSON object"));
        return errors.Count > 0 ? Failure.Invalid(errors) : new ModelForm(name, framework, version, metadata, scratch, blob!);
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return text.Length <= LongestMetadata && json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
