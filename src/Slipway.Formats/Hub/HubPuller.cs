namespace Slipway.Formats.Hub;

/// <summary>
/// Pulls models from the hub into the cache: lists a repository's revision, chooses the files that make the model, and
/// brings those that are not there. Where the hub cannot be reached, what the cache has of the revision is the answer.
/// </summary>
public sealed class HubPuller(HubOptions options) : IDisposable
{
    private const int Parallel = 4;

    private readonly HubClient _client = new(options);

    /// <exception cref="HubException">Every failure but that of the local disk.</exception>
    public async Task<PulledModel> PullAsync(HubReference reference, IProgress<HubProgress>? progress, CancellationToken cancellation)
    {
        var cache = new HubCache(options.CacheFolder, reference.Repository);
        if (options.Offline)
            return FromCache(cache, reference, "HF_HUB_OFFLINE is set", null);
        HubListing listing;
        try
        {
            listing = await _client.ListAsync(reference, cancellation);
        }
        catch (HttpRequestException problem)
        {
            return FromCache(cache, reference, $"{options.Endpoint} cannot be reached: {problem.Message}", problem);
        }
        var selection = HubSelection.Of(reference, listing.Files);
        try
        {
            await System.Threading.Tasks.Parallel.ForEachAsync(
                selection.Files.Where(file => !cache.Has(listing.Commit, file)),
                new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
                async (file, stop) =>
                {
                    Task<HubFacts> Ask(CancellationToken token) => _client.FactsAsync(reference.Repository, listing.Commit, file, token);
                    var etag = await new HubDownload(_client, options, Ask, file, progress).RunAsync(cache, stop);
                    cache.Link(listing.Commit, file, etag);
                });
        }
        catch (HttpRequestException problem)
        {
            throw new HubException($"{options.Endpoint} cannot be reached any more: {problem.Message}. What has arrived is kept; run it again to go on", problem);
        }
        // Only now: who finds the ref without the network finds all that it stands for.
        cache.SetCommit(reference.Revision, listing.Commit);
        return Pulled(cache, listing.Commit, selection, fromCache: false);
    }

    public void Dispose() => _client.Dispose();

    private PulledModel FromCache(HubCache cache, HubReference reference, string reason, Exception? inner)
    {
        var commit = cache.Commit(reference.Revision);
        var files = commit is null ? [] : cache.Files(commit).ToDictionary(file => file, _ => (long?)null);
        return files.Count > 0
            ? Pulled(cache, commit!, HubSelection.Of(reference, files), fromCache: true)
            : throw HubAnswers.Unreachable(options, reference, reason, inner);
    }

    private static PulledModel Pulled(HubCache cache, string commit, HubSelection selection, bool fromCache) =>
        new(selection.Main is null ? cache.Snapshot(commit) : Path.Combine(cache.Snapshot(commit), selection.Main), commit, fromCache);
}
