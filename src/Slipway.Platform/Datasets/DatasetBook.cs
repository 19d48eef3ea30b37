using System.Collections.Concurrent;
using Slipway.Platform.Access;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;
using Slipway.Platform.Common.Secrets;

namespace Slipway.Platform.Datasets;

/// <summary>The datasets of all projects: named, versioned, filled once by an upload, and looked through before anything uses them.</summary>
public sealed class DatasetBook(IDatasetStore store, IBlobStore blobs, DatasetInspection inspection, ISealer sealer, DatasetOptions options, TimeProvider time)
{
    private const string FirstVersion = "v1.0.0";

    private readonly ConcurrentBag<IDatasetUser> _users = [];
    private readonly ConcurrentDictionary<string, bool> _busy = [];

    public static Failure Unknown(string name) => new(FailureKind.NotFound, $"Dataset not found: {name}");

    /// <summary>From now on nothing that <paramref name="user"/> uses is deleted.</summary>
    public void AddUser(IDatasetUser user) => _users.Add(user);

    public async Task<Result<Dataset>> AddAsync(Caller caller, NewDataset made)
    {
        var now = time.Now();
        var added = await store.AddAsync(new Dataset
        {
            Id = Ids.New(time),
            Project = caller.Project,
            Name = made.Name,
            Version = made.Version ?? FirstVersion,
            Description = made.Description,
            Source = made.Source,
            Format = made.Format,
            CreatedBy = caller.Id,
            CreatedAt = now,
            UpdatedAt = now,
        }).ConfigureAwait(false);
        return added is null
            ? new Failure(FailureKind.Conflict, $"dataset '{made.Name}' has a version '{made.Version ?? FirstVersion}' already; versions never change")
            : added;
    }

    /// <summary>The newest version of a name, or exactly <c>name@version</c>.</summary>
    public async ValueTask<Dataset?> FindAsync(string project, string name)
    {
        var at = name.LastIndexOf('@');
        return await store.FindAsync(project, name, null).ConfigureAwait(false)
            ?? (at > 0 ? await store.FindAsync(project, name[..at], name[(at + 1)..]).ConfigureAwait(false) : null);
    }

    public ValueTask<Dataset?> FindByIdAsync(string id) => store.FindAsync(id);

    public ValueTask<(IReadOnlyList<Dataset> Page, long Total)> ListAsync(DatasetFilter filter) => store.ListAsync(filter);

    /// <summary>Where the content lies; null where there is none.</summary>
    public string? PathOf(Dataset dataset) => dataset.Digest is { } digest ? blobs.PathOf(digest) : null;

    /// <summary>Deletes one version where the name says so, else all; nothing where one of them is in use.</summary>
    public async Task<Failure?> DeleteAsync(string project, string name)
    {
        if (await FindAsync(project, name).ConfigureAwait(false) is not { } found)
            return Unknown(name);
        var versions = name == found.Name ? await store.VersionsAsync(project, name).ConfigureAwait(false) : [found];
        foreach (var version in versions)
        {
            foreach (var user in _users)
            {
                if (await user.UseOfAsync(version).ConfigureAwait(false) is { } use)
                    return new Failure(FailureKind.Conflict, $"dataset '{version.FullName}' is in use by {use}");
            }
        }

        await store.DeleteAsync([.. versions.Select(version => version.Id)]).ConfigureAwait(false);
        return null;
    }

    /// <summary>A word that allows one upload of this dataset's content, and nothing else, for a while.</summary>
    public string Ticket(Dataset dataset) => UploadTicket.Seal(sealer, new UploadTicket(dataset.Id, options.LargestUpload, time.Now() + options.TicketLasts.ToMicros()));

    /// <summary>The dataset that a ticket is for, or why it isn't any more.</summary>
    public async Task<Result<UploadTarget>> OpenAsync(string ticket)
    {
        if (UploadTicket.Open(sealer, ticket) is not { } opened)
            return new Failure(FailureKind.NotFound, "this is no upload address");
        if (opened.ExpiresAt < time.Now())
            return new Failure(FailureKind.Forbidden, "this upload address has expired; ask for the dataset with another version to get a new one");
        if (await store.FindAsync(opened.DatasetId).ConfigureAwait(false) is not { } dataset)
            return new Failure(FailureKind.NotFound, "the dataset of this upload address is gone");
        return dataset.Digest is not null
            ? new Failure(FailureKind.Conflict, $"dataset '{dataset.FullName}' has its content already")
            : new UploadTarget(dataset, opened.LargestBytes, options.PartOf(dataset.Id));
    }

    /// <summary>
    /// Takes bytes from <paramref name="from"/> on. Returns how many have arrived; the upload is complete when they are
    /// <paramref name="whole"/> (or, where nobody knows how many, when this piece has ended).
    /// </summary>
    public async Task<Result<UploadProgress>> TakeAsync(UploadTarget target, Stream content, long from, long? whole, CancellationToken cancellation)
    {
        if (!_busy.TryAdd(target.Dataset.Id, true))
            return new Failure(FailureKind.Conflict, "another request is sending to this upload");
        try
        {
            if (from == 0 && target.Arrived > 0)
                File.Delete(target.Path);
            if (from != target.Arrived)
                return new UploadProgress(target.Arrived, false);
            if (!File.Exists(target.Path))
                File.WriteAllBytes(target.Path, []);
            var bounded = new BoundedUpload(content, target.LargestBytes - from);
            var appended = await blobs.AppendAsync(bounded, target.Path, cancellation).ConfigureAwait(false);
            if (bounded.Exceeded || whole > target.LargestBytes)
            {
                File.Delete(target.Path);
                return new Failure(FailureKind.TooLarge, $"the upload is larger than the {target.LargestBytes} bytes allowed");
            }

            if (!appended.Succeeded)
                return appended.Failure;
            if (target.Arrived < (whole ?? 0))
                return new UploadProgress(target.Arrived, false);
            return await CompleteAsync(target, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _busy.TryRemove(target.Dataset.Id, out _);
        }
    }

    /// <summary>What an earlier server was looking through is looked through again.</summary>
    public async Task TakeUpAsync()
    {
        foreach (var dataset in await store.UnjudgedAsync().ConfigureAwait(false))
            inspection.Enqueue(dataset);
    }

    private async Task<Result<UploadProgress>> CompleteAsync(UploadTarget target, CancellationToken cancellation)
    {
        var size = target.Arrived;
        var scratch = blobs.Scratch();
        File.Move(target.Path, scratch);
        var blob = await blobs.AdoptAsync(scratch, null, cancellation).ConfigureAwait(false);
        if (!blob.Succeeded)
            return blob.Failure;
        if (!await store.FillAsync(target.Dataset.Id, blob.Value.Digest, size, time.Now()).ConfigureAwait(false))
            return new Failure(FailureKind.Conflict, $"dataset '{target.Dataset.FullName}' has its content already");
        inspection.Enqueue(target.Dataset with { Digest = blob.Value.Digest, Size = size });
        return new UploadProgress(size, true);
    }
}
