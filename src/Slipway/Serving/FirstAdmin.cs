using Slipway.Platform.Access;
using Slipway.Platform.Access.Users;
using Slipway.Platform.Common;
using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>Somebody has to make the other users.</summary>
internal sealed class FirstAdmin(UserAccounts users, SettingValues settings)
{
    private static readonly Caller Start = new("start", "start", Role.Admin, Project.Default);

    private readonly string _name = settings.Get(AccessSettings.AdminUsername);
    private readonly string _password = settings.Get(AccessSettings.AdminPassword);

    /// <summary>Adds the admin that the settings name with a password, where there is nobody of that name.</summary>
    public async Task AddConfiguredAsync()
    {
        if (_password.Length > 0 && await users.FindAsync(_name).ConfigureAwait(false) is null)
            await users.CreateAsync(Start, _name, _password, Role.Admin).ConfigureAwait(false);
    }

    /// <summary>Where there is no user at all, adds an admin and returns the password, which is kept nowhere: only to be called where it will be shown.</summary>
    public async Task<(string Name, string Password)?> MakeUpAsync()
    {
        if ((await users.ListAsync().ConfigureAwait(false)).Count > 0)
            return null;
        var password = UserAccounts.RandomPassword();
        return (await users.CreateAsync(Start, _name, password, Role.Admin).ConfigureAwait(false)).Succeeded ? (_name, password) : null;
    }
}
