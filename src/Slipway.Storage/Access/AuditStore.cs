using Slipway.Platform.Access.Audit;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Access;

/// <inheritdoc/>
public sealed class AuditStore(IDatabase database) : IAuditStore
{
    private const string Columns = "id, project, at, caller_id, caller_name, action, kind, subject_id, before, after";

    public Task AddAsync(AuditRecord record) => database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(
        $"INSERT INTO audit_records ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        record.Id, record.Project, record.At, record.CallerId, record.CallerName, record.Action, record.Kind, record.SubjectId, record.Before, record.After));

    public async ValueTask<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter)
    {
        var conditions = new List<string>();
        var values = new List<SqlValue> { filter.Limit };
        Where("kind =", filter.Kind);
        Where("subject_id =", filter.SubjectId);
        Where("caller_id =", filter.CallerId);
        Where("id <", filter.Before);
        var where = conditions.Count > 0 ? "WHERE " + string.Join(" AND ", conditions) : "";
        return await database.ReadAsync(session => session.QueryAsync(
            $"SELECT {Columns} FROM audit_records {where} ORDER BY id DESC LIMIT $1", Read, [.. values])).ConfigureAwait(false);

        void Where(string comparison, string? value)
        {
            if (value is null)
                return;
            values.Add(value);
            conditions.Add($"{comparison} ${values.Count}");
        }
    }

    private static AuditRecord Read(SqlRow row) => new(
        row.Text(0), row.Text(1), row.Integer(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7), row.TextOrNull(8), row.TextOrNull(9));
}
