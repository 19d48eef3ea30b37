using System.Net;

namespace Slipway.Formats.Hub;

/// <summary>Turns the hub's refusals into what its users can do about them.</summary>
internal static class HubAnswers
{
    public static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    public static HubException Refused(HttpResponseMessage answer, HubOptions options, string repository, string what)
    {
        var code = Header(answer, "X-Error-Code");
        var page = $"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{repository}";
        var login = options.Token is null ? "set HF_TOKEN to a token that may read it" : "the token that was sent may not read it";
        return new HubException((code, answer.StatusCode) switch
        {
            ("GatedRepo", _) => $"{repository} is gated: accept its conditions at {page}, and {(options.Token is null ? "set HF_TOKEN to your token" : "use a token of that account")}",
            ("RevisionNotFound", _) => $"{repository} has no such revision: {what}",
            ("EntryNotFound", _) => $"{repository} has no such file: {what}",
            ("RepoNotFound", _) or (_, HttpStatusCode.NotFound) => $"{repository} is not at {options.Endpoint}; if it is private, {login}",
            (_, HttpStatusCode.Unauthorized) => options.Token is null
                ? $"{repository} does not exist or is private; if it is yours, {login}"
                : $"{options.Endpoint} did not accept the token for {repository}: check HF_TOKEN",
            (_, HttpStatusCode.Forbidden) => $"{options.Endpoint} forbids {what} of {repository}: {login}{Said(answer)}",
            (_, HttpStatusCode.TooManyRequests) => $"{options.Endpoint} asks for fewer requests; try again later{(options.Token is null ? ", or set HF_TOKEN: known users may ask more" : "")}",
            _ => $"{answer.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)} answered {(int)answer.StatusCode} {answer.ReasonPhrase}{Said(answer)}",
        });
    }

    public static HubException Unreachable(HubOptions options, HubReference reference, string reason, Exception? inner) => new(
        $"{reference} is not in the cache and {reason}. Offline? Pull it on a machine that is online and copy the folder "
        + $"{options.CacheFolder} here, set HF_ENDPOINT to a mirror you can reach, or give a path to a model file.", inner);

    public static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? values.First() : null;

    private static string Said(HttpResponseMessage answer) => Header(answer, "X-Error-Message") is { } message ? $" ({message})" : "";
}
