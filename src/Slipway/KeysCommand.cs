using System.CommandLine;
using System.Text.Json;
using Slipway.Platform.Access;

namespace Slipway;

/// <summary><c>slipway keys create|list|revoke</c>: what it changes counts at once on a running server.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var data = AccessOptionsOfCommands.Data();
        return new Command("keys", "Make, list and revoke the keys that callers use.") { data, CreateKey(data), List(data), Revoke(data) };
    }

    private static Command CreateKey(Option<string> data)
    {
        var role = AccessOptionsOfCommands.RoleOf("key");
        var name = new Option<string>("--name") { Description = "What to call it in lists.", DefaultValueFactory = _ => "" };
        var json = AccessOptionsOfCommands.Json();
        var command = new Command("create", "Make a key and show it, this once.") { role, name, json };
        command.SetAction((parsed, _) => AccessData.WithAsync(parsed.GetValue(data)!, async access =>
        {
            Roles.TryParse(parsed.GetValue(role)!, out var granted);
            var made = await access.Keys.CreateAsync(AccessData.Caller, parsed.GetValue(name)!, granted);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, string> { ["id"] = made.Key.Id, ["key"] = made.Secret, ["role"] = granted.Name() }));
            else
                Console.WriteLine($"{made.Secret}\nThis is key {made.Key.Id}, role {granted.Name()}. It is not shown again.");
            return 0;
        }));
        return command;
    }

    private static Command List(Option<string> data)
    {
        var command = new Command("list", "Show the keys, but not the keys themselves.");
        command.SetAction((parsed, _) => AccessData.WithAsync(parsed.GetValue(data)!, async access =>
        {
            foreach (var key in await access.Keys.ListAsync())
                Console.WriteLine($"{key.Id}  {key.Role.Name(),-8}  {key.Hint}…  {(key.RevokedAt is null ? "active " : "revoked")}  {key.Name}");
            return 0;
        }));
        return command;
    }

    private static Command Revoke(Option<string> data)
    {
        var id = new Argument<string>("id") { Description = "The key's id, as 'keys list' shows it." };
        var command = new Command("revoke", "End a key.") { id };
        command.SetAction((parsed, _) => AccessData.WithAsync(parsed.GetValue(data)!, async access =>
        {
            if (await access.Keys.RevokeAsync(AccessData.Caller, parsed.GetValue(id)!))
                return 0;
            Console.Error.WriteLine($"slipway keys: there is no active key {parsed.GetValue(id)}");
            return 1;
        }));
        return command;
    }
}
