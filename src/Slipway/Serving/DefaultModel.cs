using Slipway.Formats;
using Slipway.Models.Synthesis;
using Slipway.Platform.Common;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Deployments;

namespace Slipway.Serving;

/// <summary>The model that answers where a request names none.</summary>
internal static class DefaultModel
{
    public const string Name = "slipway-demo";

    private const string FileName = Name + ".gguf";

    private static readonly RandomModelShape Shape = new(4, 192, 6, 6, 512) { Vocabulary = 4096, ContextLength = 2048 };

    /// <summary>Makes the demonstration model where it is needed and missing: random weights, the same ones everywhere.</summary>
    public static void Make(Deployment deployment, DataFolder folder)
    {
        var path = deployment.Source.Path!;
        if (Path.GetDirectoryName(path) != folder.Models || Path.GetFileName(path) != FileName || File.Exists(path))
            return;
        Directory.CreateDirectory(folder.Models);
        var unfinished = path + ".new";
        RandomModel.Write(unfinished, Shape, seed: 1, TensorType.F16);
        File.Move(unfinished, path, overwrite: true);
    }

    public static Deployment Deployment(SettingValues settings, DataFolder folder, TimeProvider time) => new()
    {
        Id = "default",
        Project = Project.Default,
        Name = Name,
        Kind = DeploymentKind.Default,
        Source = new ModelSource
        {
            Dialect = EngineDialect.Slipway,
            Path = settings.Get(ServeSettings.ModelName) is { Length: > 0 } path ? Path.GetFullPath(path) : Path.Combine(folder.Models, FileName),
            Slots = settings.Get(ServeSettings.Slots),
            Context = settings.Get(ServeSettings.Context),
            Threads = settings.Get(ServeSettings.Threads),
            Chats = false,
        },
        Wanted = true,
        Revision = 1,
        CreatedAt = time.Now(),
        UpdatedAt = time.Now(),
    };
}
