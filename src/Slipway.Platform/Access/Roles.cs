namespace Slipway.Platform.Access;

/// <summary>Roles as people write them.</summary>
public static class Roles
{
    public const string Allowed = "viewer, operator or admin";

    public static string Name(this Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        _ => "admin",
    };

    public static bool TryParse(string text, out Role role)
    {
        (var known, role) = text switch
        {
            "viewer" => (true, Role.Viewer),
            "operator" => (true, Role.Operator),
            "admin" => (true, Role.Admin),
            _ => (false, default),
        };
        return known;
    }
}
