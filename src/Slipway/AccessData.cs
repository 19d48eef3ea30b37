using Slipway.Platform.Access;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Access.Keys;
using Slipway.Platform.Access.Users;
using Slipway.Platform.Common;
using Slipway.Server.Access;
using Slipway.Serving;
using Slipway.Storage.Access;
using Slipway.Storage.Sql;

namespace Slipway;

/// <summary>Keys and users as the command line reaches them: in the database, beside a server that may be running.</summary>
internal sealed record AccessData(ManagedKeys Keys, UserAccounts Users)
{
    /// <summary>In whose name the command line changes things.</summary>
    public static readonly Caller Caller = new("command line", "command line", Role.Admin, Project.Default);

    public static async Task<int> WithAsync(string folder, Func<AccessData, Task<int>> work)
    {
        try
        {
            await using var database = await DatabaseWiring.OpenAsync(folder);
            var time = TimeProvider.System;
            var audit = new AuditLog(new AuditStore(database), time);
            return await work(new AccessData(
                new ManagedKeys(new KeyStore(database), audit, time), new UserAccounts(new UserStore(database), new Passwords(), audit, time)));
        }
        catch (Exception exception) when (exception is StorageException or StoreUnavailableException)
        {
            Console.Error.WriteLine($"slipway: {exception.Message}");
            return 1;
        }
    }
}
