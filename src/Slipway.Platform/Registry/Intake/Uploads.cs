using System.Collections.Concurrent;
using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;

namespace Slipway.Platform.Registry.Intake;

/// <summary>
/// Uploads that go on where they stopped, also after a restart: each is a file that grows, and beside it what it will be. One that
/// nobody touches for a day is forgotten.
/// </summary>
public sealed class Uploads
{
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, bool> _busy = [];
    private readonly string _folder;
    private readonly ModelIntake _intake;
    private readonly IBlobStore _blobs;
    private readonly TimeProvider _time;

    public Uploads(string folder, ModelIntake intake, IBlobStore blobs, TimeProvider time)
    {
        (_folder, _intake, _blobs, _time) = (folder, intake, blobs, time);
        Directory.CreateDirectory(folder);
    }

    public UploadPlan Begin(Caller caller, UploadPlan plan)
    {
        Forget();
        plan = plan with { Id = Ids.New(_time), Project = caller.Project, CallerId = caller.Id };
        File.WriteAllText(PlanOf(plan.Id), JsonSerializer.Serialize(plan, RegistryJson.Default.UploadPlan));
        File.WriteAllBytes(FileOf(plan.Id), []);
        return plan;
    }

    public UploadPlan? Find(Caller caller, string id)
    {
        if (!Guid.TryParse(id, out _) || !File.Exists(PlanOf(id)))
            return null;
        var plan = JsonSerializer.Deserialize(File.ReadAllText(PlanOf(id)), RegistryJson.Default.UploadPlan)!;
        return plan.Project == caller.Project && plan.CallerId == caller.Id ? plan : null;
    }

    /// <summary>Bytes that have arrived.</summary>
    public long OffsetOf(UploadPlan plan) => new FileInfo(FileOf(plan.Id)) is { Exists: true } file ? file.Length : 0;

    public async Task<Failure?> AppendAsync(UploadPlan plan, long offset, Stream content, CancellationToken cancellation)
    {
        if (!_busy.TryAdd(plan.Id, true))
            return new Failure(FailureKind.Conflict, "another request is sending to this upload");
        try
        {
            if (offset != OffsetOf(plan))
                return new Failure(FailureKind.Conflict, $"the upload has {OffsetOf(plan)} bytes; go on from there");
            var written = await _blobs.AppendAsync(content, FileOf(plan.Id), cancellation).ConfigureAwait(false);
            if (!written.Succeeded)
                return written.Failure;
            return OffsetOf(plan) > plan.Size ? new Failure(FailureKind.TooLarge, $"more than the {plan.Size} bytes that were announced") : null;
        }
        finally
        {
            _busy.TryRemove(plan.Id, out _);
        }
    }

    public async Task<Result<ModelVersion>> CompleteAsync(Caller caller, UploadPlan plan, CancellationToken cancellation)
    {
        if (!_busy.TryAdd(plan.Id, true))
            return new Failure(FailureKind.Conflict, "a request is still sending to this upload");
        try
        {
            if (OffsetOf(plan) != plan.Size)
                return new Failure(FailureKind.Conflict, $"the upload has {OffsetOf(plan)} of {plan.Size} bytes");
            var scratch = _blobs.Scratch();
            File.Move(FileOf(plan.Id), scratch);
            File.Delete(PlanOf(plan.Id));
            if (plan.Sha256 is { } wanted && await DigestAsync(scratch, cancellation).ConfigureAwait(false) != wanted)
            {
                _blobs.Discard(scratch);
                return Failure.Invalid("sha256", "is not that of the bytes that arrived; send the file again");
            }

            var model = new NewModel { Name = plan.Name, Version = plan.Version, Framework = plan.Framework, Metadata = plan.Metadata, Source = "upload" };
            return await _intake.TakeAsync(caller, model, scratch, null, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _busy.TryRemove(plan.Id, out _);
        }
    }

    public void Cancel(UploadPlan plan)
    {
        File.Delete(PlanOf(plan.Id));
        File.Delete(FileOf(plan.Id));
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancellation)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
            return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
    }

    private void Forget()
    {
        var before = (_time.GetUtcNow() - Patience).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(_folder).Where(file => !_busy.ContainsKey(Path.GetFileNameWithoutExtension(file))))
        {
            var id = Path.GetFileNameWithoutExtension(file);
            if (File.GetLastWriteTimeUtc(file) < before && (!File.Exists(FileOf(id)) || File.GetLastWriteTimeUtc(FileOf(id)) < before))
                File.Delete(file);
        }
    }

    private string PlanOf(string id) => Path.Combine(_folder, id + ".json");

    private string FileOf(string id) => Path.Combine(_folder, id + ".part");
}
