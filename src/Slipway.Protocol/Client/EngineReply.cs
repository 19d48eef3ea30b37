using System.Diagnostics.CodeAnalysis;

namespace Slipway.Protocol.Client;

/// <summary>An answer or the reason why there is none.</summary>
public readonly struct EngineReply<T>
    where T : class
{
    private EngineReply(T? value, EngineFailure? failure) => (Value, Failure) = (value, failure);

    public T? Value { get; }

    public EngineFailure? Failure { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Value is not null;

    public static implicit operator EngineReply<T>(T value) => new(value, null);

    public static implicit operator EngineReply<T>(EngineFailure failure) => new(null, failure);
}
