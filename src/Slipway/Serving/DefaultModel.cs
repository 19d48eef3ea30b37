using Slipway.Platform.Common;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Deployments;

namespace Slipway.Serving;

/// <summary>The model that answers where a request names none.</summary>
internal static class DefaultModel
{
    public const string Name = "slipway-demo";

    public static Deployment Deployment(SettingValues settings, DataFolder folder, TimeProvider time) => new()
    {
        Id = "default",
        Project = Project.Default,
        Name = Name,
        Kind = DeploymentKind.Default,
        Source = new ModelSource
        {
            Dialect = EngineDialect.Slipway,
            Path = settings.Get(ServeSettings.ModelName) is { Length: > 0 } path ? Path.GetFullPath(path) : Path.Combine(folder.Models, "slipway-demo.gguf"),
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
