using System.Net;

namespace Slipway.Formats.Hub;

/// <summary>
/// Brings one content into the cache. It grows in <c>TAG.incomplete</c>, goes on where an earlier attempt or process left
/// it, and gets its own name when all of it is there and its hash is right.
/// </summary>
internal sealed class HubDownload(HubClient client, HubOptions options, Func<CancellationToken, Task<HubFacts>> ask, string name, IProgress<HubProgress>? progress)
{
    private const int MaxFailures = 5;

    /// <summary>Returns the tag under which the content lies; it is another than asked for if the hub changed its mind meanwhile.</summary>
    public async Task<string> RunAsync(HubCache cache, CancellationToken cancellation)
    {
        for (var changes = 0; changes < 3; changes++)
        {
            var facts = await ask(cancellation);
            var blob = cache.Blob(facts.Etag);
            Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
            using var held = await cache.LockAsync(facts.Etag, cancellation);
            if (File.Exists(blob) || await FetchAsync(facts, blob + ".incomplete", cancellation))
            {
                if (!File.Exists(blob))
                    File.Move(blob + ".incomplete", blob);
                progress?.Report(new HubProgress(name, facts.Size, facts.Size));
                return facts.Etag;
            }
        }
        throw new HubException($"{name} keeps changing on the hub; try again later");
    }

    /// <summary>False where the hub has another content under this name by now.</summary>
    private async Task<bool> FetchAsync(HubFacts facts, string partial, CancellationToken cancellation)
    {
        await using var file = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 17);
        CheckSpace(partial, facts.Size - file.Length);
        using var hash = new ContentHash(facts.Etag);
        for (var wrong = 0; wrong < 2; wrong++)
        {
            if (file.Length > facts.Size)
                file.SetLength(0);
            hash.Begin(facts.Size);
            await HashAsync(file, hash, cancellation);
            if (!await FillAsync(facts, file, hash, cancellation))
                return false;
            if (hash.Matches())
            {
                file.Flush(flushToDisk: true);
                return true;
            }
            // What an earlier attempt left may have been the damaged part: once more from the beginning.
            file.SetLength(0);
        }
        file.Close();
        File.Delete(partial);
        throw new HubException($"{name} arrived twice with another content than its checksum {facts.Etag} says; something on the way changes it");
    }

    private async Task<bool> FillAsync(HubFacts facts, FileStream file, ContentHash hash, CancellationToken cancellation)
    {
        var (failures, farthest) = (0, file.Position);
        while (file.Position < facts.Size)
        {
            try
            {
                if (await ReceiveAsync(facts, file, hash, cancellation) is { } refusal)
                    throw new HttpRequestException(refusal);
            }
            catch (HttpRequestException problem)
            {
                failures = file.Position > farthest ? 0 : failures + 1;
                farthest = Math.Max(farthest, file.Position);
                if (failures == MaxFailures)
                    throw new HubException(
                        $"{name} stopped at {file.Position} of {facts.Size} bytes: {problem.Message}. What has arrived is kept; run it again to go on", problem);
                await file.FlushAsync(cancellation);
                await Task.Delay(options.RetryDelay * (1 << failures), cancellation);
                // The address may have been good for a while only.
                var now = await AskAgainAsync(facts, cancellation);
                if (now.Etag != facts.Etag)
                    return false;
                facts = now;
            }
        }
        return true;
    }

    /// <summary>Receives until the end or a failure; returns why the server would not send.</summary>
    private async Task<string?> ReceiveAsync(HubFacts facts, FileStream file, ContentHash hash, CancellationToken cancellation)
    {
        using var answer = await client.ReadAsync(facts.Location, file.Position, cancellation);
        var from = answer.Content.Headers.ContentRange?.From ?? 0;
        if (!answer.IsSuccessStatusCode || from != file.Position)
        {
            // Ranges that the server does not do, or does differently: all of it, then.
            if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
                Restart(file, hash, facts);
            if (answer.StatusCode != HttpStatusCode.OK)
                return $"{facts.Location.Host} answered {(int)answer.StatusCode} {answer.ReasonPhrase}";
        }
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[1 << 17];
        while (await ReadAsync(body, buffer, cancellation) is > 0 and var read)
        {
            if (file.Position + read > facts.Size)
            {
                Restart(file, hash, facts);
                return $"{facts.Location.Host} sent more than the {facts.Size} bytes that the hub announced";
            }
            hash.Append(buffer.AsSpan(0, read));
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            progress?.Report(new HubProgress(name, file.Position, facts.Size));
        }
        return file.Position < facts.Size ? $"{facts.Location.Host} closed the connection" : null;
    }

    // Failures of the network are told apart from those of the disk, which no second attempt heals.
    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.Patience);
        try
        {
            return await body.ReadAsync(buffer, patience.Token);
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException(problem is IOException ? problem.Message : $"nothing came for {options.Patience.TotalSeconds:0} s", problem);
        }
    }

    private async Task<HubFacts> AskAgainAsync(HubFacts before, CancellationToken cancellation)
    {
        try
        {
            return await ask(cancellation);
        }
        catch (HttpRequestException)
        {
            return before; // the attempt that follows fails and counts
        }
    }

    private static async Task HashAsync(FileStream file, ContentHash hash, CancellationToken cancellation)
    {
        file.Position = 0;
        var buffer = new byte[1 << 17];
        while (await file.ReadAsync(buffer, cancellation) is > 0 and var read)
            hash.Append(buffer.AsSpan(0, read));
    }

    private static void Restart(FileStream file, ContentHash hash, HubFacts facts)
    {
        file.SetLength(0);
        hash.Begin(facts.Size);
    }

    private void CheckSpace(string path, long needed)
    {
        if (new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace is var free && free < needed)
            throw new HubException($"{name} needs {needed} more bytes; {Path.GetDirectoryName(path)} has {free} left (HF_HOME chooses another place)");
    }
}
