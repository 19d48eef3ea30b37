namespace Slipway.Protocol.Json;

/// <summary>What is wrong with one field of a request; <paramref name="Field"/> is its path, such as <c>messages[2].role</c>.</summary>
public sealed record FieldError(string Field, string Message)
{
    public override string ToString() => $"{Field}: {Message}";
}
