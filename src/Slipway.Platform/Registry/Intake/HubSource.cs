using System.Collections.Concurrent;
using Slipway.Formats.Hub;
using Slipway.Platform.Common;

namespace Slipway.Platform.Registry.Intake;

/// <summary>Models of the Hugging Face hub, by its own rules for resuming and checking; the hub is the operator's choice.</summary>
public sealed class HubSource(Func<string, HubOptions> options) : IRemoteSource
{
    public string Scheme => HubReference.Scheme;

    public string? ProblemOf(string address)
    {
        try
        {
            HubReference.Parse(address);
            return null;
        }
        catch (HubException exception)
        {
            return exception.Message;
        }
    }

    public async Task<Result<string>> FetchAsync(string address, string folder, IProgress<FetchProgress> progress, CancellationToken cancellation)
    {
        try
        {
            using var puller = new HubPuller(options(folder));
            var pulled = await puller.PullAsync(HubReference.Parse(address), new Together(progress), cancellation).ConfigureAwait(false);
            return pulled.Path;
        }
        catch (HubException exception)
        {
            return new Failure(FailureKind.BackendUnreachable, exception.Message);
        }
        catch (IOException exception)
        {
            return new Failure(FailureKind.StorageFull, exception.Message);
        }
    }

    /// <summary>Several files at once as one.</summary>
    private sealed class Together(IProgress<FetchProgress> all) : IProgress<HubProgress>
    {
        private readonly ConcurrentDictionary<string, HubProgress> _files = [];

        public void Report(HubProgress value)
        {
            _files[value.File] = value;
            all.Report(new FetchProgress(_files.Values.Sum(file => file.Received), _files.Values.Sum(file => file.Size)));
        }
    }
}
