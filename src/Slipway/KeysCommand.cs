using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Serving;
using Slipway.Storage.Access;
using Slipway.Storage.Sql;

namespace Slipway;

/// <summary><c>slipway keys create|list|revoke</c>: what it changes counts at once on a running server.</summary>
internal static class KeysCommand
{
    private const int Bytes = 32;
    private const int HintLength = 10;

    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "The server's data folder.",
            DefaultValueFactory = _ => ServeSettings.DataFolder.DefaultText,
            Recursive = true,
        };
        return new Command("keys", "Make, list and revoke the keys that callers use.") { data, CreateKey(data), List(data), Revoke(data) };
    }

    private static Command CreateKey(Option<string> data)
    {
        var role = new Option<string>("--role") { Description = $"What the key may do: {Roles.Allowed}.", DefaultValueFactory = _ => Role.Operator.Name() };
        role.Validators.Add(result =>
        {
            if (!Roles.TryParse(result.GetValueOrDefault<string>() ?? "", out _))
                result.AddError($"--role must be {Roles.Allowed}");
        });
        var name = new Option<string>("--name") { Description = "What to call it in lists.", DefaultValueFactory = _ => "" };
        var json = new Option<bool>("--json") { Description = "Print it for programs." };
        var command = new Command("create", "Make a key and show it, this once.") { role, name, json };
        command.SetAction((parsed, _) => WithStoreAsync(parsed.GetValue(data)!, async store =>
        {
            Roles.TryParse(parsed.GetValue(role)!, out var granted);
            var secret = "sk-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
            var time = TimeProvider.System;
            var key = new ApiKey(Ids.New(time), Project.Default, parsed.GetValue(name)!, granted, secret[..HintLength], "command line", time.Now());
            await store.AddAsync(key, KeyDigest.Of(secret));
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, string> { ["id"] = key.Id, ["key"] = secret, ["role"] = granted.Name() }));
            else
                Console.WriteLine($"{secret}\nThis is key {key.Id}, role {granted.Name()}. It is not shown again.");
            return 0;
        }));
        return command;
    }

    private static Command List(Option<string> data)
    {
        var command = new Command("list", "Show the keys, but not the keys themselves.");
        command.SetAction((parsed, _) => WithStoreAsync(parsed.GetValue(data)!, async store =>
        {
            foreach (var key in await store.ListAsync())
                Console.WriteLine($"{key.Id}  {key.Role.Name(),-8}  {key.Hint}…  {(key.RevokedAt is null ? "active " : "revoked")}  {key.Name}");
            return 0;
        }));
        return command;
    }

    private static Command Revoke(Option<string> data)
    {
        var id = new Argument<string>("id") { Description = "The key's id, as 'keys list' shows it." };
        var command = new Command("revoke", "End a key.") { id };
        command.SetAction((parsed, _) => WithStoreAsync(parsed.GetValue(data)!, async store =>
        {
            if (await store.RevokeAsync(parsed.GetValue(id)!, TimeProvider.System.Now()))
                return 0;
            Console.Error.WriteLine($"slipway keys: there is no active key {parsed.GetValue(id)}");
            return 1;
        }));
        return command;
    }

    private static async Task<int> WithStoreAsync(string folder, Func<KeyStore, Task<int>> work)
    {
        try
        {
            await using var database = await DatabaseWiring.OpenAsync(folder);
            return await work(new KeyStore(database));
        }
        catch (Exception exception) when (exception is StorageException or StoreUnavailableException)
        {
            Console.Error.WriteLine($"slipway keys: {exception.Message}");
            return 1;
        }
    }
}
