using System.CommandLine;
using Slipway.Platform.Access;
using Slipway.Serving;

namespace Slipway;

/// <summary>Options that the commands on keys and users share.</summary>
internal static class AccessOptionsOfCommands
{
    public static Option<string> Data() => new("--data")
    {
        Description = "The server's data folder.",
        DefaultValueFactory = _ => ServeSettings.DataFolder.DefaultText,
        Recursive = true,
    };

    public static Option<bool> Json() => new("--json") { Description = "Print it for programs." };

    public static Option<string> RoleOf(string whose)
    {
        var role = new Option<string>("--role")
        {
            Description = $"What the {whose} may do: {Roles.Allowed}.",
            DefaultValueFactory = _ => Role.Operator.Name(),
        };
        role.Validators.Add(result =>
        {
            if (!Roles.TryParse(result.GetValueOrDefault<string>() ?? "", out _))
                result.AddError($"--role must be {Roles.Allowed}");
        });
        return role;
    }
}
