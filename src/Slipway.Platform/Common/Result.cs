using System.Diagnostics.CodeAnalysis;

namespace Slipway.Platform.Common;

/// <summary>A value or the reason why there is none.</summary>
public readonly struct Result<T>
    where T : class
{
    private Result(T? value, Failure? failure) => (Value, Failure) = (value, failure);

    public T? Value { get; }

    public Failure? Failure { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Value is not null;

    internal static Result<T> From(T value) => new(value, null);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(null, failure);
}

public static class Result
{
    /// <summary>For values of interface types, which convert to nothing by themselves.</summary>
    public static Result<T> Of<T>(T value)
        where T : class => Result<T>.From(value);
}
