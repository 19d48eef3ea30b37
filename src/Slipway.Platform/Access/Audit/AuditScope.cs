namespace Slipway.Platform.Access.Audit;

/// <summary>Notes whether a change that is under way has been recorded by whoever makes it.</summary>
public sealed class AuditScope
{
    private static readonly AsyncLocal<AuditScope?> Ambient = new();

    private AuditScope()
    {
    }

    public static AuditScope? Current => Ambient.Value;

    public bool Recorded { get; internal set; }

    /// <summary>For all that the caller awaits from here on.</summary>
    public static AuditScope Begin() => Ambient.Value = new AuditScope();
}
