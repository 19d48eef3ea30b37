using System.CommandLine;
using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Access.Users;
using Slipway.Platform.Common;

namespace Slipway;

/// <summary><c>slipway users create|list|password|delete</c>: what it changes counts at once on a running server.</summary>
internal static class UsersCommand
{
    private const string FromInput = "-";

    public static Command Create()
    {
        var data = AccessOptionsOfCommands.Data();
        return new Command("users", "Make, list and delete the users that sign in at /auth/token, and change their passwords.")
        {
            data, CreateUser(data), List(data), Password(data), Delete(data),
        };
    }

    private static Command CreateUser(Option<string> data)
    {
        var name = Name();
        var role = AccessOptionsOfCommands.RoleOf("user");
        var password = PasswordOption();
        var json = AccessOptionsOfCommands.Json();
        var command = new Command("create", "Make a user.") { name, role, password, json };
        command.SetAction((parsed, _) => AccessData.WithAsync(parsed.GetValue(data)!, async access =>
        {
            Roles.TryParse(parsed.GetValue(role)!, out var granted);
            var (secret, made) = Read(parsed.GetValue(password));
            var created = await access.Users.CreateAsync(AccessData.Caller, parsed.GetValue(name)!, secret, granted);
            return created.Succeeded ? Show(created.Value.Name, granted.Name(), made ? secret : null, parsed.GetValue(json)) : Fail(created.Failure);
        }));
        return command;
    }

    private static Command List(Option<string> data)
    {
        var json = AccessOptionsOfCommands.Json();
        var command = new Command("list", "Show the users.") { json };
        command.SetAction((parsed, _) => AccessData.WithAsync(parsed.GetValue(data)!, async access =>
        {
            var users = await access.Users.ListAsync();
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(users.Select(user => new Dictionary<string, string> { ["id"] = user.Id, ["username"] = user.Name, ["role"] = user.Role.Name() })));
            else
                foreach (var user in users)
                    Console.WriteLine($"{user.Id}  {user.Role.Name(),-8}  {user.Name}");
            return 0;
        }));
        return command;
    }

    private static Command Password(Option<string> data)
    {
        var name = Name();
        var password = PasswordOption();
        var json = AccessOptionsOfCommands.Json();
        var command = new Command("password", "Change a user's password; the user's tokens end.") { name, password, json };
        command.SetAction((parsed, _) => AccessData.WithAsync(parsed.GetValue(data)!, async access =>
        {
            var (secret, made) = Read(parsed.GetValue(password));
            var failure = await access.Users.SetPasswordAsync(AccessData.Caller, parsed.GetValue(name)!, secret);
            return failure is null ? Show(parsed.GetValue(name)!, null, made ? secret : null, parsed.GetValue(json)) : Fail(failure);
        }));
        return command;
    }

    private static Command Delete(Option<string> data)
    {
        var name = Name();
        var command = new Command("delete", "Delete a user; the user's tokens end.") { name };
        command.SetAction((parsed, _) => AccessData.WithAsync(parsed.GetValue(data)!, async access =>
            await access.Users.DeleteAsync(AccessData.Caller, parsed.GetValue(name)!) is { } failure ? Fail(failure) : 0));
        return command;
    }

    private static Argument<string> Name() => new("username") { Description = "The name to sign in with." };

    private static Option<string?> PasswordOption() => new("--password")
    {
        Description = "The password; '-' reads it from the first line of the input, out of other users' sight. Without it one is made and shown, this once.",
    };

    private static (string Password, bool Made) Read(string? given) => given switch
    {
        null => (UserAccounts.RandomPassword(), true),
        FromInput => (Console.ReadLine() ?? "", false),
        _ => (given, false),
    };

    private static int Show(string name, string? role, string? made, bool json)
    {
        if (json)
        {
            var members = new Dictionary<string, string> { ["username"] = name };
            if (role is not null)
                members["role"] = role;
            if (made is not null)
                members["password"] = made;
            Console.WriteLine(JsonSerializer.Serialize(members));
        }
        else if (made is not null)
        {
            Console.WriteLine($"{made}\nThis is the password of {name}. It is not shown again.");
        }

        return 0;
    }

    private static int Fail(Failure failure)
    {
        Console.Error.WriteLine($"slipway users: {failure.Message}");
        return 1;
    }
}
