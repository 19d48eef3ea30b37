namespace Slipway.Platform.Registry;

/// <summary>How stages are called outside.</summary>
public static class ModelStages
{
    public const string Allowed = "none, staging, production or archived";

    public static string Name(this ModelStage stage) => stage switch
    {
        ModelStage.None => "none",
        ModelStage.Staging => "staging",
        ModelStage.Production => "production",
        _ => "archived",
    };

    public static ModelStage? Parse(string name) => name switch
    {
        "none" => ModelStage.None,
        "staging" => ModelStage.Staging,
        "production" => ModelStage.Production,
        "archived" => ModelStage.Archived,
        _ => null,
    };
}
