namespace Slipway.Platform.Access;

/// <summary>Each role may do what the one before it may, and more.</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Also runs inference and changes things.</summary>
    Operator,

    /// <summary>Also manages keys and users.</summary>
    Admin,
}
