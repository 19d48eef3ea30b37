using Slipway.Platform.Access;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Access;

/// <summary>Signing in, as AI Deploy Platform has it, and the managing of users, keys and the audit trail.</summary>
internal static class AccessRoutes
{
    public static IEnumerable<ContractRoute> Of(SignInEndpoints signIn, UserEndpoints users, KeyEndpoints keys, AuditEndpoint audit)
    {
        var documented = Http.Contracts.AiDeploy;
        var own = Http.Contracts.Plain;
        yield return new ContractRoute("POST", "/auth/token", documented, null, signIn.SignInAsync);
        yield return new ContractRoute("DELETE", "/auth/token", own, Role.Viewer, signIn.SignOutAsync);
        yield return new ContractRoute("GET", "/auth/me", own, Role.Viewer, signIn.MeAsync);
        yield return new ContractRoute("GET", "/users", own, Role.Admin, users.ListAsync);
        yield return new ContractRoute("POST", "/users", own, Role.Admin, users.CreateAsync);
        yield return new ContractRoute("GET", "/users/{username}", own, Role.Admin, users.FindAsync);
        yield return new ContractRoute("PUT", "/users/{username}/password", own, Role.Admin, users.SetPasswordAsync);
        yield return new ContractRoute("DELETE", "/users/{username}", own, Role.Admin, users.DeleteAsync);
        yield return new ContractRoute("GET", "/keys", own, Role.Admin, keys.ListAsync);
        yield return new ContractRoute("POST", "/keys", own, Role.Admin, keys.CreateAsync);
        yield return new ContractRoute("DELETE", "/keys/{key_id}", own, Role.Admin, keys.RevokeAsync);
        yield return new ContractRoute("GET", "/audit", own, Role.Admin, audit.ListAsync);
    }
}
