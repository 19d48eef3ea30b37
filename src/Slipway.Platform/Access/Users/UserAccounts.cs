using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common;
using Slipway.Protocol.Json;

namespace Slipway.Platform.Access.Users;

/// <summary>The users, and the tokens that they get for their passwords.</summary>
public sealed class UserAccounts(IUserStore store, IPasswords passwords, IAuditLog audit, TimeProvider time)
{
    private const string Kind = "user";
    private const int TokenBytes = 32;
    private const int PasswordBytes = 12;

    // Ten wrong guesses at once, then six a minute for one name; somebody at one address may try several names.
    private readonly GuessGuard _byName = new(10, TimeSpan.FromSeconds(10), time);
    private readonly GuessGuard _byAddress = new(30, TimeSpan.FromSeconds(2), time);

    // Hashing is slow on purpose, so it may not take all cores.
    private readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount / 2));

    // Verified where there is no user, so that an answer's time doesn't tell which names exist.
    private readonly Lazy<string> _nobodysHash = new(() => passwords.Hash(RandomPassword()));

    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromDays(1);

    public static string RandomPassword() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));

    public ValueTask<IReadOnlyList<User>> ListAsync() => store.ListAsync();

    public async ValueTask<User?> FindAsync(string name) => (await store.FindAsync(name).ConfigureAwait(false))?.User;

    public async Task<Result<User>> CreateAsync(Caller caller, string name, string password, Role role)
    {
        if (Wrong(name, password) is { } invalid)
            return invalid;
        var now = time.Now();
        var user = new User(Ids.New(time), caller.Project, name, role, now, now);
        if (!await store.AddAsync(user, await HashAsync(password).ConfigureAwait(false)).ConfigureAwait(false))
            return new Failure(FailureKind.Conflict, $"there is a user '{name}' already");
        await audit.RecordAsync(caller, "create", Kind, user.Id, after: Shown(user)).ConfigureAwait(false);
        return user;
    }

    /// <summary>All tokens of the user end.</summary>
    public async Task<Failure?> SetPasswordAsync(Caller caller, string name, string password)
    {
        if (Wrong(name, password) is { } invalid)
            return invalid;
        if (await store.FindAsync(name).ConfigureAwait(false) is not { User: var user }
            || !await store.SetPasswordAsync(user.Id, await HashAsync(password).ConfigureAwait(false), time.Now()).ConfigureAwait(false))
        {
            return Unknown(name);
        }

        await audit.RecordAsync(caller, "password", Kind, user.Id).ConfigureAwait(false);
        return null;
    }

    /// <summary>All tokens of the user end.</summary>
    public async Task<Failure?> DeleteAsync(Caller caller, string name)
    {
        if (await store.FindAsync(name).ConfigureAwait(false) is not { User: var user } || !await store.RemoveAsync(user.Id).ConfigureAwait(false))
            return Unknown(name);
        await audit.RecordAsync(caller, "delete", Kind, user.Id, before: Shown(user)).ConfigureAwait(false);
        return null;
    }

    /// <summary>A token for a name and its password.</summary>
    public async Task<Result<SignedIn>> SignInAsync(string name, string password, string address)
    {
        await _hashing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_byAddress.TryCharge(address) is { } addressWait)
                return TooMany(addressWait);
            if (_byName.TryCharge(name) is { } nameWait)
            {
                // It stays charged: whoever goes on asking after a limited name is guessing.
                return TooMany(nameWait);
            }

            var found = await store.FindAsync(name).ConfigureAwait(false);
            var matches = await Task.Run(() => passwords.Matches(found?.PasswordHash ?? _nobodysHash.Value, password)).ConfigureAwait(false);
            if (found is null || !matches)
                return new Failure(FailureKind.Unauthorized, "the username or the password is wrong");
            _byAddress.GiveBack(address);
            _byName.GiveBack(name);
            return await GrantAsync(found).ConfigureAwait(false);
        }
        finally
        {
            _hashing.Release();
        }
    }

    public Task SignOutAsync(string token) => store.RemoveTokenAsync(KeyDigest.Of(token));

    private async Task<Result<SignedIn>> GrantAsync(StoredUser user)
    {
        var token = Keyring.TokenPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var now = time.GetUtcNow();
        var expires = now + TokenLifetime;
        return await store.AddTokenAsync(KeyDigest.Of(token), user, now.ToMicros(), expires.ToMicros()).ConfigureAwait(false)
            ? new SignedIn(token, expires)
            : new Failure(FailureKind.Unauthorized, "the user's password has just changed");
    }

    private async Task<string> HashAsync(string password)
    {
        await _hashing.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(() => passwords.Hash(password)).ConfigureAwait(false);
        }
        finally
        {
            _hashing.Release();
        }
    }

    private static Failure? Wrong(string name, string password)
    {
        var wrong = new List<FieldError>();
        if (name.Length is 0 or > User.LongestName || name.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
            wrong.Add(new FieldError("username", $"must have 1 to {User.LongestName} characters, none of them white space"));
        if (password.Length is 0 or > User.LongestPassword)
            wrong.Add(new FieldError("password", $"must have 1 to {User.LongestPassword} characters"));
        return wrong.Count > 0 ? Failure.Invalid(wrong) : null;
    }

    private static JsonObject Shown(User user) => new() { ["username"] = user.Name, ["role"] = user.Role.Name() };

    private static Failure Unknown(string name) => new(FailureKind.NotFound, $"User not found: {name}");

    private static Failure TooMany(TimeSpan wait) =>
        new(FailureKind.RateLimited, "Too many failed attempts; wait before the next") { RetryAfter = wait };
}
