using Slipway.Formats.Hub;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Hub;

/// <summary>What networks do to a large file, and that it arrives whole all the same or not at all.</summary>
public sealed class HubDownloadTests : HubTests
{
    [Fact]
    public async Task A_connection_that_breaks_is_taken_up_where_it_broke()
    {
        var breaks = 3;
        Hub.OnCdn = async (context, content) =>
        {
            if (breaks == 0)
                return false;
            await FakeHub.BreakAsync(context, content, 1_000_000 - 200_000 * breaks--);
            return true;
        };
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync()).Path));
        // What was on its way when the connection broke may be lost, and is asked for again.
        var offsets = Hub.CdnRequests.Select(request => request.Range is { } range ? int.Parse(range["bytes=".Length..^1]) : 0).ToArray();
        Assert.Equal(4, offsets.Length);
        Assert.Equal(offsets.Order(), offsets);
        Assert.InRange(offsets[3], 1, 800_000);
        // After each break the hub is asked anew: addresses of large files are good for a while only.
        Assert.Equal(4, Hub.Requests.Count(request => request.Method == "HEAD"));
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_gone_on_with()
    {
        Leave(Weights[..600_000]);
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync()).Path));
        Assert.Equal("bytes=600000-", Assert.Single(Hub.CdnRequests).Range);
    }

    [Fact]
    public async Task What_an_earlier_process_left_whole_is_only_checked()
    {
        Leave(Weights);
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync()).Path));
        Assert.Empty(Hub.CdnRequests);
    }

    [Theory]
    [InlineData(600_000)]
    [InlineData(1_000_000)]
    [InlineData(1_100_000)]
    public async Task What_an_earlier_process_left_damaged_is_fetched_anew(int length)
    {
        Leave(Bytes(length, seed: 9));
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync()).Path));
    }

    [Fact]
    public async Task A_server_without_ranges_sends_all_of_it()
    {
        Leave(Weights[..600_000]);
        Hub.OnCdn = (context, _) =>
        {
            context.Request.Headers.Remove("Range");
            return Task.FromResult(false);
        };
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync()).Path));
    }

    [Fact]
    public async Task A_range_that_is_refused_is_given_up()
    {
        Leave(Weights[..600_000]);
        Hub.OnCdn = (context, _) => FakeHub.RefuseAsync(context, 416, context.Request.Headers.Range.Count > 0);
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync()).Path));
        Assert.Equal(["bytes=600000-", null], Hub.CdnRequests.Select(request => request.Range));
    }

    [Fact]
    public async Task Another_range_than_was_asked_for_is_not_taken()
    {
        Leave(Weights[..600_000]);
        var first = true;
        Hub.OnCdn = (context, _) =>
        {
            if (first)
                context.Request.Headers.Range = "bytes=500000-";
            first = false;
            return Task.FromResult(false);
        };
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync()).Path));
    }

    [Fact]
    public async Task A_content_that_is_wrong_twice_is_refused_and_removed()
    {
        Hub.OnCdn = async (context, content) =>
        {
            await FakeHub.SendAsync(context, Bytes(content.Length, seed: 3));
            return true;
        };
        Assert.Equal($"model-Q8_0.gguf arrived twice with another content than its checksum {FakeHub.Sha256(Weights)} says; something on the way changes it", await ProblemAsync());
        Assert.Empty(Directory.GetFiles(Path.Combine(Model, "blobs")));
        Assert.False(Directory.Exists(Path.Combine(Model, "snapshots")));
    }

    [Fact]
    public async Task A_small_file_is_checked_too()
    {
        Hub.Files.Clear();
        Hub.Files["config.json"] = [1, 2, 3];
        Hub.Files["model.safetensors"] = [4];
        Hub.OnHub = async context =>
        {
            if (context.Request.Method != "GET" || !context.Request.Path.Value!.EndsWith("config.json", StringComparison.Ordinal))
                return false;
            await FakeHub.SendAsync(context, [1, 2, 4]);
            return true;
        };
        Assert.Contains("config.json arrived twice with another content", await ProblemAsync());
    }

    [Fact]
    public async Task More_than_was_announced_is_not_taken()
    {
        Hub.OnCdn = async (context, content) =>
        {
            await FakeHub.SendAsync(context, [.. content, 1]);
            return true;
        };
        Assert.Contains("sent more than the 1000000 bytes that the hub announced", await ProblemAsync());
        Assert.Equal(5, Hub.CdnRequests.Count());
    }

    [Fact]
    public async Task A_file_that_changes_on_the_way_is_fetched_as_it_is_now()
    {
        var changed = Bytes(500_000, seed: 5);
        Hub.OnCdn = async (context, content) =>
        {
            if (content == changed)
                return false;
            Hub.Old.Add(Weights);
            Hub.Files["model-Q8_0.gguf"] = changed;
            await FakeHub.BreakAsync(context, content, 400_000);
            return true;
        };
        Assert.Equal(changed, File.ReadAllBytes((await PullAsync()).Path));
    }

    [Fact]
    public async Task An_address_that_is_no_longer_good_is_asked_for_again_until_it_is_enough()
    {
        var refusals = 2;
        Hub.OnCdn = (context, _) => FakeHub.RefuseAsync(context, 403, refusals-- > 0);
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync()).Path));

        Hub.Files["model-Q8_0.gguf"] = Bytes(10, seed: 6);
        Hub.Commit = new string('c', 40);
        refusals = int.MaxValue;
        Assert.Equal("model-Q8_0.gguf stopped at 0 of 10 bytes: 127.0.0.1 answered 403 Forbidden. What has arrived is kept; run it again to go on", await ProblemAsync());
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_left()
    {
        var silent = true;
        Hub.OnCdn = async (context, content) =>
        {
            if (!silent)
                return false;
            silent = false;
            await FakeHub.SendAsync(context, content, 300_000);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { });
            return true;
        };
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync(Options with { Patience = TimeSpan.FromSeconds(1.5) })).Path));
        Assert.Equal(2, Hub.CdnRequests.Count());
    }

    [Fact]
    public async Task Who_stops_a_download_can_go_on_with_it()
    {
        using var stop = new CancellationTokenSource();
        Hub.OnCdn = async (context, content) =>
        {
            await FakeHub.SendAsync(context, content, 300_000);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { });
            return true;
        };
        var progress = new Stopper(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(Options, progress: progress, cancellation: stop.Token));
        Hub.OnCdn = null;
        Assert.Equal(Weights, File.ReadAllBytes((await PullAsync()).Path));
        Assert.NotNull(Hub.CdnRequests.Last().Range);
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<HubProgress>
    {
        public void Report(HubProgress value)
        {
            if (value.Received >= 200_000)
                stop.Cancel();
        }
    }
}
