namespace Slipway.Platform.Access.Audit;

public interface IAuditStore
{
    Task AddAsync(AuditRecord record);

    /// <summary>Newest first.</summary>
    ValueTask<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter);
}
